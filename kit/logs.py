"""Logs that can be shown to anybody: route names, statuses, milliseconds, request ids. No words, no addresses."""

import json
import logging
import re
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.debug import SafeExceptionReporterFilter

access = logging.getLogger("andante.access")

REQUEST_ID = re.compile(r"^[\w-]{8,64}$")


class JsonLines(logging.Formatter):
    """One JSON object a line. An exception is its class and the places it passed, never its message:
    a database error quotes the values of the row."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["where"] = _places(record.exc_info[2])
            # The message may interpolate the exception itself, so only its template is safe.
            line["event"] = str(record.msg)
        else:
            line["event"] = record.getMessage()
        line.update(getattr(record, "fields", {}))
        return json.dumps(line, default=str)


def _places(traceback: Any) -> list[str]:
    places: list[str] = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        places.append(f"{'/'.join(code.co_filename.split('/')[-2:])}:{traceback.tb_lineno}")
        traceback = traceback.tb_next
    return places[-12:]


class AccessLog:
    """One line a request, and a request id that the answer carries too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-Id", "")
        request_id = given if REQUEST_ID.match(given) else uuid.uuid4().hex
        started = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        access.info(
            "request",
            extra={
                "fields": {
                    "request": request_id,
                    "method": request.method,
                    "route": (match.view_name or match.route) if match else "none",
                    "status": response.status_code,
                    "ms": round((time.perf_counter() - started) * 1000, 1),
                }
            },
        )
        response["X-Request-Id"] = request_id
        return response


class NothingPersonal(SafeExceptionReporterFilter):
    """Error reports hold no variable, no form value and no setting: a traceback is enough to find a fault."""

    def is_active(self, request: HttpRequest | None) -> bool:
        return True

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:
        return {}

    def get_traceback_frame_variables(self, request: HttpRequest | None, tb_frame: Any) -> Any:
        return ()
