"""The text of a note as a tree: what both editors make of a note, and what its Markdown says. No database, no Yjs.

The names are those of prosemirror-markdown. Markdown here is the common one with three liberties: a line break is a
line break, only asterisks make emphasis, and marks may overlap. Writing and reading again gives the same text.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise
from typing import Any

from agendas.models.addresses import addresses

DEEPEST = 12
"""Quotes and lists inside one another; what lies deeper is read as lines of text."""

SCHEMES = ("http://", "https://", "mailto:")
LISTS = {"bullet_list": "list_item", "ordered_list": "list_item", "task_list": "task_item"}
BOXES = {"blockquote", "list_item", "task_item"}
LINES = {"paragraph", "heading"}


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text and its marks: `strong`, `em`, `code`, and where it links to."""

    text: str
    strong: bool = False
    em: bool = False
    code: bool = False
    link: str = ""


@dataclass(slots=True)
class Node:
    """A block, or inside a line a `hard_break` or a `mention`."""

    name: str
    children: list["Node | Run"] = field(default_factory=list)
    attrs: dict[str, Any] = field(default_factory=dict)

    @property
    def blocks(self) -> Iterator["Node"]:
        return (child for child in self.children if isinstance(child, Node))

    @property
    def linked(self) -> list["Node | Run"]:
        """Its children, as they are read: addresses in them are links."""
        if self.name == "code_block":
            return self.children
        found: list[Node | Run] = []
        for plain, group in groupby(self.children, lambda one: isinstance(one, Run) and not (one.link or one.code)):
            some = list(group)
            found += _with_links([one for one in some if isinstance(one, Run)]) if plain else some
        return found


def _with_links(runs: list[Run]) -> Iterator[Run]:
    """Runs that stand beside one another, each cut where an address in their text begins and ends."""
    start, links = 0, list(addresses("".join(run.text for run in runs)))
    for run in runs:
        end = start + len(run.text)
        edges = {start, end} | {edge for link in links for edge in (link.start, link.end) if start < edge < end}
        for low, high in pairwise(sorted(edges)):
            href = next((link.href for link in links if link.start <= low < link.end), "")
            yield replace(run, text=run.text[low - start : high - start], link=href)
        start = end


def is_link(href: str) -> bool:
    """May a link lead there?"""
    return href.lower().startswith(SCHEMES) and not any(one.isspace() or one in "<>()\\" for one in href)


def tidy(node: Node, depth: int = 0) -> Node:
    """The same text in the shape that the editor's schema asks for, with nothing in it that says nothing."""
    if node.name in LINES or node.name == "code_block":
        return Node(node.name, _tidy_line(node), node.attrs)
    children: list[Node | Run] = []
    for child in node.blocks:
        kept = tidy(child, depth + 1) if depth < 2 * DEEPEST else Node("paragraph", [Run(said(child))])
        if (
            kept.children
            or kept.name == "code_block"
            or (kept.name == "paragraph" and node.name in ("list_item", "task_item"))
        ):
            last = children[-1] if children else None
            if isinstance(last, Node) and last.name == kept.name and kept.name in LISTS:
                last.children += kept.children  # two lists of one kind with nothing between them are one
            else:
                children.append(kept)
    if node.name in ("list_item", "task_item"):
        paragraph = children[0] if children else None
        if not isinstance(paragraph, Node) or paragraph.name != "paragraph":
            children.insert(0, Node("paragraph"))
        children[1:] = [
            one for one in children[1:] if isinstance(one, Node) and (one.children or one.name == "code_block")
        ]
    return Node(node.name, children, node.attrs)


def said(node: Node | Run) -> str:
    """Its bare words."""
    if isinstance(node, Run):
        return node.text
    if node.name == "hard_break":
        return "\n"
    end = "\n" if node.name in LINES or node.name == "code_block" else ""
    return "".join(map(said, node.children)) + end


def _tidy_line(node: Node) -> list[Node | Run]:
    """Equal neighbours joined, spaces at the ends gone, marks never over the space at their edges."""
    if node.name == "code_block":
        text = "".join(said(child) for child in node.children)
        return [Run(text)] if text else []
    heading, lines = node.name == "heading", [list[Node | Run]()]
    for child in node.children:
        if isinstance(child, Run):
            for number, text in enumerate(child.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")):
                if number:
                    lines.append([])
                lines[-1].append(
                    Run(text, child.strong, child.em, child.code, child.link if is_link(child.link) else "")
                )
        elif child.name == "hard_break":
            lines.append([])
        elif child.name == "mention":
            lines[-1].append(child)
        else:
            lines[-1].append(Run(said(child)))
    written = [line for line in (_edged(one) for one in lines) if line]
    between: Node | Run = Run(" ") if heading else Node("hard_break")
    joined: list[Node | Run] = []
    for line in written:
        joined += [between, *line] if joined else line
    return _joined(joined) if heading else joined


def _edged(line: list[Node | Run]) -> list[Node | Run]:
    pieces: list[Node | Run] = []
    for child in line:
        if isinstance(child, Node) or child.code:
            pieces.append(child)
            continue
        for blank, group in groupby(child.text.replace("\0", ""), str.isspace):
            text = "".join(group)
            pieces.append(
                Run(text, child.strong, child.em, False, child.link) if not blank else Run(text, link=child.link)
            )
    pieces = _joined([one for one in pieces if isinstance(one, Node) or one.text])
    for end, stripped in ((0, str.lstrip), (-1, str.rstrip)):
        while pieces and isinstance(outer := pieces[end], Run) and not outer.code:
            if text := stripped(outer.text):
                pieces[end] = Run(text, *marks(outer))
                break
            pieces.pop(end)
    for place, piece in enumerate(pieces[1:-1], 1):  # a space between two words of one mark has the mark, too
        before, after = pieces[place - 1], pieces[place + 1]
        if (
            isinstance(piece, Run)
            and not piece.code
            and piece.text.isspace()
            and isinstance(before, Run)
            and isinstance(after, Run)
        ):
            pieces[place] = Run(piece.text, before.strong and after.strong, before.em and after.em, False, piece.link)
    return _joined(pieces)


def _joined(line: Iterable[Node | Run]) -> list[Node | Run]:
    joined: list[Node | Run] = []
    for piece in line:
        last = joined[-1] if joined else None
        if isinstance(piece, Run) and isinstance(last, Run) and marks(piece) == marks(last):
            joined[-1] = Run(last.text + piece.text, *marks(piece))
        else:
            joined.append(piece)
    return joined


def marks(run: Run) -> tuple[bool, bool, bool, str]:
    return run.strong, run.em, run.code, run.link


Names = Mapping[str, str]
"""What to call whom, by id, where somebody is mentioned."""
