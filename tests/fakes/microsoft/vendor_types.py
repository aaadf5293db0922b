"""The vendor's own types of Graph, read from its npm package: what properties there are, and of which type."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from tests.fakes.observations import Call

FILE = Path(__file__).parents[3] / "node_modules" / "@microsoft" / "microsoft-graph-types" / "microsoft-graph.d.ts"
PLAIN: dict[str, tuple[type, ...]] = {"string": (str,), "boolean": (bool,), "number": (int, float)}


class NotOfItsType(AssertionError):
    """An answer that the vendor's types do not allow."""


class VendorTypes:
    """Interfaces (with what they inherit) and enumerations, as far as the answers of a calendar need them."""

    def __init__(self, source: str) -> None:
        self._interfaces: dict[str, tuple[str | None, dict[str, str]]] = {}
        for name, parent, inside in re.findall(
            r"export interface (\w+)(?: extends (\w+))? \{(.*?)(?<=[{\n])\}", source, re.DOTALL
        ):
            inside = re.sub(r"/\*.*?\*/|//[^\n]*", "", inside, flags=re.DOTALL)
            self._interfaces[name] = (
                parent or None,
                dict(re.findall(r"^\s*\"?([\w@.]+)\"?\??:\s*(.*?);", inside, re.M)),
            )
        self._choices = {
            name: set(re.findall(r'"([^"]+)"', values))
            for name, values in re.findall(r"export type (\w+)\s*=\s*((?:\s*\|?\s*\"[^\"]+\")+);", source)
        }

    def properties(self, name: str) -> dict[str, str]:
        parent, own = self._interfaces[name]
        return (self.properties(parent) if parent else {}) | own

    def check(self, name: str, value: Any) -> None:
        """Raise NotOfItsType unless the value is what the interface of that name says. Annotations (@…) are
        OData's, and an interface without properties is open."""
        if not isinstance(value, dict):
            raise NotOfItsType(f"{name}: {value!r} is no object")
        known = self.properties(name)
        for key, inner in value.items():
            if known and "@" not in key:
                if key not in known:
                    raise NotOfItsType(f"{name} has no property {key}")
                self._check_type(f"{name}.{key}", known[key], inner)

    def _check_type(self, where: str, written: str, value: Any) -> None:
        nullable = re.fullmatch(r"NullableOption<(.*)>", written)
        kind = nullable[1] if nullable else written
        if value is None:
            if not nullable:
                raise NotOfItsType(f"{where} may not be null")
        elif kind.endswith("[]"):
            if not isinstance(value, list):
                raise NotOfItsType(f"{where} is a list, not {value!r}")
            for one in value:
                self._check_type(where, kind[:-2].strip("()"), one)
        elif kind in PLAIN:
            if not isinstance(value, PLAIN[kind]) or (kind == "number" and isinstance(value, bool)):
                raise NotOfItsType(f"{where} is a {kind}, not {value!r}")
        elif kind in self._choices:
            if value not in self._choices[kind]:
                raise NotOfItsType(f"{where}: {value!r} is no {kind}")
        elif kind in self._interfaces:
            self.check(kind, value)
        else:
            raise NotOfItsType(f"{where} is of a type that was not understood: {kind}")


ANSWERS = [
    (r"/subscriptions(/[^/]+)?$", "Subscription"),
    (r"/getSchedule$", "ScheduleInformation"),
    (r"/supportedTimeZones", "TimeZoneInformation"),
    (r"/(events|calendarView|instances|exceptionOccurrences)(/[^/]+)?$", "Event"),
    (r"/calendars?$", "Calendar"),
    (r"/(me|users/[^/]+)/?$", "User"),
]


def unlike_the_types(calls: list[Call]) -> list[str]:
    """What is wrong with the answers to these calls (those that went well and have something in them)."""
    wrong = []
    for call in calls:
        if call.status not in (200, 201) or call.fault == "status" or not call.answer:
            continue
        name = next(name for path, name in ANSWERS if re.search(path, call.path))
        answer = json.loads(call.answer)
        for one in answer.get("value", [answer]):
            try:
                vendor_types().check(name, one)
            except NotOfItsType as error:
                wrong.append(f"{call.method} {call.path}: {error}")
    return wrong


@cache
def vendor_types() -> VendorTypes:
    """Read once; about a second."""
    return VendorTypes(FILE.read_text())
