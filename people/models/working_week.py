"""When somebody works, on their own clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Self

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

Hours = tuple[time, time]
Stored = Sequence[Sequence[str] | None]


def office_hours() -> list[list[str] | None]:
    """Monday to Friday from 9:00 to 17:00: what a person works until they say otherwise."""
    return [["09:00", "17:00"]] * 5 + [None, None]


@dataclass(frozen=True)
class WorkingWeek:
    """From when to when somebody works on each weekday, Monday first; None is a day they do not work."""

    days: tuple[Hours | None, ...]

    def __post_init__(self) -> None:
        if len(self.days) != len(WEEKDAYS):
            raise ValueError("a week has seven days")
        if not any(self.days):
            raise ValueError(_("Leave at least one day of the week to meet on."))
        for weekday, hours in enumerate(self.days):
            if hours is not None and hours[0] >= hours[1]:
                raise ValueError(_("%(day)s ends before it begins.") % {"day": WEEKDAYS[weekday]})

    @classmethod
    def read(cls, stored: Stored) -> Self:
        """As the database keeps it: seven entries, each `["09:00", "17:00"]` or nothing."""
        return cls(tuple((time.fromisoformat(one[0]), time.fromisoformat(one[1])) if one else None for one in stored))

    @property
    def stored(self) -> list[list[str] | None]:
        return [[f"{hours[0]:%H:%M}", f"{hours[1]:%H:%M}"] if hours else None for hours in self.days]

    def on(self, day: date) -> Hours | None:
        """The hours of that day's weekday."""
        return self.days[day.weekday()]
