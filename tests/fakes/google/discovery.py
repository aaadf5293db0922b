"""Holds the fake's answers against Google's own description of them, which comes with the client."""

import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from tests.fakes.google.api import DOCUMENT, ROOT, method_of
from tests.fakes.observations import Call

TYPES = {
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
    "array": list,
    "object": dict,
}


def faults_of(value: Any, schema: dict[str, Any], place: str = "") -> Iterator[str]:
    """Each way in which a value is not what the description says, properties that it does not know included."""
    if "$ref" in schema:
        schema = DOCUMENT["schemas"][schema["$ref"]]
    kind = schema.get("type", "any")
    if kind == "any":
        return
    wanted: Any = TYPES[kind]
    if not isinstance(value, wanted) or (kind == "integer" and isinstance(value, bool)):
        yield f"{place}: {value!r} is no {kind}"
    elif kind == "array":
        for number, one in enumerate(value):
            yield from faults_of(one, schema["items"], f"{place}[{number}]")
    elif kind == "object":
        for name, one in value.items():
            inner = schema.get("properties", {}).get(name) or schema.get("additionalProperties")
            if inner is None:
                yield f"{place}.{name}: unknown"
            else:
                yield from faults_of(one, inner, f"{place}.{name}")
    elif not _fits(value, schema):
        yield f"{place}: {value!r} is no {schema.get('format') or schema.get('enum')}"


def _fits(value: Any, schema: dict[str, Any]) -> bool:
    if "enum" in schema and value not in schema["enum"]:
        return False
    try:
        match schema.get("format"):
            case "date-time":
                return datetime.fromisoformat(value).tzinfo is not None
            case "date":
                return bool(date.fromisoformat(value))
            case "int64" | "uint64":
                return re.fullmatch(r"-?\d+", str(value)) is not None
    except ValueError:
        return False
    return True


def unlike_the_description(calls: list[Call]) -> list[str]:
    """What is wrong with the answers to these calls (those that went well, and to methods of the API)."""
    wrong = []
    for call in calls:
        verb = call.headers.get("X-HTTP-Method-Override", call.method)
        found = method_of(verb, call.path) if call.path.startswith(ROOT) else None
        if not found or call.status != 200 or call.fault == "status":
            continue
        schema = found[0].answers
        assert schema, f"{found[0].id} has no answer"
        wrong += [f"{found[0].id} {fault}" for fault in faults_of(json.loads(call.answer), {"$ref": schema})]
    return wrong
