"""The lines of a template, and the text in which somebody writes their own."""

from collections.abc import Iterable
from typing import NamedTuple

from agendas.models.said import Kind

MOST_LINES = 20
DASHES = ("- ", "– ", "• ", "* ")


class TemplateLine(NamedTuple):
    """What becomes one item of an agenda."""

    title: str
    context: str = ""
    kind: Kind = Kind.TOPIC


def lines_of(text: str) -> list[TemplateLine]:
    """One item a line; a line that begins with a dash is context of the item above it.

    Where the first line begins with a dash as well, they are the dots of a list, and every line is an item.
    """
    said = [line.strip() for line in text.splitlines() if line.strip()]
    dotted = bool(said) and said[0].startswith(DASHES)
    found: list[TemplateLine] = []
    for line in said:
        words = line[2:].strip() if line.startswith(DASHES) else line
        if dotted or not line.startswith(DASHES):
            found.append(TemplateLine(words))
        else:
            above = found.pop()
            found.append(above._replace(context=f"{above.context}\n{words}".strip()))
    return found


def text_of(lines: Iterable[TemplateLine]) -> str:
    """The same in one text: what `lines_of()` reads."""
    said: list[str] = []
    for line in lines:
        said.append(line.title.lstrip("".join(DASHES)))
        said += [f"- {words.strip()}" for words in line.context.splitlines() if words.strip()]
    return "\n".join(said)
