"""The limit: plain WSGI and psycopg2, the same SQL, its rows written into a string."""

import html
import json
import os
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import psycopg2

PLAN: dict[str, Any] = json.loads(Path(os.environ["BENCH_PLAN"]).read_text())
own = threading.local()


def wsgi(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """`/home` or `/meeting`."""
    if not hasattr(own, "connection"):
        own.connection = psycopg2.connect(os.environ["DATABASE_URL"])
        own.connection.autocommit = True
    lines: list[str] = []
    with own.connection.cursor() as cursor:
        for sql in PLAN["sql"][environ["PATH_INFO"].strip("/")]:
            cursor.execute(sql)
            if cursor.description:
                lines.extend(
                    "".join(f"<td>{html.escape(str(value))}</td>" for value in row) for row in cursor.fetchall()
                )
    body = ("<table><tr>" + "</tr><tr>".join(lines) + "</tr></table>").encode()
    start_response("200 OK", [("Content-Type", "text/html"), ("Content-Length", str(len(body)))])
    return [body]
