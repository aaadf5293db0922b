"""Builds the demo organisation through the domain's own verbs, with the clock of the past passed in."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from django.contrib.auth.hashers import make_password

from actions.models import ActionItem
from agendas.models import AgendaItem, Amendment, Outcome, PrivateNote, SharedNote
from oneonones.models import Attendance, Meeting, Pair, Recurrence, Request, Series
from pages.management.demo.cast import EVERYBODY
from pages.management.demo.questions import questions
from pages.management.demo.story import PAST, PROMISES
from people.models import Person, ReportingLine, Role

PASSWORD = "demo"
WEEK = timedelta(weeks=1)


@dataclass
class Seed:
    """The organisation, as it comes about from `now` backwards."""

    now: datetime
    people: dict[str, Person] = field(default_factory=dict)

    def build(self) -> None:
        self.hire()
        self.priya_and_tom()
        self.priya_and_the_others()
        self.sofia_and_tom()
        self.promises_put_off()
        self.everybody_else()
        questions(self.people, now=self.now)
        self.did_they_meet()
        self.rosa_asks_for_a_time()

    # --- people

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

    # --- the pair that has the story

    def sofia_and_tom(self) -> None:
        """Tom's former manager: an ended pair with one old item in it. (Its end came with Tom's move.)"""
        old = Pair.objects.get(manager=self.people["Sofia"], report=self.people["Tom"])
        then = self.now - 48 * WEEK
        meeting = Meeting.objects.create(pair=old, starts_at=then, ends_at=then + timedelta(minutes=30))
        item = AgendaItem.raise_on(old, title="Three threads to hand over", by=self.people["Tom"], at=then - WEEK)
        Outcome.finish(item, meeting, kind="discussed", by=self.people["Tom"], at=then)
        meeting.wrap_up(by=self.people["Sofia"], at=then + timedelta(minutes=28))

    def priya_and_tom(self) -> None:
        """46 past 1:1s, each with what was said, and today's at the next half hour."""
        priya, tom = self.people["Priya"], self.people["Tom"]
        moved = self.now - 47 * WEEK
        ReportingLine.change(tom, priya, by=self.people["Hana"], at=moved)
        pair = Pair.objects.active().get(manager=priya, report=tom)
        start = next_half_hour(self.now)
        series = self.rhythm(pair, started=start - 46 * WEEK - timedelta(hours=1), clock=start, place="Room Linden")
        past = list(
            Meeting.objects.filter(series=series, starts_at__lt=start - timedelta(days=1)).order_by("starts_at")
        )
        for week, meeting in enumerate(past):
            self.week_of_tom(pair, meeting, week)
        self.amendment_of_tom(pair)
        self.today_of_tom(
            pair, Meeting.objects.filter(series=series, starts_at__gte=start - timedelta(days=1)).earliest("starts_at")
        )

    def week_of_tom(self, pair: Pair, meeting: Meeting, week: int) -> None:
        who = {"P": self.people["Priya"], "T": self.people["Tom"]}
        topics = PAST[week % len(PAST)]
        began = meeting.starts_at
        raised = [
            AgendaItem.raise_on(
                pair, title=topic.title, context=topic.context, by=who[topic.by], at=began - timedelta(hours=20 + 3 * n)
            )
            for n, topic in enumerate(topics)
        ]
        if week in (9, 40):
            reason = {9: ("absence", "Tom has a cold"), 40: ("clash", "")}[week]
            meeting.skip(
                reason=reason[0], note=reason[1], by=who["T" if week == 9 else "P"], at=began - timedelta(hours=3)
            )
            return
        if week in (21, 37):
            meeting.move(to=began + timedelta(days=1), by=who["P"], at=began - timedelta(days=2))
            began = meeting.starts_at
        if week == 30:
            meeting.leave_unconfirmed(at=meeting.ends_at + timedelta(hours=3))
            return
        left_over = AgendaItem.objects.open().filter(pair=pair).exclude(pk__in=[item.pk for item in raised])
        at = began
        for item, note in [
            *((item, "") for item in left_over),
            *((item, topic.note) for item, topic in zip(raised, topics, strict=True)),
        ]:
            Outcome.start(item, meeting, by=who["T"], at=at)
            at += timedelta(minutes=6 + week % 5)
            if note:
                SharedNote.of(meeting, item, at=at).write(note, version=0, by=who["P"], at=at)
            Outcome.finish(item, meeting, kind="discussed", by=who["P"], at=at)
        if week % 3 == 0:
            promise = PROMISES[week // 3 % len(PROMISES)]
            action = ActionItem.promise(
                pair,
                what=promise.what,
                measure=promise.measure,
                who=who[promise.who],
                due_on=(began + timedelta(days=9)).date(),
                meeting=meeting,
                by=who["P"],
                at=at,
            )
            action.complete(by=who[promise.who], at=at + timedelta(days=12 if week % 4 == 0 else 6))
        meeting.wrap_up(by=who["P"], at=max(at, meeting.starts_at + timedelta(minutes=20)))

    def today_of_tom(self, pair: Pair, today: Meeting) -> None:
        """What is on the page that the demo opens with."""
        priya, tom = self.people["Priya"], self.people["Tom"]
        start = today.starts_at
        last = Meeting.objects.filter(pair=pair, state="held").latest("starts_at")

        def promise(
            what: str, who: Person, due: timedelta | None, measure: str = "", *, weeks_ago: int = 1
        ) -> ActionItem:
            return ActionItem.promise(
                pair,
                what=what,
                who=who,
                measure=measure,
                due_on=tom.today(start + due) if due is not None else None,
                meeting=last,
                by=priya,
                at=last.ended_at - timedelta(minutes=2) if last.ended_at else start - weeks_ago * WEEK,
            )

        kept = promise("Send Ana the onboarding draft", tom, timedelta(days=-2), "Ana signs it off")
        kept.complete(by=tom, at=start - timedelta(days=2))

        cover = AgendaItem.raise_on(pair, title="Cover from 21 December to 2 January", by=priya, at=start - 4 * WEEK)
        for meeting in Meeting.objects.filter(pair=pair, state="held", starts_at__gt=start - 4 * WEEK):
            Outcome.objects.create(
                meeting=meeting, item=cover, kind="carried", ended_at=meeting.ended_at, by_wrap_up=True
            )
        AgendaItem.raise_on(
            pair, title="Flaky checkout tests slow me down", planned_minutes=5, by=tom, at=start - timedelta(days=3)
        )
        AgendaItem.raise_on(
            pair,
            title="Is a senior role realistic by spring?",
            context="I think I have the scope. I’d like to hear what you think is missing, so I can plan the winter around it.",
            planned_minutes=10,
            by=tom,
            at=start - timedelta(days=1, hours=2),
        )
        AgendaItem.raise_on(
            pair,
            title="Your incident write-up cut repeat pages by 40%",
            context="31 pages in October, 19 in November.",
            by=priya,
            at=start - timedelta(days=1),
        )
        AgendaItem.raise_on(
            pair, title="Ask how on-call feels, gently", visibility="private", by=priya, at=start - timedelta(hours=20)
        )
        AgendaItem.raise_on(
            pair, title="Ask about a sabbatical?", visibility="private", by=tom, at=start - timedelta(hours=19)
        )
        gone = AgendaItem.raise_on(pair, title="Desk by the window", by=tom, at=start - timedelta(hours=18))
        gone.remove(by=tom, at=start - timedelta(hours=17))
        self.note_of_today(today)
        PrivateNote.of(today, priya, at=self.now).write(
            "Don’t promise a date. Panel needs two cross-team examples, he has one.\n\n"
            "He went quiet when on-call came up. Ask again, later, off the agenda.",
            version=0,
            by=priya,
            at=min(self.now, start),
        )

    def amendment_of_tom(self, pair: Pair) -> None:
        """A locked record, amended by one and answered by the other."""
        old = Meeting.objects.filter(pair=pair, state="held", ended_at__lt=self.now - 3 * WEEK).latest("starts_at")
        then = self.now - timedelta(days=2)
        added = Amendment.add(
            old, "The number we agreed on was two people a shift, not three.", by=self.people["Tom"], at=then
        )
        added.reply("Yes, two. I have told Platform.", by=self.people["Priya"], at=then + timedelta(hours=3))

    def note_of_today(self, today: Meeting) -> None:
        """Both have written on it, so that it has a history."""
        written = (
            ("Tom", "Tom had a good week with the new starter.", 40),
            ("Priya", "Tom had a good week with the new starter. Energy 6 of 10, mostly on-call.", 25),
            ("Tom", "Tom had a good week with the new starter. Energy 7 of 10, mostly tired from on-call.", 0),
        )
        note, latest = SharedNote.of(today, None, at=self.now), min(self.now, today.starts_at)
        for version, (name, text, minutes) in enumerate(written):
            note.write(text, version=version, by=self.people[name], at=latest - timedelta(minutes=minutes))

    def promises_put_off(self) -> None:
        """One of Priya's is due a week later than first promised, and one of Tom's stands with its third date."""
        priya, tom, day = self.people["Priya"], self.people["Tom"], timedelta(days=1)
        pair = Pair.objects.active().get(manager=priya, report=tom)
        held = Meeting.objects.filter(pair=pair, state="held").order_by("-starts_at")
        for who, what, measure, days in (
            (priya, "Ask Platform for a staging slot", "a date in the shared calendar", (-11, -4)),
            (tom, "Write up the on-call handover", "two people run a shift without him", (-12, -5, 3)),
        ):
            meeting = held[len(days) - 1]
            first, *later = (tom.today(self.now + number * day) for number in days)
            action = ActionItem.promise(
                pair, what=what, measure=measure, who=who, due_on=first, meeting=meeting, by=priya, at=meeting.ends_at
            )
            for number, due_on in enumerate(later, start=2):
                told_at = held[len(days) - number].ends_at
                action.edit(
                    what=what, who=who, due_on=due_on, measure=measure, version=action.version, by=who, at=told_at
                )

    # --- the rest

    def did_they_meet(self) -> None:
        """Nobody wrapped up Ana's last 1:1 with Priya, so both are asked; of Elena's there are signs that it happened."""
        ana = self.latest_held("Priya", "Ana")
        ana.unwrap(by=self.people["Ana"], at=ana.ends_at)
        ana.leave_unconfirmed(at=ana.ends_at + timedelta(hours=3))
        elena = self.latest_held("Elena", "Priya")
        elena.unwrap(by=self.people["Priya"], at=elena.ends_at)
        ActionItem.promise(
            elena.pair, what="Two names for the second team", who=self.people["Priya"],
            meeting=elena, by=self.people["Priya"], at=elena.ends_at,
        )  # fmt: skip
        Attendance(elena).hold_by_signs(at=elena.ends_at + timedelta(hours=3))

    def rosa_asks_for_a_time(self) -> None:
        """She and Priya have no date, so she proposes one."""
        rosa = self.people["Rosa"]
        pair = Pair.objects.active().get(manager=self.people["Priya"], report=rosa)
        start = workday(self.now.replace(hour=14, minute=30, second=0, microsecond=0) + timedelta(days=2))
        Request.ask(pair, starts_at=start, minutes=30, line="Half an hour on the migration?", by=rosa, at=self.now)

    def latest_held(self, manager: str, report: str) -> Meeting:
        held = Meeting.objects.filter(
            pair__manager=self.people[manager], pair__report=self.people[report], state="held"
        )
        return held.select_related("pair").latest("starts_at")

    def priya_and_the_others(self) -> None:
        """Each of the other four shows another state; Elena is Priya's own manager; Yusuf is a first time."""
        start = next_half_hour(self.now)
        day = timedelta(days=1)
        mei = self.history("Priya", "Mei", clock=start + timedelta(hours=1), weeks_back=20)
        AgendaItem.raise_on(mei, title="Two hours that both of us are awake", by=self.people["Mei"], at=self.now - day)
        ActionItem.promise(
            mei, what="Introduce Mei to the data guild", who=self.people["Priya"], due_on=self.people["Priya"].today(self.now),
            by=self.people["Mei"], at=self.now - 6 * day,
        )  # fmt: skip
        self.history(
            "Priya", "Ana", clock=workday(start.replace(hour=9, minute=30) + 2 * day), weeks_back=12, moved={5}
        )
        jonas = self.history(
            "Priya", "Jonas", clock=workday(start.replace(hour=8, minute=0) + 3 * day), weeks_back=16, skipped={4, 2, 1}
        )
        for person, what, days in (
            ("Priya", "Read Jonas’s proposal", 2),
            ("Jonas", "Add the runbook to the handbook", -6),
        ):
            ActionItem.promise(
                jonas,
                what=what,
                who=self.people[person],
                due_on=(self.now + days * day).date(),
                by=self.people["Jonas"],
                at=self.now - 9 * day,
            )
        rosa = self.history(
            "Priya",
            "Rosa",
            clock=workday(start.replace(hour=14, minute=0) + 4 * day),
            weeks_back=16,
            until_weeks_ago=5,
            skipped={6},
        )
        ActionItem.promise(
            rosa,
            what="Book the March offsite with Rosa",
            who=self.people["Priya"],
            due_on=(self.now + 9 * day).date(),
            by=self.people["Rosa"],
            at=self.now - 36 * day,
        )
        AgendaItem.raise_on(rosa, title="Leading the payments migration", by=self.people["Rosa"], at=self.now - 4 * day)
        elena = self.history(
            "Elena", "Priya", clock=workday(start.replace(hour=13, minute=0) + day), weeks_back=24, weeks=2
        )
        AgendaItem.raise_on(elena, title="A second team in spring?", by=self.people["Priya"], at=self.now - day)
        first = self.pair("Priya", "Yusuf", kind=Pair.Kind.PEER, at=self.now - day)
        self.rhythm(first, started=self.now - day, clock=workday(start.replace(hour=10, minute=0) + 2 * day), weeks=4)

    def everybody_else(self) -> None:
        """The rest of the organisation meets as well, at all hours."""
        for number, member in enumerate(EVERYBODY):
            first_name = member.name.split()[0]
            if not member.manager or member.manager == "Priya" or first_name == "Priya":
                continue
            clock = self.now.replace(hour=8 + number % 8, minute=0, second=0, microsecond=0) + timedelta(
                days=1 + number % 6
            )
            self.history(
                member.manager,
                first_name,
                clock=workday(clock),
                weeks_back=8,
                weeks=1 + number % 2,
                skipped={3} if number % 5 == 0 else set(),
            )

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


def next_half_hour(now: datetime) -> datetime:
    """The next :00 or :30."""
    floor = now.replace(second=0, microsecond=0, minute=now.minute // 30 * 30)
    return floor + timedelta(minutes=30)


def workday(moment: datetime) -> datetime:
    """The same time on a working day: a Saturday or Sunday becomes the Monday after."""
    return moment + timedelta(days=max(0, 7 - moment.weekday()) if moment.weekday() > 4 else 0)
