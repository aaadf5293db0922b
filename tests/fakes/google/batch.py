"""Many requests in one, as multipart/mixed."""

from collections.abc import Callable
from email.message import Message
from email.parser import BytesParser
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

from tests.fakes.google.refusal import invalid
from tests.fakes.server import Request, Response

AT_MOST = 50


def answered(request: Request, handle: Callable[[Request], Response]) -> Response:
    """Each part is handled as if it had come alone; who asks may stand on the outside."""
    kind = f"Content-Type: {request.headers.get('Content-Type', '')}\r\n\r\n".encode()
    outer = BytesParser().parsebytes(kind + request.body)
    parts = [part for part in outer.get_payload() if isinstance(part, Message)] if outer.is_multipart() else []
    if not parts or len(parts) > AT_MOST:
        return invalid(f"A batch holds 1 to {AT_MOST} requests.").response()
    boundary = f"batch_{uuid4().hex}"
    body = b"".join(b"--%s\r\n%s\r\n" % (boundary.encode(), _part(part, request, handle)) for part in parts)
    headers = {"Content-Type": f"multipart/mixed; boundary={boundary}"}
    return Response(200, body + b"--%s--" % boundary.encode(), headers)


def _part(part: Message, outer: Request, handle: Callable[[Request], Response]) -> bytes:
    said = str(part.get_payload()).replace("\r\n", "\n").lstrip("\n")
    line, _, rest = said.partition("\n")
    inner = BytesParser().parsebytes(rest.encode())
    method, target = line.split(" ")[:2]
    url = urlsplit(target)
    if "Authorization" not in inner and "Authorization" in outer.headers:
        inner["Authorization"] = outer.headers["Authorization"]
    body = str(inner.get_payload()).strip().encode()
    response = handle(Request(method, url.path, parse_qs(url.query, keep_blank_values=True), inner, body))
    headers = {**response.headers, "Content-Length": str(len(response.body))}
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    content_id = str(part.get("Content-ID", "")).replace("<", "<response-", 1)
    outside = f"Content-Type: application/http\r\nContent-ID: {content_id}\r\n\r\n"
    return f"{outside}HTTP/1.1 {response.status} Status\r\n{head}\r\n".encode() + response.body
