"""Days of the calendar, reckoned from another one."""

from calendar import monthrange
from datetime import date, timedelta


def last_of_quarter(day: date) -> date:
    return last_of(day.replace(day=1, month=(day.month + 2) // 3 * 3))


def last_of(day: date) -> date:
    """The last day of its month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def working_days_on(day: date, count: int) -> date:
    """Monday to Friday; public holidays are nobody's here."""
    for _day in range(count):
        day += timedelta(days={4: 3, 5: 2}.get(day.weekday(), 1))
    return day


def months_on(day: date, count: int) -> date:
    """The same day some months later, or the last of that month."""
    months = day.year * 12 + day.month - 1 + count
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
