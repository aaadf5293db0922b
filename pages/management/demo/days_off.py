"""Who is away in the demo, and on which days: dates that nobody is expected on."""

from datetime import date, datetime, timedelta

from oneonones.models import KeptDate, Meeting, Pair
from people.models import Absence, HolidayList, Person

DAY = timedelta(days=1)


def days_off(people: dict[str, Person], *, now: datetime) -> None:
    """Ana is away next time, Jonas has a holiday of his own, Elena is away and meets Priya anyway; Ben is on leave."""
    ana = dates(people["Priya"], people["Ana"], now=now)[0]
    away(people["Ana"], ana, ana + DAY, "sick", now=now)
    jonas = dates(people["Priya"], people["Jonas"], now=now)[0]
    HolidayList.take(people["Jonas"], [(jonas, "Founding day")], by=people["Jonas"], at=now)
    elena = dates(people["Elena"], people["Priya"], now=now)[0]
    away(people["Elena"], elena, elena, "other", now=now)
    kept = Meeting.objects.get(pair__manager=people["Elena"], pair__report=people["Priya"], exempt="absence")
    KeptDate(kept).keep(by=people["Priya"], at=now + timedelta(seconds=1))
    ben = dates(people["Sofia"], people["Ben"], now=now)[0]
    away(people["Ben"], ben - 3 * DAY, ben + 40 * DAY, "leave", now=now)


def dates(manager: Person, report: Person, *, now: datetime) -> list[date]:
    """The days of their 1:1s to come, on the clock of the report."""
    pair = Pair.objects.active().get(manager=manager, report=report)
    ahead = Meeting.objects.due().filter(pair=pair, starts_at__gt=now + DAY / 2).order_by("starts_at")
    return [report.today(meeting.starts_at) for meeting in ahead]


def away(person: Person, first: date, last: date, kind: str, *, now: datetime) -> None:
    Absence.add(person, first_on=first, last_on=last, kind=kind, by=person, at=now)
