"""The Teams meeting of an event: a link, and the blob about it in the body without which it is no meeting any more."""

import secrets
from urllib.parse import quote

from tests.fakes.microsoft.event import Event, Words

RULE = "_" * 80


def open_meeting(event: Event) -> None:
    """Happens once; the first answer has the link already."""
    if event.join_url:
        return
    thread = f"19:meeting_{secrets.token_hex(12)}@thread.v2"
    event.join_url = f"https://teams.microsoft.com/l/meetup-join/{quote(thread, safe='')}/0"
    event.words = event.words | {"body": with_blob(event.words, event.join_url)}


def with_blob(words: Words, join_url: str) -> dict[str, str]:
    body = words["body"]
    said = body["content"] if body["contentType"] == "html" else f"<p>{body['content']}</p>"
    blob = f'<div>{RULE}<br><a href="{join_url}">Join the meeting now</a><br>{RULE}</div>'
    return {"contentType": "html", "content": f"{said}\r\n{blob}"}


def close_if_the_blob_is_gone(event: Event) -> None:
    """Whoever writes a body without the blob disables the meeting."""
    if event.join_url and event.join_url not in event.words["body"]["content"]:
        event.join_url = ""
