"""Partial answers: the parameter `fields`."""

import re
from typing import Any

from tests.fakes.google.refusal import invalid

Mask = dict[str, "Mask"]


def parsed(text: str) -> Mask:
    """`items(id,start/dateTime),nextPageToken` as a tree; an empty branch means all of it."""
    mask: Mask = {}
    stack, here = [mask], mask
    for token in re.findall(r"[^,()/]+|[,()/]", re.sub(r"\s", "", text)):
        if token == ",":
            here = stack[-1]
        elif token == "(":
            stack.append(here)
        elif token == ")":
            stack.pop()
            if not stack:
                raise invalid("Invalid field selection", "fields")
            here = stack[-1]
        elif token != "/":
            here = here.setdefault(token, {})
    if len(stack) != 1:
        raise invalid("Invalid field selection", "fields")
    return mask


def masked(data: Any, mask: Mask) -> Any:
    """The part of an answer that was asked for."""
    if not mask or "*" in mask:
        return data
    if isinstance(data, list):
        return [masked(one, mask) for one in data]
    if isinstance(data, dict):
        return {name: masked(data[name], branch) for name, branch in mask.items() if name in data}
    return data
