"""What is new about the clocks of two people: said on the page of their 1:1, and on home."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from oneonones.models import Meeting, OffsetShift, Series
from oneonones.permissions import can_change_meeting
from people.models import Person


def clocks(meeting: Meeting, reader: Person, *, at: datetime) -> dict[str, Any]:
    """What `_clocks.html` shows. No query: the meeting comes with its pair and its series."""
    if not meeting.scheduled or meeting.ends_at <= at or not can_change_meeting(reader, meeting):
        return {"shift_words": "", "office_words": ""}
    shift = OffsetShift.coming(reader, meeting.pair.other(reader), at=at)
    return {"shift_words": shift.words(meeting) if shift else "", "office_words": office_words(meeting, reader)}


def asked_of(meeting: Meeting) -> Series | None:
    """Its rhythm, if nobody has said yet whether that follows its anchor to another clock."""
    series = meeting.series
    return series if series is not None and series.zone_offered else None


def office_words(meeting: Meeting, reader: Person) -> str:
    """'Tom’s clock is now Europe/Lisbon. Your rhythm still keeps to Europe/Berlin.' Empty if nothing is asked."""
    series = asked_of(meeting)
    if series is None:
        return ""
    name = meeting.pair.other(reader).first_name
    said = {"zone": series.zone_offered, "kept": series.time_zone, "name": name}
    if series.anchor_id == reader.pk:
        return _("Your clock is now %(zone)s. Your rhythm with %(name)s still keeps to %(kept)s.") % said
    return _("%(name)s’s clock is now %(zone)s. Your rhythm still keeps to %(kept)s.") % said
