"""What a client may write of an event, read from its JSON."""

import re
from typing import Any

from tests.fakes.microsoft.event import Attendee, Words
from tests.fakes.microsoft.refusal import Refusal, invalid

CHOICES = {
    "importance": ("low", "normal", "high"),
    "sensitivity": ("normal", "personal", "private", "confidential"),
    "showAs": ("free", "tentative", "busy", "oof", "workingElsewhere", "unknown"),
}
FLAGS = ("isAllDay", "isReminderOn", "responseRequested", "allowNewTimeProposals", "hideAttendees")
OTHERWISE_READ = {
    "attendees", "end", "start", "recurrence", "isOnlineMeeting", "onlineMeetingProvider",
    "singleValueExtendedProperties", "transactionId",
}  # fmt: skip
READ_ONLY = {
    "id", "bodyPreview", "changeKey", "createdDateTime", "hasAttachments", "iCalUId", "isCancelled", "isDraft",
    "isOrganizer", "lastModifiedDateTime", "onlineMeeting", "onlineMeetingUrl", "organizer",
    "originalEndTimeZone", "originalStart", "originalStartTimeZone", "responseStatus", "seriesMasterId", "type",
    "webLink",
}  # fmt: skip
KINDS = ("required", "optional", "resource")


def blank() -> Words:
    return {
        "subject": "",
        "body": {"contentType": "html", "content": ""},
        "location": _place({"displayName": ""}),
        "locations": [],
        "importance": "normal",
        "sensitivity": "normal",
        "showAs": "busy",
        "categories": [],
        "isAllDay": False,
        "isReminderOn": True,
        "reminderMinutesBeforeStart": 15,
        "responseRequested": True,
        "allowNewTimeProposals": True,
        "hideAttendees": False,
    }


def body_of(value: Any) -> dict[str, Any]:
    """The JSON of a request; names that no event has are refused, those that only the server writes are ignored."""
    if not isinstance(value, dict):
        raise Refusal(400, "BadRequest", "Unable to read JSON request payload.")
    known = {*blank(), *OTHERWISE_READ, *READ_ONLY}
    for name in value:
        if name not in known and not name.startswith("@"):
            sentence = f"The property '{name}' does not exist on type 'Microsoft.OutlookServices.Event'."
            raise Refusal(400, "RequestBodyRead", sentence)
    return {name: given for name, given in value.items() if name in {*blank(), *OTHERWISE_READ}}


def words_of(body: dict[str, Any]) -> Words:
    """The plain properties among them, as they are kept."""
    words: Words = {}
    for name, value in body.items():
        if name in CHOICES and value not in CHOICES[name]:
            raise Refusal(400, "RequestBodyRead", f"The value '{value}' is no {name}.")
        if name in FLAGS and not isinstance(value, bool):
            raise Refusal(400, "RequestBodyRead", f"{name} is true or false.")
        if name in OTHERWISE_READ:
            continue
        if name == "body":
            words[name] = _text(value)
        elif name == "location":
            words |= {"location": _place(value), "locations": [_place(value)] if _place(value)["displayName"] else []}
        elif name == "locations":
            places = [_place(place) for place in value or []]
            words |= {"locations": places, "location": places[0] if places else _place({})}
        else:
            words[name] = value
    if len(words.get("subject") or "") > 255:
        raise invalid("The subject is longer than 255 characters.")
    return words


def attendees_of(body: dict[str, Any]) -> list[Attendee] | None:
    """Those in the body, None if it does not speak of them. An address that is there twice is one attendee."""
    if "attendees" not in body:
        return None
    people: dict[str, Attendee] = {}
    for value in body["attendees"] or []:
        address = (value.get("emailAddress") or {}) if isinstance(value, dict) else {}
        email = address.get("address")
        if not isinstance(email, str) or "@" not in email:
            raise Refusal(400, "ErrorInvalidRecipients", "At least one recipient isn't valid.")
        kind = value.get("type") or "required"
        if kind not in KINDS:
            raise Refusal(400, "RequestBodyRead", f"The value '{kind}' is no attendeeType.")
        people[email.lower()] = Attendee(email, address.get("name") or email, kind)
    return list(people.values())


def extended_of(body: dict[str, Any]) -> dict[str, str]:
    properties = body.get("singleValueExtendedProperties") or []
    return {extended_name(one["id"]): str(one["value"]) for one in properties}


def extended_name(name: str) -> str:
    """`String {guid} Name Key`: the guid has no case, the key has."""
    found = re.fullmatch(r"(\w+) (\{[0-9a-fA-F-]{36}\}) ((?:Name|Id) \S+)", name)
    if not found:
        raise Refusal(400, "ErrorInvalidProperty", f"'{name}' is no id of an extended property.")
    return f"{found[1]} {found[2].lower()} {found[3]}"


def _text(value: Any) -> dict[str, str]:
    kind = (value or {}).get("contentType") or "text"
    if kind.lower() not in ("text", "html"):
        raise Refusal(400, "RequestBodyRead", f"The value '{kind}' is no bodyType.")
    return {"contentType": kind.lower(), "content": (value or {}).get("content") or ""}


def _place(value: Any) -> dict[str, str]:
    name = (value or {}).get("displayName") or ""
    return {"displayName": name, "locationType": "default", "uniqueId": name, "uniqueIdType": "private"}
