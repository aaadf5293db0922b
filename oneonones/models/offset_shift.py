"""The clocks of two people are about to be further apart, or closer: both are told a week ahead."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _

from kit.words import day
from oneonones.models.meeting import Meeting
from oneonones.models.two_clocks import apart
from people.models import Person

AHEAD = timedelta(days=7)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


@dataclass(frozen=True)
class OffsetShift:
    """From that moment on the other's clock is another number of hours ahead of the reader's."""

    reader: Person
    other: Person
    moment: datetime
    by: timedelta  # how much further ahead the other's clock is then

    @classmethod
    def coming(cls, reader: Person, other: Person, *, at: datetime) -> "OffsetShift | None":
        """The first one within a week."""
        if reader.time_zone == other.time_zone:
            return None

        def ahead(moment: datetime) -> timedelta:
            theirs, mine = (moment.astimezone(one.zone).utcoffset() or timedelta() for one in (other, reader))
            return theirs - mine

        early, now = at.replace(second=0, microsecond=0), ahead(at)
        late = next((early + DAY * n for n in range(1, AHEAD.days + 1) if ahead(early + DAY * n) != now), None)
        if late is None:
            return None
        early = late - DAY
        while late - early > MINUTE:  # zones change on the minute
            middle = early + (late - early) // (2 * MINUTE) * MINUTE
            early, late = (middle, late) if ahead(middle) == now else (early, middle)
        return cls(reader, other, late, ahead(late) - now)

    def words(self, meeting: Meeting | None = None) -> str:
        """'On Sunday 29 March the time between you and Mei changes: Mei’s clock is 6 h ahead of yours.'

        And what that means for a 1:1 of theirs after it.
        """
        said = _("On %(day)s the time between you and %(name)s changes.") % {
            "day": day(self.moment),
            "name": self.other.first_name,
        }
        then = apart(self.moment, reader=self.reader, other=self.other)
        said += " " + (then or _("From then on your clocks show the same."))
        if meeting is not None and meeting.starts_at >= self.moment:
            said += " " + self._of(meeting)
        return said

    def _of(self, meeting: Meeting) -> str:
        """'The 1:1 on Tuesday 31 March is at 16:00 for you as before, at 22:00 for Mei instead of 23:00.'"""
        mine, theirs = (date_format(meeting.starts_at.astimezone(one.zone), "H:i") for one in (self.reader, self.other))
        said = {"day": day(meeting.starts_at), "mine": mine, "theirs": theirs, "name": self.other.first_name}
        kept = meeting.series.time_zone if meeting.series and not meeting.moved else ""
        if kept == self.reader.time_zone:
            before = meeting.starts_at.astimezone(self.other.zone) - self.by
            said["before"] = date_format(before, "H:i")
            words = _(
                "The 1:1 on %(day)s is at %(mine)s for you as before, at %(theirs)s for %(name)s instead of %(before)s."
            )
        elif kept == self.other.time_zone:
            before = meeting.starts_at.astimezone(self.reader.zone) + self.by
            said["before"] = date_format(before, "H:i")
            words = _(
                "The 1:1 on %(day)s is at %(mine)s for you instead of %(before)s, at %(theirs)s for %(name)s as before."
            )
        else:
            words = _("The 1:1 on %(day)s is at %(mine)s for you and at %(theirs)s for %(name)s.")
        return words % said
