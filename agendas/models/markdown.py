"""Markdown as text: written from a tree (`prose.py`), and read into one."""

import re
from collections.abc import Iterator
from typing import Any

from agendas.models.prose import DEEPEST, LISTS, Names, Node, Run, is_link, tidy

FENCE = re.compile(r" {0,3}(`{3,}|~{3,})([^`\n]*)$")
HEADING = re.compile(r"(#{1,6})(?:[ \t]+(.*))?$")
QUOTE = re.compile(r">[ \t]?(.*)$")
ITEM = re.compile(r"([-*+•–]|\d{1,9}[.)])(?:([ \t]+)(.*))?$")
TASK = re.compile(r"\[([ xX])\](?:[ \t]+(.*))?$")
BEGINS_A_BLOCK = re.compile(r"#{1,6}(?:[ \t]|$)|>|[-*+•–](?:[ \t]|$)|`{3}|~{3}|\[[ xX]\]")
BEGINS_A_NUMBER = re.compile(r"(\d{1,9})([.)](?:[ \t]|$))")
ESCAPABLE = "\\`*[]#>-+.)~•–@("

TOKEN = re.compile(
    r"\\(?P<literal>[" + re.escape(ESCAPABLE) + r"])"
    r"|(?P<ticks>`+)"
    r"|(?P<stars>\*+)"
    r"|(?P<open>\[)"
    r"|\]\((?P<href>[^\s()<>\\]*)\)"
    r"|(?P<text>[^\\`*\[\]]+|.)",
    re.DOTALL,
)


# --- Reading


