"""Two to four browsers write in one note while everything under them fails: cuts, kills, a Redis that forgets.

At the end all show the same text, every letter that was typed is in it once, and no dump holds a word of it.

    python -m soak.notes --seconds 300 --browsers 4 --seed 1

The database is that of DATABASE_URL, empty. With REDIS_SERVER (the program) there is a Redis, which is killed too.
"""

import argparse
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's loop runs in this thread
django.setup()

from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from playwright.sync_api import sync_playwright

from oneonones.models import AdHoc, Pair
from people.models import Person
from soak._dump import Dump
from soak._services import Victim, free_port, product, redis
from soak._writer import ALPHABETS, Writer

FLAGS = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-sync"
CALM = 90  # seconds in which all have to agree once nothing fails any more
SECRET = "quetzalcoatlus"


def a_meeting() -> tuple[str, list[dict[str, str]]]:
    """Two who meet now: the address of their 1:1, and each one's session."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    at = timezone.now()
    priya, tom = (
        Person.add(email=f"{name}@example.test", name=name, by=None, at=at, invite=False) for name in ("Priya", "Tom")
    )
    pair = Pair.start(priya, tom, by=priya, at=at)
    meeting = AdHoc.arrange(pair, starts_at=at + timedelta(minutes=1), minutes=60, by=priya, at=at)
    return f"/m/{meeting.pk}/?stage=meet", [session_of(priya), session_of(tom)]


def session_of(person: Person) -> dict[str, str]:
    client = Client()
    client.force_login(person)
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value}


@contextmanager
def everything(chance: random.Random, browsers: int) -> Iterator[tuple[list[Writer], list[Victim], list[Victim]]]:
    """The writers, the processes that serve them, and what lies under those."""
    address, sessions = a_meeting()
    with ExitStack() as stack:
        below, env = [], {}
        if server := os.environ.get("REDIS_SERVER"):
            below.append(redis(server, free_port()).start())
            stack.callback(below[0].stop)
            env["REDIS_URL"] = f"redis://127.0.0.1:{below[0].port}/0"
        served = [product(free_port(), env) for _ in range(2)]
        for one in served:
            stack.callback(one.stop)
            one.start()
        browser = stack.enter_context(sync_playwright()).chromium.launch(
            executable_path=os.environ["CHROMIUM"], args=FLAGS.split()
        )
        writers = [
            Writer(
                browser=browser,
                base=f"http://127.0.0.1:{served[number % 2].port}",
                address=address,
                cookie=sessions[number % 2],
                alphabet=ALPHABETS[number],
                chance=random.Random(chance.random()),
            )
            for number in range(browsers)
        ]
        for one in writers:
            one.open()
        yield writers, served, below
        browser.close()


def disturb(chance: random.Random, writers: list[Writer], served: list[Victim], below: list[Victim]) -> str:
    """One thing that goes wrong, or comes back."""
    kind = chance.choice(["network", "network", "network", "process", "reload", *(["redis"] if below else [])])
    one = chance.choice(writers)
    if kind == "network":
        one.cut(away=not one.offline)
        return "away" if one.offline else "back"
    if kind == "reload":
        if one.offline:
            return ""
        one.reload()
        return "reload"
    victim = chance.choice(served if kind == "process" else below)
    victim.kill()
    time.sleep(chance.uniform(0, 0.5))
    victim.start()
    return f"kill -9 {kind}"


def write(
    seconds: float, chance: random.Random, writers: list[Writer], served: list[Victim], below: list[Victim]
) -> Counter[str]:
    """Everybody writes, in turns too quick for anything to arrive in between; every second or so something fails."""
    happened: Counter[str] = Counter()
    writers[0].note.press_sequentially(f"{SECRET} ")
    writers[0].typed.update(SECRET)
    end, next_blow = time.monotonic() + seconds, time.monotonic() + 1
    while time.monotonic() < end:
        for one in chance.sample(writers, len(writers)):
            one.step()
            happened["steps"] += 1
        if time.monotonic() >= next_blow:
            happened[disturb(chance, writers, served, below) or "nothing"] += 1
            next_blow = time.monotonic() + chance.uniform(0.3, 2)
    return happened


def agree(writers: list[Writer]) -> str:
    """All are back: once each says Saved and all show one text, that text. Raises AssertionError if they never do."""
    for one in writers:
        if one.offline:
            one.cut(away=False)
    end = time.monotonic() + CALM
    while time.monotonic() < end:
        texts, words = {one.text() for one in writers}, {one.status() for one in writers}
        if len(texts) == 1 and words == {"Saved"}:
            return texts.pop()
        writers[0].page.wait_for_timeout(500)
    errors = [error for one in writers for error in one.errors]
    raise AssertionError(f"no agreement: {words}, lengths {[len(one.text()) for one in writers]}, errors {errors}")


def odd(writers: list[Writer], text: str) -> dict[str, int]:
    """The letters that are not there as often as they were typed: how many too few (below zero) or too many."""
    typed: Counter[str] = Counter()
    for one in writers:
        typed.update(one.typed)
    there = Counter(text)
    return {letter: there[letter] - number for letter, number in typed.items() if there[letter] != number}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--browsers", type=int, default=4, choices=(2, 3, 4))
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    chance = random.Random(chosen.seed)
    with everything(chance, chosen.browsers) as (writers, served, below):
        dump = Dump([SECRET], f"redis://127.0.0.1:{below[0].port}/0" if below else "")
        happened = write(chosen.seconds / 2, chance, writers, served, below)
        open_ = dump.words_in_the_open()  # while they write
        happened += write(chosen.seconds / 2, chance, writers, served, below)
        text = agree(writers)
        wrong, errors = odd(writers, text), [error for one in writers for error in one.errors]
        open_ += dump.words_in_the_open()
        typed = sum(sum(one.typed.values()) for one in writers)
    there = sum(1 for letter in text if any(letter in one for one in ALPHABETS))
    print(
        f"{chosen.browsers} browsers, seed {chosen.seed}: {dict(happened)}; {typed} letters typed, {there} in the text"
    )
    print(
        f"lost (-) or doubled (+): {wrong or 'none'}; script errors: {errors or 'none'}; "
        f"words in the open: {open_ or 'none'} ({dump.looked_at / 1e6:.0f} MB of dumps, {len(dump.crossed)} messages)"
    )
    return 1 if wrong or errors or open_ else 0


if __name__ == "__main__":
    sys.exit(main())
