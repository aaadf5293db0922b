"""One browser that writes: random words in an alphabet of its own, at random places, and what else one does."""

import random
import string
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page

ALPHABETS = (
    string.ascii_lowercase,
    "αβγδεζηθικλμνξοπρστυφχψω",
    "абвгдежзийклмнопрстуфхцчшщ",
    "あいうえおかきくけこさしすせそ",
)
"""A letter says who typed it, so that every one of them can be counted at the end, wherever it has come to stand."""


@dataclass
class Writer:
    browser: Browser
    base: str
    address: str
    cookie: dict[str, Any]
    alphabet: str
    chance: random.Random
    typed: Counter[str] = field(default_factory=Counter)
    offline: bool = False

    def __post_init__(self) -> None:
        self.context: BrowserContext = self.browser.new_context(base_url=self.base, locale="en-GB")
        self.context.add_cookies([{**self.cookie, "url": self.base}])  # type: ignore[typeddict-item]
        self.page: Page = self.context.new_page()
        self.page.on("dialog", lambda dialog: dialog.accept())
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def open(self) -> None:
        self.page.goto(self.address)
        self.note.wait_for(timeout=30_000)

    @property
    def note(self) -> Locator:
        return self.page.get_by_role("textbox", name="Shared notes", exact=True)

    def step(self) -> None:
        """One thing that somebody does who writes."""
        kind = self.chance.choices(("word", "line", "wander", "format", "block", "paste"), (10, 3, 5, 2, 2, 1))[0]
        if not self.note.evaluate("box => box === document.activeElement"):
            self.note.focus()
        getattr(self, f"_{kind}")()

    def _word(self) -> None:
        word = "".join(self.chance.choices(self.alphabet, k=self.chance.randint(2, 9)))
        self.page.keyboard.type(word + " ")
        self.typed.update(word)

    def _line(self) -> None:
        self.page.keyboard.press(self.chance.choice(("Enter", "Enter", "Shift+Enter")))

    def _wander(self) -> None:
        """Somewhere else in the text."""
        key = self.chance.choice(("ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End", "Control+End"))
        for _ in range(self.chance.randint(1, 6)):
            self.page.keyboard.press(key)

    def _format(self) -> None:
        """Some words become strong, soft or code: none is typed over, the selection goes before the next word."""
        self.page.keyboard.press(self.chance.choice(("Shift+Home", "Shift+ArrowUp", "Shift+ArrowRight")))
        self.page.keyboard.press(self.chance.choice(("Control+b", "Control+i", "Control+e")))
        self.page.keyboard.press("ArrowRight")

    def _block(self) -> None:
        """The block becomes a heading, a list, a quote; or is one no longer."""
        self.page.keyboard.press("ArrowRight")
        name = self.chance.choice(("Heading", "List", "Numbered list", "Check list", "Quote"))
        self.page.get_by_role("button", name=name, exact=True).click()

    def _paste(self) -> None:
        words = ["".join(self.chance.choices(self.alphabet, k=6)) for _ in range(self.chance.randint(3, 30))]
        self.note.evaluate(
            """(box, text) => {
                const clipboardData = new DataTransfer();
                clipboardData.setData("text/plain", text);
                box.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
            }""",
            "\n\n".join(" ".join(words[at : at + 5]) for at in range(0, len(words), 5)),
        )
        self.typed.update("".join(words))

    def cut(self, away: bool) -> None:
        """The network goes, or comes back."""
        self.offline = away
        self.context.set_offline(away)

    def reload(self) -> None:
        """Loaded anew in the same tab, with whatever is not saved yet."""
        self.page.goto(self.address)
        self.note.wait_for(timeout=30_000)

    def text(self) -> str:
        """The words, block by block, as they stand on this page; neither names nor marks of blocks."""
        return str(
            self.note.evaluate(
                "box => [...box.querySelectorAll('p, pre, .note-h')].map(one => one.textContent).join('\\n')"
            )
        )

    def status(self) -> str:
        return str(self.page.locator("save-status").first.inner_text()).strip()
