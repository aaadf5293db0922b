"""What is said of a rhythm before it begins: by which rule from when on, and on whose clock."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _

from kit.words import day
from oneonones.models.recurrence import Recurrence
from people.models import Person


def from_then_on(recurrence: Recurrence, first: datetime, minutes: int) -> str:
    """'From Tuesday 1 December on: every week on Tuesday, 16:00 to 16:30.' `first`: a local start."""
    start, end = (date_format(local, "H:i") for local in (first, first + timedelta(minutes=minutes)))
    return _("From %(day)s on: %(rhythm)s, %(span)s.") % {
        "day": day(first.date()),
        "rhythm": recurrence.full_words,
        "span": _("%(start)s to %(end)s") % {"start": start, "end": end},
    }


def clock_kept(anchor: Person, zone: ZoneInfo, first: datetime, reader: Person, other: Person) -> list[str]:
    """'It keeps to Mei’s clock, Asia/Singapore: 09:00 for you at first.', where the clocks of the two differ."""
    if reader.zone.key == other.zone.key == zone.key:
        return []
    if anchor.pk == reader.pk:
        said = _("It keeps to your clock, %(zone)s: %(time)s for %(name)s at first.")
    else:
        said = _("It keeps to %(name)s’s clock, %(zone)s: %(time)s for you at first.")
    shown = first.astimezone(other.zone if anchor.pk == reader.pk else reader.zone)
    return [said % {"zone": zone.key, "time": date_format(shown, "H:i"), "name": other.first_name}]
