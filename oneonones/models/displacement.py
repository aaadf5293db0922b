"""How the dates of a rule move along when one of them is moved for good."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from oneonones.models.recurrence import LAST, Recurrence, at_time
from oneonones.models.rule_text import BadRule

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Displacement:
    """Each date of one rule has its place in another of the same pace: none is lost, none comes twice.

    `source` is a local start of the rule before, `target` the place of that one in the rule after.
    """

    before: Recurrence
    after: Recurrence
    source: datetime
    target: datetime

    @classmethod
    def of(
        cls,
        rule: Recurrence,
        *,
        first: datetime,
        since: datetime,
        source: datetime,
        target: datetime,
        earlier: Recurrence | None = None,
    ) -> "Displacement":
        """One date of a series whose first is `first` moves to `target`, and with it all from `since` on.

        The rule after ends with the same date, or after as many times. `earlier`: the rule that the series had before;
        a monthly date that fits it is read so, for a move back to mean what it says. Raises BadRule.
        """
        shape = _meant(rule, target.date(), earlier) or _shape(rule, source.date(), target.date())
        endless = cls(rule, shape, source, target)
        if rule.count is not None:
            gone = sum(1 for start in rule.starts(first, first) if start < since)
            shape = replace(shape, count=rule.count - gone)
        elif rule.until is not None:
            shape = replace(shape, until=endless.image(rule.last(first)).date())
        return cls(rule, shape, source, target)

    def image(self, local: datetime) -> datetime:
        """Where the date that begins at `local` by the rule before goes: on the clock of the target."""
        return at_time(self._day(local.date()), self.target.time())

    def _day(self, day: date) -> date:
        if self.before.monthly:
            months = day.year * 12 + day.month - 1 + self._months
            return _endless(self.after).first_on_or_after(date(months // 12, months % 12 + 1, 1))
        if len(self.before.weekdays) == 1:
            return day + (self.target.date() - self.source.date())
        gone, come = (set(one.weekdays) for one in (self.before, self.after))
        if day.weekday() not in gone - come:
            return day
        return day + DAY * (min(come - gone) - day.weekday())

    @property
    def _months(self) -> int:
        return (self.target.year - self.source.year) * 12 + self.target.month - self.source.month

    @property
    def back(self) -> "Displacement":
        """The other way round."""
        return Displacement(self.after, self.before, self.target, self.source)


def _endless(rule: Recurrence) -> Recurrence:
    return replace(rule, until=None, count=None)


def _meant(rule: Recurrence, day: date, earlier: Recurrence | None) -> Recurrence | None:
    if earlier is None or not rule.monthly or earlier.pace != rule.pace:
        return None
    shape = _endless(earlier)
    return shape if shape.first_on_or_after(day) == day else None


def _shape(rule: Recurrence, source: date, target: date) -> Recurrence:
    """The rule after, without an end. Raises BadRule."""
    rule = _endless(rule)
    if not rule.monthly:
        return replace(rule, weekdays=_weekdays(rule, source, target))
    last = (target + DAY).month != target.month
    if rule.day is not None:
        if last and (rule.day == LAST or target.day > 28):
            return replace(rule, day=LAST)
        return replace(rule, day=target.day)
    final = (target + 7 * DAY).month != target.month
    nth = (target.day - 1) // 7 + 1
    return replace(rule, weekdays=(target.weekday(),), nth=LAST if final and (rule.nth == LAST or nth > 4) else nth)


def _weekdays(rule: Recurrence, source: date, target: date) -> tuple[int, ...]:
    """Of several weekdays the one that is moved stays between its neighbours, and in its week: the order is kept."""
    if len(rule.weekdays) == 1:
        return (target.weekday(),)
    wanted, others = target.weekday(), [one for one in rule.weekdays if one != source.weekday()]
    monday = source - DAY * source.weekday()
    same_order = all((one < source.weekday()) == (one < wanted) and one != wanted for one in others)
    if target - DAY * wanted != monday or not same_order:
        raise BadRule(
            "date", _("You two meet on several weekdays, and it would pass another one. Change the rhythm instead.")
        )
    return tuple(sorted((*others, wanted)))