def parse(text: str) -> Node:
    """The tree of a Markdown text, whatever it is: there is no text that is not Markdown."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").split("\n")
    return tidy(Node("doc", list(_blocks(lines, 0))))


def _blocks(lines: list[str], depth: int) -> Iterator[Node]:
    at = 0
    while at < len(lines):
        line = lines[at]
        bare = line.strip(" \t")
        if not bare:
            at += 1
        elif fence := FENCE.match(line):
            at, block = _code(lines, at, fence[1])
            yield block
        elif heading := HEADING.match(bare):
            yield Node("heading", list(_line(heading[2] or "")), {"level": min(len(heading[1]), 3)})
            at += 1
        elif depth < DEEPEST and QUOTE.match(bare):
            inner = []
            while at < len(lines) and (quoted := QUOTE.match(lines[at].lstrip(" \t"))):
                inner.append(quoted[1])
                at += 1
            yield Node("blockquote", list(_blocks(inner, depth + 1)))
        elif depth < DEEPEST and ITEM.match(bare):
            at, block = _list(lines, at, depth)
            yield block
        else:
            children: list[Node | Run] = []
            while True:
                children += _line(lines[at].strip(" \t"))
                at += 1
                if at >= len(lines) or not (bare := lines[at].strip(" \t")) or _begins(lines[at], bare, depth):
                    break
                children.append(Node("hard_break"))
            yield Node("paragraph", children)


def _begins(line: str, bare: str, depth: int) -> bool:
    inside = depth < DEEPEST and (QUOTE.match(bare) or ITEM.match(bare))
    return bool(FENCE.match(line) or HEADING.match(bare) or inside)


def _code(lines: list[str], at: int, fence: str) -> tuple[int, Node]:
    inner, at = [], at + 1
    while at < len(lines):
        bare = lines[at].strip(" \t")
        at += 1
        if len(bare) >= len(fence) and set(bare) == {fence[0]}:
            break
        inner.append(lines[at - 1])
    return at, Node("code_block", [Run("\n".join(inner))])


def _list(lines: list[str], at: int, depth: int) -> tuple[int, Node]:
    """The items that follow one another and are of one kind."""
    margin = _indent(lines[at])
    found: Node | None = None
    while at < len(lines):
        line = lines[at]
        item = ITEM.match(line.strip(" \t")) if _indent(line) <= margin + 1 else None
        if item is None:
            break
        first = item[3] or ""
        task = TASK.match(first)
        name = "task_list" if task else "ordered_list" if item[1][0].isdigit() else "bullet_list"
        if found is not None and found.name != name:
            break
        content = margin + len(item[1]) + 1
        inner = [(task[2] or "") if task else first]
        at += 1
        while at < len(lines) and (not lines[at].strip(" \t") or _indent(lines[at]) >= margin + 2):
            inner.append(_dedented(lines[at], content))
            at += 1
        while len(inner) > 1 and not inner[-1].strip(" \t"):
            inner.pop()
        if found is None:
            found = Node(name, [], {"order": int(item[1][:-1])} if name == "ordered_list" else {})
        attrs = {"checked": task[1] in "xX"} if task else {}
        begins = [] if inner[0].strip(" \t") else [Node("paragraph")]
        found.children.append(Node(LISTS[name], [*begins, *_blocks(inner, depth + 1)], attrs))
    assert found is not None
    return at, found


def _indent(line: str) -> int:
    lead = line[: len(line) - len(line.lstrip(" \t"))]
    return len(lead.expandtabs(4))


def _dedented(line: str, by: int) -> str:
    lead = line[: len(line) - len(line.lstrip(" \t"))]
    return lead.expandtabs(4)[by:] + line[len(lead) :]


def _line(text: str) -> list[Node | Run]:
    """The runs of one line. Marks that are opened and never closed are the characters that they are."""
    tokens = list(_tokens(text))
    _close(tokens, "strong")
    _close(tokens, "em")
    _link(tokens)
    strong = em = False
    link = ""
    found: list[Node | Run] = []
    for kind, value, extra in tokens:
        if kind == "stars":
            strong ^= "strong" in extra
            em ^= "em" in extra
            text = value
        elif kind == "open":
            link, text = extra or "", value if extra is None else ""
        elif kind == "close":
            text = value if extra is None else ""
            link = link if extra is None else ""
        elif kind == "mention":
            found.append(Node("mention", [], {"person": value, "label": extra}))
            continue
        else:
            text = value
        if text:
            found.append(Run(text, strong, em, kind == "code", link))
    return found


def _tokens(text: str) -> Iterator[list[Any]]:
    at = 0
    while at < len(text):
        match = TOKEN.match(text, at)
        assert match is not None
        at, kind, value = match.end(), match.lastgroup, match[0]
        if kind == "ticks":
            end = re.compile(rf"(?<!`){value}(?!`)").search(text, at)
            if end is not None:
                inner = text[at : end.start()]
                if len(inner) > 2 and inner[0] == inner[-1] == " " and inner.strip(" "):
                    inner = inner[1:-1]
                yield ["code", inner, None]
                at = end.end()
                continue
            kind = "text"
        if kind == "stars":
            before, after = text[: match.start()][-1:], text[at : at + 1]
            blank = (not before or before.isspace()) and (not after or after.isspace())
            extra = {1: {"em"}, 2: {"strong"}, 3: {"strong", "em"}}.get(len(value), set())
            if extra and not blank:
                yield ["stars", "", extra]
                continue
            kind = "text"
        if kind == "href":
            yield ["close", value, match["href"]]
        elif kind == "open":
            yield ["open", value, None]
        else:
            yield ["text", match["literal"] if kind == "literal" else value, None]


def _close(tokens: list[list[Any]], mark: str) -> None:
    """A mark that nothing closes is text again."""
    places = [place for place, token in enumerate(tokens) if token[0] == "stars" and mark in token[2]]
    if len(places) % 2:
        token = tokens[places[-1]]
        token[1] += "**" if mark == "strong" else "*"
        token[2] = token[2] - {mark}


def _link(tokens: list[list[Any]]) -> None:
    """Brackets that belong together lead somewhere, or name a person; all others are text."""
    opened: int | None = None
    for place, token in enumerate(tokens):
        if token[0] == "open":
            opened = place
        elif token[0] == "close":
            href = token[2]
            token[2] = None
            if opened is None:
                continue
            if href.startswith("person:") and href != "person:":
                label = "".join(str(inner[1]) for inner in tokens[opened + 1 : place]).removeprefix("@")
                tokens[opened] = ["mention", href.removeprefix("person:"), label]
                for inner in tokens[opened + 1 : place + 1]:
                    inner[0], inner[1] = "text", ""
            elif is_link(href):
                tokens[opened][2] = token[2] = href
            opened = None


# --- Writing


def write(node: Node, names: Names | None = None) -> str:
    """The Markdown of a tree."""
    return _written(tidy(node), names or {})


def _written(node: Node, names: Names) -> str:
    return "\n\n".join(filter(None, (_block(block, names) for block in node.blocks)))


def _block(node: Node, names: Names) -> str:
    if node.name == "heading":
        level = node.attrs.get("level")
        return f"{'#' * (int(level) if level in (1, 2, 3) else 3)} {_inline(node, names, starts=False)}"
    if node.name == "code_block":
        text = "".join(child.text for child in node.children if isinstance(child, Run))
        longest = max((len(ticks) for ticks in re.findall(r"`+", text)), default=0)
        fence = "`" * max(3, longest + 1)
        return f"{fence}\n{text}\n{fence}" if text else f"{fence}\n{fence}"
    if node.name == "blockquote":
        return "\n".join(f"> {line}" if line else ">" for line in _written(node, names).split("\n"))
    if node.name in LISTS:
        first = node.attrs.get("order", 1)
        number = int(first) if isinstance(first, int | float) and 0 <= first < 1e8 else 1
        return "\n".join(_item(node, item, number + place, names) for place, item in enumerate(node.blocks))
    return _inline(node, names)


def _item(of: Node, item: Node, number: int, names: Names) -> str:
    marker = f"{number}. " if of.name == "ordered_list" else "- "
    box = ("[x] " if item.attrs.get("checked") is True else "[ ] ") if of.name == "task_list" else ""
    blocks = list(item.blocks)
    text = _inline(blocks[0], names) if blocks else ""
    for block in blocks[1:]:
        between = "\n" if block.name in LISTS and block is blocks[1] else "\n\n"
        text += between + _block(block, names)
    first, *others = text.split("\n")
    lines = [(marker + box + first).rstrip(" "), *(" " * len(marker) + line if line else "" for line in others)]
    return "\n".join(lines)


def _inline(node: Node, names: Names, *, starts: bool = True) -> str:
    lines = [""]
    open_marks: set[str] = set()
    link = ""

    def turn(strong: bool, em: bool) -> None:
        wanted = {name for name, on in (("strong", strong), ("em", em)) if on}
        changed = wanted ^ open_marks
        lines[-1] += ("**" if "strong" in changed else "") + ("*" if "em" in changed else "")
        open_marks.clear()
        open_marks.update(wanted)

    def lead(to: str) -> None:
        nonlocal link
        if to != link:
            if link:
                lines[-1] += f"]({link})"
            lines[-1] += "[" if to else ""
            link = to

    for child in node.children:
        if isinstance(child, Node):
            turn(strong=False, em=False)
            lead("")
            if child.name == "mention":
                person = re.sub(r"[^0-9a-zA-Z-]", "", str(child.attrs.get("person", "")))
                label = _escaped(re.sub(r"[\s\]]", " ", names.get(person, "")), at_start=False)
                lines[-1] += f"[@{label}](person:{person})" if person else ""
            else:
                lines.append("")
            continue
        if child.link != link:
            turn(strong=False, em=False)
            lead(child.link)
        turn(child.strong, child.em)
        lines[-1] += _ticked(child.text) if child.code else _escaped(child.text, at_start=not lines[-1])
    turn(strong=False, em=False)
    lead("")
    return "\n".join(map(_safe_start, lines) if starts else lines)


def _escaped(text: str, *, at_start: bool) -> str:
    def one(match: re.Match[str]) -> str:
        before, after = text[: match.start()][-1:], text[match.end() :][:1]
        if match[0] == "*" and before.isspace() and after.isspace():
            return "*"
        return "\\" + match[0]

    return re.sub(r"[\\`*\[]|\](?=\()", one, text)


def _safe_start(line: str) -> str:
    """A line of text that would begin a block says that it does not."""
    if BEGINS_A_BLOCK.match(line):
        return "\\" + line
    return BEGINS_A_NUMBER.sub(r"\1\\\2", line, count=1) if BEGINS_A_NUMBER.match(line) else line


def _ticked(text: str) -> str:
    longest = {len(ticks) for ticks in re.findall(r"`+", text)}
    ticks = "`" * next(number for number in range(1, len(longest) + 2) if number not in longest)
    pad = (
        " "
        if text[:1] == "`" or text[-1:] == "`" or (len(text) > 2 and text[0] == text[-1] == " " and text.strip(" "))
        else ""
    )
    return f"{ticks}{pad}{text}{pad}{ticks}"
