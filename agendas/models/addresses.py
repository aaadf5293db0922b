"""Addresses that somebody wrote into a text, to be read as links.

The editor finds the same (static/js/notes/addresses.js).
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

UNSEEN = "\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffc"
"""Signs that are not seen, or that turn what is read around them: an address ends before one."""
ADDRESS = re.compile(rf"(?<!\w)https?://\w[^\s<>\"`\\|^{{}}{UNSEEN}]*", re.IGNORECASE)
HOST = re.compile(r"://([^/?#]*)")
AT_ITS_END = ".,;:!?'*_~…’”»)]"
"""What ends a sentence rather than an address. A bracket that was opened in it belongs to it."""
OPENED = {")": "(", "]": "["}
LONGEST = 2000


class Address(NamedTuple):
    start: int
    end: int
    href: str


def addresses(text: str) -> Iterator[Address]:
    """Those of web pages that stand in a text as they are. An address with a name before its host ("…@") is none:

    it reads like another place than it leads to.
    """
    for match in ADDRESS.finditer(text):
        href = _without_end(match[0])
        host = HOST.search(href)
        if len(href) <= LONGEST and host is not None and host[1] and "@" not in host[1]:
            yield Address(match.start(), match.start() + len(href), href)


def _without_end(href: str) -> str:
    while href[-1] in AT_ITS_END:
        if href[-1] in OPENED and href.count(OPENED[href[-1]]) >= href.count(href[-1]):
            break
        href = href[:-1]
    return href
