"""Builds the demo organisation through the domain's own verbs, with the clock of the past passed in."""

from datetime import timedelta

from actions.models import ActionItem
from agendas.models import AgendaItem
from oneonones.models import Attendance, Pair, Request
from pages.management.demo.cast import EVERYBODY
from pages.management.demo.changes import changes
from pages.management.demo.days_off import days_off
from pages.management.demo.depth import depth
from pages.management.demo.founding import next_half_hour, workday
from pages.management.demo.questions import questions
from pages.management.demo.rhythms import rhythms
from pages.management.demo.standing import standing
from pages.management.demo.templates import templates
from pages.management.demo.tom import PriyaAndTom


class Seed(PriyaAndTom):
    """Everybody, each in a state that a screen can show."""

    def build(self) -> None:
        self.hire()
        self.priya_and_tom()
        self.priya_and_the_others()
        self.sofia_and_tom()
        self.promises_put_off()
        self.everybody_else()
        questions(self.people, now=self.now)
        standing(self.people, now=self.now)
        templates(self.people, now=self.now)
        depth(self.people, now=self.now)
        self.did_they_meet()
        self.rosa_asks_for_a_time()
        days_off(self.people, now=self.now)
        rhythms(self.people, now=self.now)
        changes(self.people, now=self.now)

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
