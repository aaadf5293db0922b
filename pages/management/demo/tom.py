"""The pair that has the story: Priya and Tom, who came from Sofia."""

from datetime import timedelta

from actions.models import ActionItem
from agendas.models import AgendaItem, Amendment, Decision, Outcome, PrivateNote, SharedNote
from oneonones.models import Meeting, Pair
from pages.management.demo.founding import WEEK, Founding, next_half_hour
from pages.management.demo.story import PAST, PROMISES
from people.models import Person, ReportingLine


class PriyaAndTom(Founding):
    """46 past 1:1s, what was said and promised in them, and today's."""

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
        self.decisions_of_tom(pair)
        self.dropped_by_both(pair)
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
                SharedNote.of(meeting, item, at=at).append(note, by=who["P"], at=at)
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
        PrivateNote.of(today, priya, at=self.now).append(
            "Don’t promise a date. Panel needs two cross-team examples, he has one.\n\n"
            "He went quiet when on-call came up. Ask again, later, off the agenda.",
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

    def decisions_of_tom(self, pair: Pair) -> None:
        """What the two decided lately, some of it in a line of its own."""
        lines = {
            "Ana would like a mentor outside the team": "Priya asks Isabel; Ana meets her before Christmas",
            "Recruiting: two interviews a week": "Two a week until Christmas, then none until the 11th",
            "How did the panel talk go?": "",
        }
        talked = Outcome.objects.filter(item__pair=pair, kind="discussed", meeting__starts_at__gt=self.now - 5 * WEEK)
        for outcome in talked.select_related("item", "meeting"):
            if outcome.item.title in lines:
                words, at = lines[outcome.item.title], outcome.meeting.ended_at or outcome.meeting.ends_at
                Decision.mark(outcome.item, outcome.meeting, words=words, by=self.people["Tom"], at=at)

    def dropped_by_both(self, pair: Pair) -> None:
        """What the two let go of lately, and may put back for a month."""
        priya, tom, day = self.people["Priya"], self.people["Tom"], timedelta(days=1)
        item = AgendaItem.raise_on(pair, title="A second monitor", by=tom, at=self.now - 9 * day)
        item.close(how="dropped", by=priya, at=self.now - 6 * day)
        action = ActionItem.promise(
            pair, what="Try the new pager for a month", who=tom, by=priya, at=self.now - 20 * day
        )
        action.drop(why="Platform chose another one", by=tom, at=self.now - 5 * day)

    def note_of_today(self, today: Meeting) -> None:
        """Both have written on it, at first together, so that it has a history."""
        written = (
            ("Priya", "Tom had a good week.", 40.5),
            ("Tom", "Tom had a good week with the new starter.", 40),
            ("Priya", "Tom had a good week with the new starter. Energy 6 of 10, mostly on-call.", 25),
            ("Tom", "Tom had a good week with the new starter. Energy 7 of 10, mostly tired from on-call.", 0),
        )
        note, latest = SharedNote.of(today, None, at=self.now), min(self.now, today.starts_at)
        for name, text, minutes in written:
            note.rewrite(text, by=self.people[name], at=latest - timedelta(minutes=minutes))

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
