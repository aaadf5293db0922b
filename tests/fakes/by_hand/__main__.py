"""The fakes started by hand: `python3 dev.py fakes`. Two people at Google, two at Microsoft 365, one page for all."""

import argparse
import sys
import tempfile
import threading
from contextlib import ExitStack
from pathlib import Path

from tests.fakes.by_hand.diary import Diary
from tests.fakes.by_hand.google_diary import GoogleDiary
from tests.fakes.by_hand.microsoft_diary import MicrosoftDiary
from tests.fakes.by_hand.page import Page
from tests.fakes.clock import Clock
from tests.fakes.google.google import Google
from tests.fakes.microsoft.fake import Microsoft
from tests.fakes.microsoft.grants import App
from tests.fakes.server import Server
from tests.fakes.tls import Authority
from tests.fakes.world import World

CAST = {"priya": "Priya Raman", "tom": "Tom Okafor"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="of the page; a free one, if not given")
    parser.add_argument("--back", action="append", default=[], metavar="URL", help="where a consent may send people")
    parser.add_argument("--once", action="store_true", help="start, say where, and stop")
    chosen = parser.parse_args()
    world = World(Clock(running=True))
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        authority = Authority(folder)
        google = stack.enter_context(Google(world, authority))
        microsoft = stack.enter_context(Microsoft(world, authority))
        diaries: list[Diary] = []
        for name, full in CAST.items():
            google.account(f"{name}@gmail.test")
            microsoft.add(f"{name}@contoso.test", full)
            diaries.append(GoogleDiary(google, f"{name}@gmail.test"))
            diaries.append(MicrosoftDiary(microsoft, f"{name}@contoso.test"))
        settings = settings_of(google, microsoft, chosen.back) | {"CALENDAR_CA_BUNDLE": str(authority.ca)}
        page = Page(world.clock, diaries, settings)
        server = stack.enter_context(Server(page.handle, name="page", port=chosen.port))
        lines = [*(f"{name}={value}" for name, value in settings.items()), "", f"  {server.url}  Ctrl-C stops it.", ""]
        sys.stdout.write("\n".join(lines))
        sys.stdout.flush()
        if not chosen.once:
            try:
                threading.Event().wait()
            except KeyboardInterrupt:
                sys.stdout.write("\n")


def settings_of(google: Google, microsoft: Microsoft, back: list[str]) -> dict[str, str]:
    """What the product is told instead of the real addresses."""
    client = google.client("andante", *back)
    app = microsoft.register(App("andante", "andante-secret", tuple(back)))
    return {
        "GOOGLE_API_ROOT": google.api_root,
        "GOOGLE_AUTH_URI": google.auth_uri,
        "GOOGLE_TOKEN_URI": google.token_uri,
        "GOOGLE_REVOKE_URI": google.revoke_uri,
        "GOOGLE_CLIENT_ID": client.id,
        "GOOGLE_CLIENT_SECRET": client.secret,
        "MS_AUTHORITY_ROOT": microsoft.entra_root,
        "MS_INSTANCE_DISCOVERY": "false",
        "MS_GRAPH_ROOT": microsoft.graph_root,
        "MS_TENANT": microsoft.tenant,
        "MS_CLIENT_ID": app.id,
        "MS_CLIENT_SECRET": app.secret,
    }


if __name__ == "__main__":
    main()
