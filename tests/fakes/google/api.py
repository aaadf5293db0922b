"""The Calendar API: which method a request asks for, by Google's own description of it."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import parse_qs, unquote

from googleapiclient.discovery_cache import get_static_doc

from tests.fakes.google.event import Fields
from tests.fakes.google.grants import Access, Grants
from tests.fakes.google.mask import masked, parsed
from tests.fakes.google.quotas import Quotas
from tests.fakes.google.refusal import Refusal, invalid, not_found, required
from tests.fakes.server import Request, Response

DOCUMENT: dict[str, Any] = json.loads(get_static_doc("calendar", "v3"))
ROOT = "/" + DOCUMENT["servicePath"]


@dataclass(frozen=True)
class Method:
    """One method of the description."""

    id: str
    verb: str
    path: re.Pattern[str]
    parameters: dict[str, Any]
    scopes: frozenset[str]
    answers: str | None


def described(resources: dict[str, Any]) -> list[Method]:
    """All methods, those with the fewest unknowns in their path first."""
    found = []
    for resource in resources.values():
        for method in resource.get("methods", {}).values():
            path = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(ROOT + method["path"]))
            found.append(
                Method(
                    method["id"],
                    method["httpMethod"],
                    re.compile(path),
                    DOCUMENT["parameters"] | method.get("parameters", {}),
                    frozenset(method.get("scopes", [])),
                    method.get("response", {}).get("$ref"),
                )
            )
        found += described(resource.get("resources", {}))
    return sorted(found, key=lambda method: method.path.groups)


METHODS = described(DOCUMENT["resources"])


def method_of(verb: str, path: str) -> tuple[Method, dict[str, str]] | None:
    """The method, and what its path says."""
    for method in METHODS:
        if method.verb == verb and (match := method.path.fullmatch(path)):
            return method, {name: unquote(value) for name, value in match.groupdict().items()}
    return None


def overridden(request: Request) -> Request:
    """A long GET comes as a POST whose body is the query."""
    verb = str(request.headers.get("X-HTTP-Method-Override", "")).upper()
    if request.method != "POST" or not verb:
        return request
    if "x-www-form-urlencoded" not in str(request.headers.get("Content-Type", "")):
        return replace(request, method=verb)
    return replace(request, method=verb, query=parse_qs(request.body.decode(), keep_blank_values=True), body=b"")


@dataclass(frozen=True)
class Call:
    """A request that is understood: the parameters have their types, and who asks is known."""

    request: Request
    method: Method
    wanted: dict[str, Any]
    access: Access

    @cached_property
    def body(self) -> Fields:
        try:
            body = self.request.json
        except ValueError:
            raise Refusal(400, "parseError", "Parse Error") from None
        if not isinstance(body, dict):
            raise Refusal(400, "parseError", "Parse Error")
        return body

    def check_match(self, etag: str) -> None:
        """If-Match on a write, If-None-Match on a read."""
        if (wanted := self.request.headers.get("If-Match")) and wanted not in ("*", etag):
            raise Refusal(412, "conditionNotMet", "Precondition Failed", location="If-Match", kind="header")
        if self.request.method == "GET" and self.request.headers.get("If-None-Match") == etag:
            raise NotModified(etag)


class NotModified(Exception):
    def __init__(self, etag: str) -> None:
        super().__init__(etag)
        self.etag = etag


Answer = Callable[[Call], Fields | None]


@dataclass(frozen=True)
class Api:
    """Understands requests, asks who it is, and lets `methods` answer. What they do not know is 501."""

    grants: Grants
    quotas: Quotas
    methods: dict[str, Answer]

    def handle(self, request: Request) -> Response:
        try:
            return self._answer(overridden(request))
        except Refusal as refusal:
            return refusal.response()
        except NotModified as same:
            return Response(304, headers={"ETag": same.etag})

    def _answer(self, request: Request) -> Response:
        found = method_of(request.method, request.path)
        if not found:
            raise not_found()
        method, path = found
        access = self._access(request, method)
        if method.id not in self.methods:
            raise Refusal(501, "notImplemented", f"The fake does not know {method.id}.")
        wanted = {**_typed(method, request), **path}
        self.quotas.request(access.client_id, wanted.get("quotaUser") or access.charged)
        answer = self.methods[method.id](Call(request, method, wanted, access))
        if answer is None:
            return Response(204)
        if mask := wanted.get("fields"):
            return Response.of(masked(answer, parsed(mask)))
        return Response.of(answer, headers={"ETag": answer["etag"]} if "etag" in answer else {})

    def _access(self, request: Request, method: Method) -> Access:
        access = self.grants.of(request.bearer)
        if not access:
            headers = {"WWW-Authenticate": 'Bearer realm="https://accounts.google.com/", error="invalid_token"'}
            raise Refusal(
                401, "authError", "Invalid Credentials", location="Authorization", kind="header", headers=headers
            )
        if method.scopes and not access.scopes & method.scopes:
            headers = {"WWW-Authenticate": 'Bearer realm="https://accounts.google.com/", error="insufficient_scope"'}
            message = "Request had insufficient authentication scopes."
            raise Refusal(403, "insufficientPermissions", message, headers=headers)
        return access


def _typed(method: Method, request: Request) -> dict[str, Any]:
    """The parameters of the query as the description wants them."""
    wanted: dict[str, Any] = {}
    for name, values in request.query.items():
        spec = method.parameters.get(name)
        if spec is None:
            raise invalid(f"Invalid JSON payload received. Unknown name {name!r}: Cannot bind query parameter.", name)
        read = [_value(name, spec, value) for value in values]
        wanted[name] = read if spec.get("repeated") else read[0]
    for name, spec in method.parameters.items():
        if spec.get("required") and spec.get("location") == "query" and name not in wanted:
            raise required(f"Required parameter: {name}")
    return wanted


def _value(name: str, spec: dict[str, Any], text: str) -> Any:
    if "enum" in spec and text not in spec["enum"]:
        raise invalid(f"Invalid value {text!r} for {name}.", name)
    if spec["type"] == "boolean":
        if text not in ("true", "false"):
            raise invalid(f"Invalid boolean value: {text!r}.", name)
        return text == "true"
    if spec["type"] == "integer":
        if not re.fullmatch(r"-?\d+", text):
            raise invalid(f"Invalid integer value: {text!r}.", name)
        return int(text)
    return text
