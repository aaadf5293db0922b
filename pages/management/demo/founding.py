"""Who is there and how often they meet: what every story of the demo stands on."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from django.contrib.auth.hashers import make_password

from oneonones.models import Meeting, Pair, Recurrence, Series
from pages.management.demo.cast import EVERYBODY
from people.models import Person, ReportingLine, Role

PASSWORD = "demo"
WEEK = timedelta(weeks=1)


@dataclass
class Founding:
    """The organisation as it comes about from `now` backwards, by the domain's own verbs."""

    now: datetime
    people: dict[str, Person] = field(default_factory=dict)

    def hire(self) -> None:
        """Accounts, roles and reporting lines, as they were two years ago, and Tom's move from Sofia to Priya."""
        then = self.now - 100 * WEEK
        secret = make_password(PASSWORD)
        for member in EVERYBODY:
            person = Person.add(
                email=f"{member.name.split()[0].lower()}@example.test",
                name=member.name,
                job_title=member.title,
                department=member.department,
                location=member.location,
                time_zone=member.time_zone,
                started_on=then.date(),
                by=None,
                at=then,
                invite=False,
            )
            self.people[member.name.split()[0]] = person
            if member.role:
                Role.grant(person, member.role, by=None, at=then)
        Person.objects.all().update(password=secret)
        for member in EVERYBODY:
            boss = "Sofia" if member.name.startswith("Tom") else member.manager
            if boss:
                ReportingLine.change(self.people[member.name.split()[0]], self.people[boss], by=None, at=then)

    def rhythm(
        self, pair: Pair, *, started: datetime, clock: datetime, weeks: int = 1, minutes: int = 30, place: str = ""
    ) -> Series:
        """A series that began long ago, on the weekday and at the local time of `clock` for the pair's manager."""
        local = clock.astimezone(pair.manager.zone)
        series = Series.begin(
            pair,
            recurrence=Recurrence(weekday=local.weekday(), interval=weeks),
            on_or_after=pair.manager.today(started),
            clock=time(local.hour, local.minute),
            minutes=minutes,
            anchor=pair.manager,
            place=place,
            by=pair.manager,
            at=started,
        )
        at = started
        while at < self.now:
            at = min(self.now, at + 8 * WEEK)
            series.plan(at=at)
        return series

    def pair(self, manager: str, report: str, *, kind: str = Pair.Kind.DIRECT, at: datetime | None = None) -> Pair:
        boss, person = self.people[manager], self.people[report]
        return Pair.start(boss, person, by=boss, at=at or self.now - 60 * WEEK, kind=kind)

    def history(
        self,
        manager: str,
        report: str,
        *,
        clock: datetime,
        weeks_back: int,
        weeks: int = 1,
        skipped: Collection[int] = (),
        moved: Collection[int] = (),
        until_weeks_ago: int = 0,
    ) -> Pair:
        """A pair that has met for a while: weeks counted backwards from now say what was skipped or moved."""
        pair = self.pair(manager, report)
        series = self.rhythm(pair, started=clock - weeks_back * WEEK, clock=clock, weeks=weeks)
        for meeting in (
            Meeting.objects.filter(series=series, ends_at__lt=self.now).select_related("pair").order_by("starts_at")
        ):
            ago = round((clock - meeting.starts_at) / WEEK)
            if ago < until_weeks_ago:
                Meeting.objects.filter(pk=meeting.pk).update(state="cancelled", cancelled_at=meeting.starts_at)
                continue
            if ago in skipped:
                meeting.skip(
                    reason="holiday" if ago % 2 else "clash", by=pair.manager, at=meeting.starts_at - timedelta(hours=2)
                )
                continue
            if ago in moved:
                meeting.move(
                    to=meeting.starts_at + timedelta(hours=24), by=pair.report, at=meeting.starts_at - timedelta(days=1)
                )
            meeting.wrap_up(by=pair.manager, at=meeting.ends_at)
        if until_weeks_ago:
            series.end(by=pair.manager, at=self.now - timedelta(days=1))
        return pair

    def latest_held(self, manager: str, report: str) -> Meeting:
        held = Meeting.objects.filter(
            pair__manager=self.people[manager], pair__report=self.people[report], state="held"
        )
        return held.select_related("pair").latest("starts_at")


def next_half_hour(now: datetime) -> datetime:
    """The next :00 or :30."""
    floor = now.replace(second=0, microsecond=0, minute=now.minute // 30 * 30)
    return floor + timedelta(minutes=30)


def workday(moment: datetime) -> datetime:
    """The same time on a working day: a Saturday or Sunday becomes the Monday after."""
    return moment + timedelta(days=max(0, 7 - moment.weekday()) if moment.weekday() > 4 else 0)
