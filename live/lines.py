"""The line under what is sent to a page. ASGI has no word for it."""

import asyncio
from typing import Any


def cut(send: Any) -> None:
    """Drop the line at once, with what waits in it, whether or not the other end will ever read that.

    To close it would be to wait for its reader. uvicorn's `send` belongs to an object that has the transport; of the
    lines of other servers nothing is known here, and their own time limits count.
    """
    transport = getattr(getattr(send, "__self__", None), "transport", None)
    if isinstance(transport, asyncio.WriteTransport):
        transport.abort()
