"""An event as Graph writes it."""

import re
from typing import Any

from tests.fakes.microsoft import guesses, ids
from tests.fakes.microsoft.event import Attendee, Item
from tests.fakes.microsoft.mailbox import Mailbox
from tests.fakes.microsoft.moment import clock_and_zone, stamp
from tests.fakes.microsoft.preferences import Preferences
from tests.fakes.microsoft.refusal import Refusal

Json = dict[str, Any]
ONLY_IF_ASKED = ("cancelledOccurrences",)


def event(item: Item, mailbox: Mailbox, prefers: Preferences) -> Json:
    """All that Graph shows unasked."""
    own, words = item.event, item.words
    master = Item(own) if item.original else None
    shown: Json = stub(item, mailbox, prefers) | {
        "createdDateTime": stamp(own.created_at),
        "lastModifiedDateTime": stamp(own.modified_at),
        "changeKey": mailbox.change_key(item),
        "categories": words["categories"],
        "transactionId": own.transaction_id,
        "originalStartTimeZone": own.starts.zone_name,
        "originalEndTimeZone": own.ends.zone_name,
        "iCalUId": ids.uid_of(own.ical_uid, item.original),
        "reminderMinutesBeforeStart": words["reminderMinutesBeforeStart"],
        "isReminderOn": words["isReminderOn"],
        "hasAttachments": False,
        "subject": words["subject"],
        "bodyPreview": plain(words["body"]["content"])[:255],
        "importance": words["importance"],
        "sensitivity": words["sensitivity"],
        "isAllDay": words["isAllDay"],
        "isCancelled": own.is_cancelled,
        "isOrganizer": own.own,
        "isDraft": False,
        "hideAttendees": words["hideAttendees"],
        "responseRequested": words["responseRequested"],
        "allowNewTimeProposals": words["allowNewTimeProposals"],
        "seriesMasterId": mailbox.id_of(master, immutable=prefers.immutable) if master else None,
        "showAs": words["showAs"],
        "webLink": f"https://outlook.office365.com/owa/?itemid={mailbox.id_of(item)}&exvsurl=1&path=/calendar/item",
        "onlineMeetingUrl": None,
        "isOnlineMeeting": bool(own.join_url),
        "onlineMeetingProvider": "teamsForBusiness" if own.join_url else "unknown",
        "recurrence": own.pattern.as_json() if own.pattern and not item.original else None,
        "responseStatus": {"response": item.response, "time": "0001-01-01T00:00:00Z"},
        "body": text(words["body"]) if prefers.text else words["body"],
        "location": words["location"],
        "locations": words["locations"],
        "attendees": [_attendee(one, prefers) for one in item.attendees],
        "organizer": {"emailAddress": {"name": own.organiser_name, "address": own.organiser}},
        "onlineMeeting": {"joinUrl": own.join_url} if own.join_url else None,
    }
    if item.original:
        shown["originalStart"] = stamp(item.original_starts.at)
    return shown


def stub(item: Item, mailbox: Mailbox, prefers: Preferences) -> Json:
    """As little as delta says of a plain occurrence."""
    shown: Json = {
        "@odata.etag": mailbox.etag(item),
        "id": mailbox.id_of(item, immutable=prefers.immutable),
        "type": item.type,
        "start": clock_and_zone(item.starts.at, prefers.zone, prefers.zone_name),
        "end": clock_and_zone(item.ends.at, prefers.zone, prefers.zone_name),
    }
    if item.original:
        shown["seriesMasterId"] = mailbox.id_of(Item(item.event), immutable=prefers.immutable)
    return shown


def asked_for(item: Item, mailbox: Mailbox, prefers: Preferences, select: str | None, expand: str | None) -> Json:
    """With `$expand`, and cut to `$select`."""
    shown = event(item, mailbox, prefers)
    names = [name for name in (select or "").split(",") if name]
    if "cancelledOccurrences" in names:
        master = mailbox.id_of(Item(item.event), immutable=prefers.immutable)
        days = sorted(item.event.cancelled) if item.type == "seriesMaster" else []
        shown["cancelledOccurrences"] = [guesses.occurrence_id(master, day) for day in days]
    if unknown := set(names) - set(shown) - {"originalStart", "exceptionOccurrences"}:
        sentence = f"Could not find a property named '{min(unknown)}' on type 'Microsoft.OutlookServices.Event'."
        raise Refusal(400, "RequestBroker--ParseUri", sentence)
    if names:
        shown = {name: value for name, value in shown.items() if name in (*names, "id", "@odata.etag")}
    if expand:
        shown |= _expanded(item, mailbox, prefers, expand)
    return shown


def _expanded(item: Item, mailbox: Mailbox, prefers: Preferences, expand: str) -> Json:
    more: Json = {}
    if "exceptionOccurrences" in expand:
        days = sorted(day for day, one in item.event.deviations.items() if one.shows and item.event.has(day))
        days = days if item.type == "seriesMaster" else []
        more["exceptionOccurrences"] = [event(Item(item.event, day), mailbox, prefers) for day in days]
    if "singleValueExtendedProperties" in expand:
        wanted = [name.lower() for name in re.findall(r"id eq '([^']+)'", expand)]
        kept = [{"id": name, "value": value} for name, value in item.event.extended.items() if name.lower() in wanted]
        if kept:
            more["singleValueExtendedProperties"] = kept
    if not more and "exceptionOccurrences" not in expand and "singleValueExtendedProperties" not in expand:
        raise Refusal(400, "RequestBroker--ParseUri", f"'{expand}' can't be expanded here.")
    return more


def _attendee(one: Attendee, prefers: Preferences) -> Json:
    shown: Json = {
        "type": one.kind,
        "status": {"response": one.response, "time": stamp(one.at) if one.at else "0001-01-01T00:00:00Z"},
        "emailAddress": {"name": one.name, "address": one.email},
    }
    if one.proposed:
        starts, ends = (clock_and_zone(at, prefers.zone, prefers.zone_name) for at in one.proposed)
        shown["proposedNewTime"] = {"start": starts, "end": ends}
    return shown


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


def text(body: dict[str, str]) -> dict[str, str]:
    return {"contentType": "text", "content": plain(body["content"])}
