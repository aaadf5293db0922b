"""Rhythms in every state that a page can show."""

from datetime import datetime, time, timedelta

from oneonones.models import LastingMove, Meeting, Pair, Recurrence, Scope, Series
from people.models import Person

PAUSE, MOVED, RUN_OUT = ("Clara", "Hana"), ("Olu", "Stefan"), ("Olu", "Clara")


def rhythms(people: dict[str, Person], *, now: datetime) -> None:
    """Hana's pauses; Stefan's moved for good; Olu's with Clara has run out, and he lives by another clock now."""
    paused, moved = (_rhythm(people[manager], people[report]) for manager, report in (PAUSE, MOVED))
    today, by = paused.anchor.today(now), people["Hana"]
    paused.pause(first_on=today, last_on=today + timedelta(days=25), by=by, at=now)

    ahead = Meeting.objects.planned().filter(series=moved, starts_at__gt=now).with_pair().order_by("starts_at")
    third = ahead[2]
    lasting = LastingMove(third, to=third.starts_at + timedelta(hours=2), scope=Scope.FOLLOWING, at=now)
    lasting.make(by=people["Stefan"], at=now)

    _run_out(people["Olu"], people["Clara"], now=now)
    people["Olu"].choose_time_zone("Europe/Lisbon", at=now)


def _rhythm(manager: Person, report: Person) -> Series:
    return Series.objects.select_related("anchor", "pair").get(
        pair__manager=manager, pair__report=report, ended_on=None
    )


def _run_out(olu: Person, clara: Person, *, now: datetime) -> None:
    started = now - timedelta(weeks=7, days=1)
    pair = Pair.start(olu, clara, by=olu, at=started, kind=Pair.Kind.PEER)
    series = Series.begin(
        pair,
        recurrence=Recurrence(weekday=now.weekday(), count=3),
        on_or_after=olu.today(started),
        clock=time(15),
        minutes=30,
        anchor=clara,
        by=olu,
        at=started,
    )
    for meeting in Meeting.objects.filter(series=series):
        meeting.wrap_up(by=olu, at=meeting.ends_at)
