"""Two people, two clocks: what the other one's shows, wherever the two differ."""

from datetime import datetime

from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _

from people.models import Person


def on_their_clock(start: datetime, end: datetime | None = None, *, reader: Person, other: Person) -> str:
    """'23:00 to 23:30 for Mei', with the weekday where it is another day; empty where both clocks show the same."""
    mine, theirs = start.astimezone(reader.zone), start.astimezone(other.zone)
    if mine.utcoffset() == theirs.utcoffset():
        return ""
    said = date_format(theirs, "H:i")
    if end is not None:
        said = _("%(start)s to %(end)s") % {"start": said, "end": date_format(end.astimezone(other.zone), "H:i")}
    if mine.date() != theirs.date():
        said = f"{date_format(theirs, 'l')} {said}"
    return _("%(time)s for %(name)s") % {"time": said, "name": other.first_name}


def apart(moment: datetime, *, reader: Person, other: Person) -> str:
    """'Mei’s clock is 7 h ahead of yours.'; empty where both show the same."""
    theirs, mine = moment.astimezone(other.zone).utcoffset(), moment.astimezone(reader.zone).utcoffset()
    if theirs is None or mine is None or theirs == mine:
        return ""
    hours, minutes = divmod(int(abs(theirs - mine).total_seconds()) // 60, 60)
    length = _("%(h)d h %(m)d min") % {"h": hours, "m": minutes} if minutes else _("%(n)d h") % {"n": hours}
    if theirs > mine:
        return _("%(name)s’s clock is %(length)s ahead of yours.") % {"name": other.first_name, "length": length}
    return _("%(name)s’s clock is %(length)s behind yours.") % {"name": other.first_name, "length": length}
