"""Pages and live in one process (the demo), or live alone behind the proxy that sends it /live/ (for real)."""

import os
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from django.core.asgi import get_asgi_application

from kit.garbage import look_rarely

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

pages = get_asgi_application()

from live.app import Live  # noqa: E402 - models can be imported only now

live = Live()
look_rarely()


async def application(
    scope: MutableMapping[str, Any],
    receive: Callable[[], Awaitable[MutableMapping[str, Any]]],
    send: Callable[[MutableMapping[str, Any]], Awaitable[None]],
) -> None:
    """Everything under /live/, and the server's own coming and going, is live's; the rest are Django's pages."""
    if scope["type"] == "http" and not scope["path"].startswith("/live/"):
        await pages(scope, receive, send)  # type: ignore[arg-type]  # asgiref types scopes one by one
    else:
        await live(scope, receive, send)
