"""When a phone on a slow line shows the largest part of a page, and how far it shifts (ux.md 7); and the palette.

Chromium at 390 px with the CPU slowed four times and a line of 1.6 Mbit/s with 150 ms of delay, on a first view: nothing cached.
The product is served as in the demo, by one uvicorn process, on PostgreSQL.
"""

import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from bench._palette import palette
from bench._program import main
from bench.pages import organisation

RUNS = 5
LINE = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 0.75e6 / 8}
SLOWDOWN = 4
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-sync",
]
WATCH = """
window.seen = {lcp: 0, cls: 0};
new PerformanceObserver(list => { for (const entry of list.getEntries()) seen.lcp = entry.startTime; })
  .observe({type: "largest-contentful-paint", buffered: true});
new PerformanceObserver(list => { for (const entry of list.getEntries()) if (!entry.hadRecentInput) seen.cls += entry.value; })
  .observe({type: "layout-shift", buffered: true});
"""


@contextmanager
def served() -> Iterator[str]:
    """config.asgi under uvicorn, on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "uvicorn",
        "config.asgi:application",
        "--port",
        str(port),
        "--log-level",
        "warning",
    ]
    process = subprocess.Popen(command, env={**os.environ, "LOG_LEVEL": "WARNING"})
    try:
        for _attempt in range(200):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


def first_view(browser: Browser, base: str, path: str, cookie: str) -> dict[str, float]:
    """One visit with an empty cache: LCP in milliseconds, CLS, and the requests it took."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    name, _, value = cookie.partition("=")
    context.add_cookies([{"name": name, "value": value, "url": base}])
    context.add_init_script(WATCH)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", LINE)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(base + path)
    page.wait_for_timeout(2500)
    seen: dict[str, float] = page.evaluate("window.seen")
    context.close()
    return {"lcp_ms": seen["lcp"], "cls": seen["cls"], "requests": len(asked)}


def run() -> dict[str, float]:
    """The median of five first views of home and of the meeting page."""
    facts: dict[str, Any] = organisation()
    figures: dict[str, float] = {}
    with served() as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ["CHROMIUM"], args=FLAGS)
        for name, path in (("home", "/"), ("meeting", f"{facts['meeting']}?stage=meet")):
            first_view(browser, base, path, facts["cookie"])  # the server's own first time does not count
            views = [first_view(browser, base, path, facts["cookie"]) for _run in range(RUNS)]
            for figure in ("lcp_ms", "cls", "requests"):
                figures[f"browser.{name}.{figure}"] = statistics.median(view[figure] for view in views)
        found = palette(browser, base, facts["cookie"])
        figures |= {f"browser.palette.{figure}": value for figure, value in found.items()}
        browser.close()
    print(f"{'':10}{'LCP ms':>9}{'CLS':>8}{'requests':>10}    (budget 1,500 ms, 0.02, 14)")
    for name in ("home", "meeting"):
        lcp, cls, requests = (figures[f"browser.{name}.{figure}"] for figure in ("lcp_ms", "cls", "requests"))
        print(f"{name:10}{lcp:9.0f}{cls:8.3f}{requests:10.0f}")
    first, worst, key = (found[figure] for figure in ("first_ms", "first_worst_ms", "key_ms"))
    print(
        f"palette: first results {first:.0f} ms after K (worst {worst:.0f}), {key:.1f} ms after a key    (budget 50 ms)"
    )
    return figures


if __name__ == "__main__":
    main(run, __doc__)
