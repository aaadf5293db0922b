"""How soon the palette shows something: after K, with Ctrl down for as long as a hand takes, and after each key (ux.md 7)."""

import statistics

from playwright.sync_api import Browser

RUNS = 8
HELD = 100  # milliseconds from Ctrl to K: a quick hand
WATCH = """
window.first = new Promise(shown => {
  document.addEventListener("keydown", ({key}) => { if (key === "k") window.pressed = performance.now(); }, true);
  new MutationObserver(() => document.querySelector(".palette [role=option]") && shown(performance.now() - window.pressed))
    .observe(document.querySelector("command-palette"), {subtree: true, childList: true});
}); 0
"""
TYPE = """words => words.map(word => {
  const field = document.querySelector(".palette-field"), before = performance.now();
  field.value = word;
  field.dispatchEvent(new Event("input", {bubbles: true}));
  document.querySelector(".palette").getBoundingClientRect();
  return performance.now() - before;
})"""


def palette(browser: Browser, base: str, cookie: str) -> dict[str, float]:
    """Medians and the worst, in milliseconds, on a computer beside the server."""
    name, _, value = cookie.partition("=")
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.add_cookies([{"name": name, "value": value, "url": base}])
    page = context.new_page()
    opened, typed = [], []
    for _run in range(RUNS):
        page.goto(f"{base}/pairs/")
        page.evaluate(WATCH)
        page.keyboard.down("Control")
        page.wait_for_timeout(HELD)
        page.keyboard.press("k")
        page.keyboard.up("Control")
        opened.append(page.evaluate("window.first"))
        typed += page.evaluate(TYPE, ["t", "to", "tom", "tom o", "plan"])
    context.close()
    return {
        "first_ms": statistics.median(opened),
        "first_worst_ms": max(opened),
        "key_ms": statistics.median(typed),
        "key_worst_ms": max(typed),
    }
