"""When a series meets: a restricted RFC 5545 rule, expanded on the wall clock."""

from collections.abc import Iterator, Sequence
from dataclasses import InitVar, dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekdays
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kit.words import ordinal, plain_day
from oneonones.models.rule_text import BadRule, read, write

LAST = -1
NTHS = (1, 2, 3, 4, LAST)
MONTH_DAYS = (*range(1, 29), LAST)
MOST_WEEKS, MOST_MONTHS, MOST_TIMES = 52, 12, 500


@dataclass(frozen=True)
class Recurrence:
    """Every so many weeks on some weekdays; or monthly: on the nth or last weekday, on a day, or on the last day.

    It may end: on a date (`until`, on the clock of its series; that day still counts) or after `count` times.
    Its text form is an RFC 5545 RRULE value (3.3.10) with two peculiarities. The week start is always said:
    calendars disagree on the default, and with an interval of 2 the dates depend on it. And UNTIL is a local date.
    """

    weekday: InitVar[int | None] = None  # one weekday alone, 0 is Monday: short for `weekdays`
    interval: int = 1  # weeks or months
    weekdays: tuple[int, ...] = ()
    nth: int | None = None  # monthly, on the 1st to 4th of the one weekday, or -1: the last
    day: int | None = None  # monthly, on a day of the month, or -1: the last
    until: date | None = None
    count: int | None = None

    def __post_init__(self, weekday: int | None) -> None:
        chosen = self.weekdays if weekday is None else (weekday,)
        object.__setattr__(self, "weekdays", tuple(sorted(set(chosen))))
        if any(one not in range(7) for one in self.weekdays):
            raise BadRule("weekdays", _("Choose a weekday."))
        if self.day is not None and (self.day not in MONTH_DAYS or self.weekdays or self.nth is not None):
            raise BadRule("day", _("Choose a day from 1 to 28, or the last day: not every month has a 29th."))
        if self.nth is not None and (self.nth not in NTHS or len(self.weekdays) != 1):
            raise BadRule("nth", _("Choose the first to the fourth, or the last, of one weekday."))
        if self.day is None and not self.weekdays:
            raise BadRule("weekdays", _("Choose at least one weekday."))
        if not 1 <= self.interval <= (MOST_MONTHS if self.monthly else MOST_WEEKS):
            raise BadRule("interval", _("Choose how often."))
        if self.count is not None and not 1 <= self.count <= MOST_TIMES:
            raise BadRule("count", _("Say how many times: 1 to %(most)d.") % {"most": MOST_TIMES})
        if self.count is not None and self.until is not None:
            raise BadRule("count", _("Choose one end: a date, or a number of times."))

    def __str__(self) -> str:
        end = self.until or self.count
        return write(interval=self.interval, weekdays=self.weekdays, nth=self.nth, day=self.day, end=end)

    @classmethod
    def parse(cls, text: str) -> "Recurrence":
        """Read the text form. Raises BadRule, a ValueError, for a rule that we do not hold."""
        return _parsed(text)

    @property
    def monthly(self) -> bool:
        return self.nth is not None or self.day is not None

    @property
    def ends(self) -> bool:
        return self.until is not None or self.count is not None

    @property
    def pace(self) -> tuple[bool, int, int]:
        """Rules of one pace have as many dates in each of their periods: for each of one there is one of the other."""
        return self.monthly, self.interval, len(self.weekdays) or 1

    # --- dates

    def first_on_or_after(self, day: date) -> date:
        """The series starts on a day of its own rule: the first one from `day` on (calendar.md 3).

        Raises BadRule where there is none.
        """
        if self.until is not None and self.until < day:
            raise BadRule("until", _("It would end before it starts. Choose a later last day."))
        first: datetime | None = next(iter(self._rule(at_time(day, time()), interval=1)), None)
        if first is None:
            raise BadRule("until", _("Nobody would ever meet: there is no such day before it ends."))
        return first.date()

    def between(self, first: datetime, after: datetime, until: datetime) -> list[datetime]:
        """The local starts in [after, until), for a series whose first is `first`. All naive wall times.

        The rule runs on naive wall time, so 10:00 stays 10:00 through daylight-saving changes.
        """
        return list(takewhile(lambda start: start < until, self.starts(first, after)))

    def next(self, first: datetime, after: datetime, count: int = 1) -> list[datetime]:
        """The next `count` local starts from `after` on: fewer if the rule ends before that."""
        return list(islice(self.starts(first, after), count))

    def starts(self, first: datetime, after: datetime) -> Iterator[datetime]:
        """The local starts from `after` on, perhaps without an end: never `list()` it."""
        rule = self._rule(self._near(first, after), interval=self.interval)
        found: Iterator[datetime] = rule.xafter(max(after, first), inc=True)
        return found

    def last(self, first: datetime) -> datetime:
        """The last local start of a rule that ends: a series by it has at least its first."""
        assert self.ends
        if self.until is None:
            return list(self.starts(first, first))[-1]
        period = timedelta(days=31 * (self.interval + 1)) if self.monthly else timedelta(weeks=self.interval + 1)
        return list(self.starts(first, at_time(self.until, time()) - period))[-1]

    def rest(self, first: datetime, since: datetime) -> "Recurrence | None":
        """The rule for two others who go on by it from `since` on: with the dates it has left, None without any."""
        if not self.next(first, since):
            return None
        if self.count is None:
            return self
        return replace(self, count=self.count - sum(1 for start in self.starts(first, first) if start < since))

    def _near(self, first: datetime, after: datetime) -> datetime:
        """Where to start counting: the beginning of a period of the rule not long before `after`.

        A rule that counts its dates counts them from the first; all others need not walk through the years.
        """
        if self.count is not None or after <= first:
            return first
        if self.monthly:
            gone = ((after.year - first.year) * 12 + after.month - first.month) // self.interval * self.interval
            years, month = divmod(first.month - 1 + gone, 12)
            return first.replace(year=first.year + years, month=month + 1, day=1) if gone else first
        monday = first - timedelta(days=first.weekday())
        gone = (after - monday).days // (7 * self.interval) * self.interval
        return monday + timedelta(weeks=gone) if gone else first

    def _rule(self, start: datetime, *, interval: int) -> rrule:
        return rrule(
            MONTHLY if self.monthly else WEEKLY,
            dtstart=start,
            interval=interval,
            wkst=0,
            byweekday=[weekdays[one](self.nth) for one in self.weekdays] if self.nth else self.weekdays or None,
            bymonthday=self.day,
            count=self.count,
            until=None if self.until is None else at_time(self.until, time.max),
        )

    # --- words

    @property
    def words(self) -> str:
        """'every 2 weeks', 'every week on Tuesday and Thursday', 'on the last Friday of every month'.

        One weekday alone is left out: the words stand beside a date, which shows it.
        """
        return self._every if not self.monthly and len(self.weekdays) == 1 else self.days_words

    @property
    def days_words(self) -> str:
        """The same with every weekday: 'every 2 weeks on Tuesday'."""
        if not self.monthly:
            names = listed([str(WEEKDAYS[one]) for one in self.weekdays])
            return _("%(every)s on %(days)s") % {"every": self._every, "days": names}
        if self.interval == 1:
            return _("on %(day)s of every month") % {"day": self._day_of_month}
        return _("every %(n)d months on %(day)s") % {"n": self.interval, "day": self._day_of_month}

    @property
    def ending_words(self) -> str:
        """'until 4 March', '10 times'; empty for a rule without an end."""
        if self.until is not None:
            return _("until %(day)s") % {"day": plain_day(self.until)}
        if self.count is not None:
            return (
                _("once") if self.count == 1 else ngettext("%(n)d time", "%(n)d times", self.count) % {"n": self.count}
            )
        return ""

    @property
    def full_words(self) -> str:
        """'every 2 weeks on Tuesday and Thursday, until 4 March'."""
        return ", ".join(words for words in (self.days_words, self.ending_words) if words)

    @property
    def _every(self) -> str:
        if self.interval == 1:
            return _("every week")
        return ngettext("every %(n)d week", "every %(n)d weeks", self.interval) % {"n": self.interval}

    @property
    def _day_of_month(self) -> str:
        """'the last Friday', 'the 15th', 'the last day'."""
        if self.day is not None:
            return _("the last day") if self.day == LAST else _("the %(number)s") % {"number": ordinal(self.day)}
        which = {1: _("first"), 2: _("second"), 3: _("third"), 4: _("fourth"), LAST: _("last")}[self.nth or LAST]
        return _("the %(which)s %(weekday)s") % {"which": which, "weekday": WEEKDAYS[self.weekdays[0]]}


@lru_cache(maxsize=1024)
def _parsed(text: str) -> Recurrence:
    """Most rhythms of an organisation have one of a few dozen rules."""
    return Recurrence(**read(text))


def listed(names: Sequence[str]) -> str:
    """'Tuesday', 'Tuesday and Thursday', 'Monday, Tuesday and Thursday'."""
    *others, last = names
    return _("%(names)s and %(last)s") % {"names": ", ".join(others), "last": last} if others else last


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
