"""When a series meets: a restricted RFC 5545 rule, expanded on the wall clock."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

from dateutil.rrule import WEEKLY, rrule
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
INTERVALS = (1, 2, 3, 4)


@dataclass(frozen=True)
class Recurrence:
    """Every week, or every second, third or fourth, on one weekday.

    Its text form is an RFC 5545 RRULE value (3.3.10) with the week start always said: calendars disagree on
    the default, and with an interval of 2 the dates depend on it.
    """

    weekday: int  # 0 is Monday
    interval: int = 1

    def __post_init__(self) -> None:
        if self.weekday not in range(7):
            raise ValueError("weekday is 0 (Monday) to 6")
        if self.interval not in INTERVALS:
            raise ValueError("interval is 1 to 4 weeks")

    def __str__(self) -> str:
        return f"FREQ=WEEKLY;INTERVAL={self.interval};BYDAY={DAYS[self.weekday]};WKST=MO"

    @classmethod
    def parse(cls, text: str) -> "Recurrence":
        """Read the text form. Raises ValueError for a rule that we do not hold."""
        parts = dict(field.split("=", 1) for field in text.upper().split(";") if "=" in field)
        if parts.get("FREQ") != "WEEKLY" or parts.get("WKST", "MO") != "MO" or parts.get("BYDAY") not in DAYS:
            raise ValueError("a rule we do not hold")
        if set(parts) - {"FREQ", "INTERVAL", "BYDAY", "WKST"}:
            raise ValueError("a rule we do not hold")
        return cls(weekday=DAYS.index(parts["BYDAY"]), interval=int(parts.get("INTERVAL", "1")))

    @property
    def words(self) -> str:
        """'every week', 'every 2 weeks'."""
        if self.interval == 1:
            return _("every week")
        return ngettext("every %(n)d week", "every %(n)d weeks", self.interval) % {"n": self.interval}

    @property
    def weekday_name(self) -> str:
        return str(WEEKDAYS[self.weekday])

    def first_on_or_after(self, day: date) -> date:
        """The series starts on a day of its own rule: the first one from `day` on (calendar.md 3)."""
        return day + timedelta(days=(self.weekday - day.weekday()) % 7)

    def between(self, first: datetime, after: datetime, until: datetime) -> list[datetime]:
        """The local starts in [after, until), for a series whose first is `first`. All naive wall times.

        The rule runs on naive wall time, so 10:00 stays 10:00 through daylight-saving changes.
        """
        rule = rrule(WEEKLY, dtstart=first, interval=self.interval, byweekday=self.weekday, wkst=0)
        return list(takewhile(lambda start: start < until, rule.xafter(after, inc=True)))

    def next(self, first: datetime, after: datetime, count: int = 1) -> list[datetime]:
        """The next `count` local starts from `after` on."""
        rule = rrule(WEEKLY, dtstart=first, interval=self.interval, byweekday=self.weekday, wkst=0)
        return list(islice(rule.xafter(after, inc=True), count))


def instant(local: datetime, zone: ZoneInfo) -> datetime:
    """The moment (UTC) at which a clock in `zone` shows `local`.

    A time that does not exist (spring gap) is read with the offset before the gap, so 02:30 becomes 03:30;
    an ambiguous one (autumn) is the first of the two: RFC 5545, 3.3.5, and Python's fold=0 (PEP 495).
    """
    return local.replace(tzinfo=zone, fold=0).astimezone(UTC)


def wall_time(moment: datetime, zone: ZoneInfo) -> datetime:
    """What a clock in `zone` shows at `moment`: naive."""
    return moment.astimezone(zone).replace(tzinfo=None)


def at_time(day: date, clock: time) -> datetime:
    """A naive local start."""
    return datetime.combine(day, clock)
