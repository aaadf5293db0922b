"""On which days some people do not meet, and why: what the calendar of a 1:1 has to know."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from people.models.absence import Absence
from people.models.holiday_list import HolidayList
from people.models.person import Person
from people.models.public_holidays import public_holidays


@dataclass(frozen=True)
class DayOff:
    """Somebody is away, or has a public holiday. Never why they are away."""

    person: Person
    absence: Absence | None = None
    country: str = ""  # of a public holiday that comes by country

    @property
    def away(self) -> bool:
        return self.absence is not None


@dataclass(frozen=True)
class DaysOff:
    """Those of some people over a span of days: two queries, whatever the counts."""

    absences: dict[UUID, list[Absence]]
    lists: dict[UUID, frozenset[date]]

    @classmethod
    def of(cls, people: Iterable[Person], first: date, last: date) -> "DaysOff":
        """From the first day to the last, both included."""
        ids = {person.pk for person in people}
        absences: dict[UUID, list[Absence]] = defaultdict(list)
        for absence in Absence.objects.filter(person__in=ids).within(first, last):
            absences[absence.person_id].append(absence)
        lists = HolidayList.objects.filter(person__in=ids).current().defer("names")
        return cls(absences, {one.person_id: one.dates for one in lists})

    def of_person(self, person: Person, day: date) -> DayOff | None:
        """Why `person` does not meet on that day of theirs; None on an ordinary one."""
        for absence in self.absences.get(person.pk, ()):
            if absence.covers(day):
                return DayOff(person, absence)
        if person.pk in self.lists:
            return DayOff(person) if day in self.lists[person.pk] else None
        if person.country and day in public_holidays(person.country, person.subdivision, day.year):
            return DayOff(person, country=person.country)
        return None

    def at(self, moment: datetime, people: Iterable[Person]) -> list[DayOff]:
        """Of each of them the day off that they have at that moment, on their own clock; absences first."""
        found = (self.of_person(person, person.today(moment)) for person in people)
        return sorted((one for one in found if one is not None), key=lambda one: not one.away)
