"""The live process: a key to the other screen, an agenda change to the other page, idle pages, and large notes.

One live process on PostgreSQL and Redis, and one of pages. LIVE_PAGES says how many idle pages (5,000).
"""

import asyncio
import http.client
import os
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from agendas.models import SharedNote
from agendas.models.note_document import NoteDocument
from bench._live import Page, cookie, live_process, memory, note_of, pairs
from bench._program import main
from bench._turns import server
from bench.pages import add_item, added_items_go, get, organisation
from live.frames import Says, Tells
from oneonones.models import Pair

PAGES = int(os.environ.get("LIVE_PAGES", "5000"))
A_PERSON = 10  # pages of one person, at most 20
KEYS = 300
CHANGES = 60
EDITS = 20_000
LARGE_OPENS = 100
RING = 0.1  # for so long a page waits for more before it asks (static/js/elements/live-page.js)


def spread(name: str, took: list[float]) -> dict[str, float]:
    return {f"{name}_p50_ms": statistics.median(took), f"{name}_p95_ms": sorted(took)[int(len(took) * 0.95)]}


async def keys(port: int, pair: Pair, cookies: list[str]) -> list[float]:
    """Milliseconds from a key to the other connection, with what the sealing and the database take."""
    note = await asyncio.to_thread(note_of, pair)
    here, there = [await Page(port, pair, one).open(note) for one in cookies]
    document, took = NoteDocument(), []
    for number in range(KEYS):
        update = document.append(str(number % 10))
        began = time.perf_counter()
        await here.socket.send(note.pk.bytes + bytes([Says.UPDATE]) + number.to_bytes(4) + update)
        while (await there.socket.recv())[16] != Tells.UPDATE:
            pass
        took.append((time.perf_counter() - began) * 1000)
    here.leave()
    there.leave()
    return took


async def changes(port: int, facts: dict[str, Any], report: str, web: int) -> list[float]:
    """Milliseconds from pressing Add to the other page having the agenda anew (as a whole page, which is more)."""
    pair = await asyncio.to_thread(lambda: Pair.objects.get(pk=facts["pair_id"]))
    page, took = await Page(port, pair, report).stream(), []
    add, fetch = await asyncio.to_thread(add_item, facts, web), get(facts["meeting"], report)
    mine, theirs = (http.client.HTTPConnection("127.0.0.1", web, timeout=30) for _ in range(2))
    with ThreadPoolExecutor(2) as browser:
        loop = asyncio.get_running_loop()
        for number in range(CHANGES):
            if number % 5 == 0:
                await asyncio.to_thread(added_items_go)
            began = time.perf_counter()
            adding = loop.run_in_executor(browser, add, mine)
            await page.until(b"agenda_item.raised")
            await asyncio.sleep(RING)
            await loop.run_in_executor(browser, fetch, theirs)
            took.append((time.perf_counter() - began) * 1000)
            await adding
    page.leave()
    return took[5:]


async def idle(open_one: Callable[[int], Any], pid: int) -> tuple[list[Page], float]:
    """All idle pages of a kind, and the memory of the process with them."""
    pages: list[Page] = []
    for start in range(0, PAGES, 100):
        pages += await asyncio.gather(*(open_one(number) for number in range(start, min(start + 100, PAGES))))
    await asyncio.sleep(5)  # with a few rounds of the checks that never stop
    return pages, memory(pid)


async def crowd(
    port: int, pid: int, everybody: list[tuple[Pair, str]], two: tuple[Pair, list[str]]
) -> dict[str, float]:
    """Idle pages that have their stream open, then their socket too; and a key while all of them are there."""
    figures = {"live.memory_before_mb": memory(pid)}
    streams, figures["live.memory_with_streams_mb"] = await idle(
        lambda number: Page(port, *everybody[number // A_PERSON]).stream(), pid
    )
    figures |= spread("live.key_beside_streams", await keys(port, *two))
    for one in streams:
        one.leave()
    await asyncio.sleep(5)
    sockets, figures["live.memory_with_sockets_mb"] = await idle(
        lambda number: Page(port, *everybody[number // A_PERSON]).open(), pid
    )
    figures |= spread("live.key_beside_sockets", await keys(port, *two))
    for one in sockets:
        one.leave()
    return figures | {"live.idle_pages": len(streams)}


async def opening(port: int, pair: Pair, cookie: str, document: NoteDocument) -> list[float]:
    """Milliseconds in which a note that is not in memory opens: asked, read, opened, merged and sent."""
    took = []
    for _ in range(10):
        note = await asyncio.to_thread(note_of, pair, document)
        page = await Page(port, pair, cookie).open()
        began = time.perf_counter()
        await page.socket.send(note.pk.bytes + bytes([Says.OPEN]))
        await page.socket.recv()
        took.append((time.perf_counter() - began) * 1000)
        page.leave()
    return took


async def large(port: int, pid: int, pair: Pair, cookies: list[str], note: SharedNote) -> float:
    """The most memory, in MB, while a large note is opened many times at once by pages that are slow to read."""
    pages = await asyncio.gather(*(Page(port, pair, cookies[number % len(cookies)]).open() for number in range(20)))
    most, done = memory(pid), asyncio.Event()

    async def open_often(page: Page) -> None:
        for _ in range(LARGE_OPENS // len(pages)):
            await page.socket.send(note.pk.bytes + bytes([Says.OPEN]))
        for _ in range(2 * (LARGE_OPENS // len(pages))):
            await page.socket.recv()

    async def watch() -> None:
        nonlocal most
        while not done.is_set():
            most = max(most, memory(pid))
            await asyncio.sleep(0.01)

    watching = asyncio.ensure_future(watch())
    await asyncio.gather(*(open_often(page) for page in pages))
    done.set()
    await watching
    for page in pages:
        page.leave()
    return most


def edited() -> NoteDocument:
    """20,000 keys, each where the one before was not."""
    document = NoteDocument.saying("x")
    text = document._fragment.children[0].children[0]
    for number in range(EDITS):
        text.insert(number // 2, "ab"[number % 2])
    return document


def heavy() -> NoteDocument:
    """Nearly all that a note may weigh: few letters, with long links under them."""
    long = "a" * 900
    return NoteDocument.saying("\n\n".join(f"[x](https://e.test/{number}/{long})" for number in range(3900)))


def run() -> dict[str, float]:
    facts = organisation()
    everybody = [(pair, cookie(pair.report)) for pair in pairs(-(-PAGES // A_PERSON))]
    pair = everybody[0][0]
    two = (pair, [cookie(pair.manager), cookie(pair.report)])
    talked_about = Pair.objects.select_related("report").get(pk=facts["pair_id"])
    document = edited()
    with live_process() as (port, process), server("config.wsgi:application", {}) as (web, _):
        figures = spread("live.key", asyncio.run(keys(port, *two)))
        figures |= spread("live.change", asyncio.run(changes(port, facts, cookie(talked_about.report), web)))
        figures |= spread("live.open_20000_edits", asyncio.run(opening(port, pair, two[1][0], document)))
        figures |= asyncio.run(crowd(port, process.pid, everybody, two))
    with live_process() as (port, process):
        note = note_of(pair, heavy())
        figures["live.large_note_mb"] = len(note.opened().updates[0]) / 1e6
        figures["live.memory_before_large_mb"] = memory(process.pid)
        figures["live.memory_large_opened_mb"] = asyncio.run(large(port, process.pid, pair, two[1], note))
    for name, value in figures.items():
        print(f"  {name:<36}{value:10.1f}")
    return figures


if __name__ == "__main__":
    main(run, __doc__)
