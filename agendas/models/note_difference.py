"""What changed from one version of a note to the next, told as the note looks: with its marks, without their signs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from agendas.models.difference import Difference
from agendas.models.prose import LISTS, Names, Node, Run

SIGNS, LAST_SIGN = 0xF0000, 0xFFFFD
"""A plane of Unicode whose characters mean nothing to anybody: each stands for one way to mark a word."""
SIGN = re.compile(rf"[{chr(SIGNS)}-{chr(LAST_SIGN)}]")
PIECE = re.compile(rf"\s+|{SIGN.pattern}|(?:(?!\s|{SIGN.pattern}).)+", re.DOTALL)
BOXES = {True: "☑ ", False: "☐ "}


class Marks(NamedTuple):
    strong: bool = False
    em: bool = False
    code: bool = False
    link: str = ""
    level: int = 0
    """Of the heading that it stands in."""


@dataclass(frozen=True)
class Shown:
    """A stretch of both texts: `same`, `added` or `removed`, and how it looks."""

    kind: str
    runs: list[Run]


class NoteDifference:
    """How one text of a note became another. A word that got another mark is another word."""

    def __init__(self, before: Node, after: Node, names: Names) -> None:
        self._marks = [Marks()]
        self._names = names
        texts = ("\n\n".join(self._block(block, Marks()) for block in tree.blocks) for tree in (before, after))
        self._told = Difference(*texts)

    @property
    def added(self) -> int:
        """Words that came."""
        return self._told.added

    @property
    def removed(self) -> int:
        """Words that went."""
        return self._told.removed

    @property
    def stretches(self) -> list[Shown]:
        return [Shown(one.kind, list(self._runs(one.text))) for one in self._told.stretches]

    # --- As a text in which each marked word begins with the sign of its marks

    def _block(self, node: Node, marks: Marks) -> str:
        if node.name in LISTS:
            first = node.attrs.get("order", 1)
            number = first if isinstance(first, int) else 1
            return "\n".join(self._item(node, item, number + place) for place, item in enumerate(node.blocks))
        if node.name == "blockquote":
            inner = "\n".join(self._block(block, marks) for block in node.blocks)
            return "\n".join(f"│ {line}" for line in inner.split("\n"))
        if node.name == "heading":
            level = node.attrs.get("level")
            marks = marks._replace(strong=True, level=level if level in (1, 2, 3) else 3)
        return "".join(self._piece(child, marks._replace(code=node.name == "code_block")) for child in node.children)

    def _item(self, of: Node, item: Node, number: int) -> str:
        sign = "• " if of.name == "bullet_list" else f"{number}. "
        if of.name == "task_list":
            sign = BOXES[item.attrs.get("checked") is True]
        first, *others = "\n".join(self._block(block, Marks()) for block in item.blocks).split("\n")
        return "\n".join([sign + first, *(" " * len(sign) + line for line in others)])

    def _piece(self, child: Node | Run, marks: Marks) -> str:
        if isinstance(child, Node):
            named = f"@{self._names.get(str(child.attrs.get('person')), '…')}"
            return "\n" if child.name == "hard_break" else self._signed(named, marks)
        strong, em, code = marks.strong or child.strong, child.em, marks.code or child.code
        return self._signed(child.text, marks._replace(strong=strong, em=em, code=code, link=child.link))

    def _signed(self, text: str, marks: Marks) -> str:
        if marks not in self._marks:
            self._marks.append(marks)
        sign = chr(min(SIGNS + self._marks.index(marks), LAST_SIGN))
        return re.sub(r"\S+", lambda word: sign + word[0], SIGN.sub("", text))

    def _runs(self, text: str) -> Iterator[Run]:
        marks = Marks()
        for piece in PIECE.findall(text):
            if SIGN.fullmatch(piece):
                marks = self._marks[min(ord(piece) - SIGNS, len(self._marks) - 1)]
                continue
            marks = Marks() if piece.isspace() else marks
            yield Run(piece, marks.strong, marks.em, marks.code, marks.link)
