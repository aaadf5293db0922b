"""Whatever two people press, in whatever order, as time goes by: the product and a slow model of it agree.

Nothing gets lost, nobody reads it behind your back, the numbers are honest: after every press all rows are compared
with the model; of lists, counts and pages, opened by one of the two or by somebody who may see nothing of them, some.
`ANDANTE_LONG=1 python3 dev.py test tests/domain` takes many minutes, new presses each time, and all checks at each.
"""

import os
import re
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from actions.models import ActionItem, FollowThrough
from activity.models import Activity
from agendas.models import (
    Agenda,
    AgendaItem,
    AgendaTemplate,
    Amendment,
    Comment,
    Decision,
    NoteVersion,
    Outcome,
    PrivateNote,
    SharedNote,
    WrittenAnswer,
)
from kit.vault.models import DataKey
from oneonones.models import (
    AdHoc,
    Attendance,
    BadRule,
    Exemption,
    LastingMove,
    Meeting,
    NextDate,
    Pair,
    Recent,
    Recurrence,
    Request,
    Scope,
    Series,
    TimeTaken,
)
from people.models import ReportingLine
from tests.domain.presses import ENDS, RULES, Calendars, Talk, picks, promises, requests, topics, who
from tests.domain.slow_model import HALF_HOUR, HOUR, OneOnOne, Promise, Two
from tests.domain.slow_rhythm import DAY, Rule

AUTUMN = datetime(2026, 10, 12, 8, tzinfo=UTC)  # Berlin changes its clocks in two weeks, New York a week after
WORD = re.compile(r"zq\d+qz")
LONG = "ANDANTE_LONG" in os.environ
KINDS_OF_ITEM = ["shared", "shared", "private", "standing"]
PRESS = settings(
    max_examples=100 if LONG else 9,
    stateful_step_count=60 if LONG else 36,
    deadline=None,
    phases=[Phase.generate, Phase.shrink] if LONG else [Phase.generate],
    derandomize=not LONG,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def autumn():
    with time_machine.travel(AUTUMN, tick=False):
        yield


pytestmark = pytest.mark.usefixtures("autumn")


def machine_for(people):
    """Priya in Berlin and Tom in New York, pressing whatever the pages offer."""

    class Pressing(Talk, Calendars, RuleBasedStateMachine):
        def __init__(self):
            super().__init__()
            self.everything = transaction.atomic()
            self.everything.__enter__()
            self.now, self.steps, self.minute, self.written = AUTUMN, 0, 0, 0
            pair = Pair.objects.active().get(manager=people["manager"], report=people["report"])
            self.two, self.before = Two(people["manager"], people["report"], pair.pk), []
            self.everybody, self.templates = list(people.values()), []
            for person in self.everybody:
                person.refresh_from_db()  # as it was before the presses that were undone

        def teardown(self):
            transaction.set_rollback(True)
            self.everything.__exit__(None, None, None)

        # --- what there is

        @property
        def pair(self):
            return Pair.objects.with_people().get(pk=self.two.id)

        def person(self, number):
            return (self.two.manager, self.two.report)[number]

        def near(self, pick, *states):
            """A 1:1 not far from now, of those in these states: the row, and what the model knows of it."""
            there = [one for one in self.two.in_order() if not states or one.state in states]
            there = sorted(there, key=lambda one: abs(one.starts - self.now))[:5]
            if not there:
                return None, None
            one = there[pick % len(there)]
            return Meeting.objects.with_pair().get(pk=one.id), one

        def some(self, things, pick):
            things = list(things)
            return things[pick % len(things)] if things else None

        def topic(self, pick, *, of=lambda topic: not topic.removed):
            one = self.some(filter(of, self.two.topics), pick)
            return (self.row_of(one), one) if one else (None, None)

        def row_of(self, topic):
            return AgendaItem.objects.select_related("pair", "author").get(pk=topic.id)

        def word(self):
            self.written += 1
            return f"zq{self.written}qz"

        def some_time(self, days, hours):
            """At a minute that no other 1:1 has: which of two comes first is never open."""
            self.minute += 1
            return self.now.replace(minute=0, second=0) + timedelta(days=days, hours=hours, minutes=self.minute % 60)

        # --- rhythm

        @initialize(weekdays=st.sets(st.integers(0, 6), min_size=1, max_size=2), hour=st.sampled_from([2, 10, 16]))
        def begin(self, weekdays, hour):
            self.change_rhythm(rule=Rule(tuple(sorted(weekdays))), end=None, ahead=1, hour=hour)
            self.raise_items(by=0, kinds=KINDS_OF_ITEM)
            self.promise(whose=1, by=0, due=3, meeting=0)

        @rule(rule=RULES, end=ENDS, ahead=st.integers(0, 16), hour=st.sampled_from([2, 10, 16]))
        def change_rhythm(self, rule, end, ahead, hour):
            anchor, clock = self.two.manager, time(hour, 30)
            day = anchor.today(self.now) + timedelta(days=ahead)
            if end is not None:
                kind, number = end
                rule = replace(rule, **{kind: day + number * DAY if kind == "until" else number})
            said = {"on_or_after": day, "clock": clock, "minutes": 30, "anchor": anchor, "by": anchor, "at": self.now}
            recurrence = Recurrence(**vars(rule))
            if not self.two.begin(rule, day, clock, anchor, self.now):
                with pytest.raises(BadRule):
                    Series.begin(self.pair, recurrence=recurrence, **said)
                return
            self.two.rhythm.id = Series.begin(self.pair, recurrence=recurrence, **said).pk
            self.learn_ids(self.two)

        @rule(ahead=st.integers(0, 10), days=st.none() | st.integers(0, 30))
        def pause(self, ahead, days):
            if self.two.rhythm is not None:
                first = self.two.manager.today(self.now) + timedelta(days=ahead)
                last = None if days is None else first + timedelta(days=days)
                paused = Series.objects.get(pk=self.two.rhythm.id).pause(
                    first_on=first, last_on=last, by=self.two.report, at=self.now
                )
                assert paused == self.two.pause(first, last, self.now)
                self.learn_ids(self.two)

        @rule()
        def resume(self):
            if self.two.rhythm is not None:
                resumed = Series.objects.get(pk=self.two.rhythm.id).resume(by=self.two.report, at=self.now)
                assert resumed == self.two.resume(self.now)
                self.learn_ids(self.two)

        @precondition(lambda self: self.two.rhythm and self.two.rhythm.rule.pace[::2] == (False, 1))
        @rule(meeting=picks, scope=st.sampled_from(["following", "all"]), days=st.integers(-3, 9), back=st.booleans())
        def move_for_good(self, meeting, scope, days, back):
            """One of its dates, and with it the rest: each page, and all on it, goes along; back is as it was."""
            meeting, one = self.near(meeting, "scheduled")
            rhythm, pair = self.two.rhythm, self.pair
            if one is None or one.rhythm is not rhythm:
                return
            to = self.some_time(days, 2) + (one.starts - self.now).days * DAY
            lasting = LastingMove(meeting, to, Scope(scope), self.now)
            if lasting.refusal:
                return
            series = lasting.make(by=self.two.report, at=self.now)
            if back and not one.moved and LastingMove.take_back(series, by=self.two.manager, at=self.now):
                known = {row.id for row in self.two.meetings}
                made = Meeting.objects.filter(pair=pair).exclude(pk__in=known)
                self.two.moved_back(dict(made.values_list("pk", "original_local")), self.now)
                self.learn_ids(self.two)
                return
            self.two.move_for_good(one, to, self.now, all_of_it=scope == "all")
            self.two.rhythm.id = series.pk
            self.learn_ids(self.two)

        # --- dates

        @rule(days=st.integers(0, 12), hours=picks, twice=st.booleans())
        def meet_once(self, days, hours, twice):
            start = self.some_time(days, hours % 12 + 1)
            taken = self.two.overlapping(start, start + HALF_HOUR, states=("scheduled",))
            said = {"starts_at": start, "minutes": 30, "by": self.two.report, "at": self.now}
            if taken:
                with pytest.raises(TimeTaken):
                    AdHoc.arrange(self.pair, **said)
                return
            meeting = AdHoc.arrange(self.pair, **said)
            if twice:
                assert AdHoc.arrange(self.pair, **said) == meeting
            self.two.meetings.append(OneOnOne(start, id=meeting.pk))
            self.two.arranged(self.two.meetings[-1], self.now)

        @rule(days=st.integers(0, 6), hours=picks, by=who)
        def ask_for_a_time(self, days, hours, by):
            start, by = self.some_time(days, hours % 12 + 1), self.person(by)
            taken = self.two.overlapping(start, start + HALF_HOUR, states=("scheduled", "proposed"))
            said = {"starts_at": start, "minutes": 30, "by": by, "at": self.now}
            if taken:
                with pytest.raises(TimeTaken):
                    Request.ask(self.pair, **said)
                return
            meeting = Request.ask(self.pair, **said)
            self.two.meetings.append(OneOnOne(start, id=meeting.pk, state="proposed", asked_by=by))

        @requests
        @rule(meeting=picks, by=who, twice=st.booleans())
        def accept(self, meeting, by, twice):
            meeting, one = self.near(meeting, "proposed")
            if one is None:
                return
            by = self.person(by)
            if self.two.taken(one.starts, one.ends, one):
                with pytest.raises(TimeTaken):
                    Request(meeting).accept(by=by, starts_at=one.starts, at=self.now)
                return
            expected = self.two.answerable(one, by, self.now)
            assert Request(meeting).accept(by=by, starts_at=one.starts, at=self.now) == expected
            if expected:
                one.state = "scheduled"
                self.two.arranged(one, self.now)
                if twice:
                    assert not Request(meeting).accept(by=by, starts_at=one.starts, at=self.now)

        @requests
        @rule(meeting=picks, by=who, days=st.integers(0, 6), hours=picks)
        def propose_another_time(self, meeting, by, days, hours):
            meeting, one = self.near(meeting, "proposed")
            if one is None:
                return
            to, by = self.some_time(days, hours % 12 + 1), self.person(by)
            if self.two.taken(to, to + one.length, one):
                with pytest.raises(TimeTaken):
                    Request(meeting).propose_instead(to=to, by=by, at=self.now)
                return
            expected = self.two.answerable(one, by, self.now)
            assert Request(meeting).propose_instead(to=to, by=by, at=self.now) == expected
            if expected:
                one.starts, one.asked_by = to, by

        @rule(meeting=picks, by=who, verb=st.sampled_from(["decline", "withdraw", "reopen"]))
        def answer(self, meeting, by, verb):
            meeting, one = self.near(meeting, "proposed", "cancelled")
            if one is None:
                return
            by = self.person(by)
            if verb == "decline":
                expected = self.two.answerable(one, by, self.now)
                if expected:
                    self.two.call_off(one, by=by)
            elif verb == "withdraw":
                expected = self.two.withdraw(one, by)
            else:
                expected = self.two.ask_again(one, by, self.now)
            assert getattr(Request(meeting), verb)(by=by, at=self.now) == expected

        @rule(meeting=picks, by=who, days=st.integers(-3, 20), hours=picks)
        def move(self, meeting, by, days, hours):
            meeting, one = self.near(meeting)
            if one is not None:
                to = self.some_time(days, hours % 12)
                assert meeting.move(to=to, by=self.person(by), at=self.now) == self.two.move(one, to, self.now)

        @rule(meeting=picks, by=who)
        def move_and_back(self, meeting, by):
            """A move and then a move back is the identity."""
            meeting, one = self.near(meeting, "scheduled")
            if one is not None:
                before = (one.starts, one.local, one.id)
                to = self.some_time(5, 3)
                assert meeting.move(to=to, by=self.person(by), at=self.now) == self.two.move(one, to, self.now)
                assert meeting.unmove(by=self.person(by), at=self.now) == self.two.unmove(one, self.now)
                assert (meeting.starts_at, meeting.original_local, meeting.pk) == before

        @rule(
            meeting=picks,
            by=who,
            verb=st.sampled_from(
                ["unmove", "skip", "skip", "unskip", "cancel", "uncancel", "wrap_up", "wrap_up", "unwrap"]
            ),
        )
        def press_on_a_meeting(self, meeting, by, verb):
            meeting, one = self.near(meeting)
            if one is None:
                return
            by = self.person(by)
            about = {"reason": "clash"} if verb in ("skip", "cancel") else {}
            doer = AdHoc(meeting) if verb in ("cancel", "uncancel") else meeting
            more = {"cancel": (by,), "wrap_up": (by, self.now), "skip": ()}.get(verb, (self.now,))
            assert getattr(doer, verb)(**about, by=by, at=self.now) == getattr(self.two, verb)(one, *more)

        @rule(meeting=picks, by=who, deny=st.booleans())
        def say_whether_they_met(self, meeting, by, deny):
            meeting, one = self.near(meeting, "held", "unconfirmed", "scheduled")
            if one is None:
                return
            by = self.person(by)
            if deny:
                assert Attendance(meeting).dispute(by=by, at=self.now) == self.two.deny(one, by, self.now)
            else:
                assert Attendance(meeting).undispute(by=by, at=self.now) == self.two.admit(one, by, self.now)

        @precondition(lambda self: self.two.next(self.now) is not None)
        @rule(by=who)
        def meet_and_wrap_up(self, by):
            one, by = self.two.next(self.now), self.person(by)
            self.time_goes_by(max(timedelta(), one.starts + HALF_HOUR - self.now))
            if one.state == "scheduled":
                meeting = Meeting.objects.with_pair().get(pk=one.id)
                assert meeting.wrap_up(by=by, at=self.now) == self.two.wrap_up(one, by, self.now)

        @rule(hours=st.integers(1, 300))
        def wait(self, hours):
            self.time_goes_by(hours * HOUR)

        def time_goes_by(self, span):
            """The timed jobs run, as they do every few minutes."""
            self.now += span
            Attendance.settle(at=self.now)
            Request.expire(at=self.now)
            Series.objects.short_of(at=self.now).plan(at=self.now)
            Exemption.mark_ahead(at=self.now)
            NextDate.plan(Series.objects.all(), at=self.now)
            for two in [self.two, *self.before]:
                two.settle(self.now)
                two.expire(self.now)
                if two.rhythm and two.active:
                    if two.rhythm.planned_until < self.now + 59 * DAY:
                        two.plan(two.rhythm, self.now)
                    two.look_again([one for one in two.meetings if one.starts > self.now], self.now)
                    two.plan_the_next_one(self.now)
                self.learn_ids(two)

        # --- items

        @rule(by=who, kinds=st.lists(st.sampled_from(KINDS_OF_ITEM), min_size=1, max_size=3))
        def raise_items(self, by, kinds):
            by = self.person(by)
            for kind in kinds:
                said = {"visibility": "private" if kind == "private" else "shared", "standing": kind == "standing"}
                word = self.word()
                item = AgendaItem.raise_on(self.pair, title=word, **said, by=by, at=self.now)
                self.two.raise_topic(
                    item.pk, word, by, self.now, private=kind == "private", standing=kind == "standing"
                )

        @rule(when=st.sampled_from(["now", "day_before", "at_start"]), by=who)
        def show_items(self, when, by):
            """Valid for what is raised from now on."""
            assert self.pair.show_items(when, by=self.person(by), at=self.now) == (when != self.two.reveal)
            self.two.reveal = when

        @topics
        @rule(topic=picks)
        def share(self, topic):
            item, one = self.topic(topic, of=lambda topic: topic.open and topic.shown is None)
            if one is not None:
                assert item.share(version=item.version, by=one.author, at=self.now)
                one.shown = self.now

        @topics
        @rule(topic=picks, other=picks)
        def reorder(self, topic, other):
            item, one = self.topic(topic)
            if one is not None:
                there = self.some([None, *self.two.topics], other)
                row = AgendaItem.objects.get(pk=there.id) if there else None
                item.place_before(row, by=self.two.manager, at=self.now)
                self.two.place_before(one, there)

        @topics
        @rule(topic=picks, back=st.booleans())
        def remove(self, topic, back):
            item, one = self.topic(topic)
            if one is not None:
                assert item.remove(by=one.author, at=self.now) == self.two.remove(one)
                if one.removed and back:
                    assert item.restore(by=one.author, at=self.now)
                    one.removed = False

        @topics
        @rule(topic=picks, by=who, verb=st.sampled_from(["start", "discuss", "carried", "dropped"]))
        def press_on_an_item(self, topic, by, verb):
            (item, one), here = self.topic(topic), self.two.next(self.now)
            if one is None or here is None:
                return
            meeting, by = Meeting.objects.get(pk=here.id), self.person(by)
            if verb in ("start", "discuss"):
                expected = getattr(self.two, verb)(one, here, self.now)
                assert getattr(Outcome, verb)(item, meeting, by=by, at=self.now) == expected
            else:
                expected = self.two.finish(one, here, verb, self.now)
                assert Outcome.finish(item, meeting, kind=verb, by=by, at=self.now) == expected

        @topics
        @rule(topic=picks, by=who, at_a_meeting=st.booleans())
        def answer_in_writing(self, topic, by, at_a_meeting):
            item, one = self.topic(topic)
            if one is None:
                return
            word, here = self.word(), self.two.next(self.now) if at_a_meeting else None
            meeting = Meeting.objects.get(pk=here.id) if here else None
            answer = WrittenAnswer.give(item, word, meeting=meeting, by=self.person(by), at=self.now)
            assert (answer is not None) == self.two.answer(one, here, self.now)
            if answer is not None:
                self.two.notes.append((word, None))

        @topics
        @rule(topic=picks, meeting=picks, by=who)
        def undo(self, topic, meeting, by):
            (item, one), (meeting, there) = self.topic(topic), self.near(meeting)
            if one is not None and there is not None and one.shown is not None:
                expected = self.two.undo(one, there)
                assert Outcome.undo(item, meeting, by=self.person(by), at=self.now) == expected

        @precondition(lambda self: self.two.next(self.now) is None)
        @rule(topic=picks, by=who)
        def drop_without_a_date(self, topic, by):
            item, one = self.topic(topic, of=lambda topic: topic.open and topic.shown is not None)
            if one is not None:
                assert item.close(how="dropped", by=self.person(by), at=self.now)
                one.closed = "dropped"

        @rule(meeting=picks, topic=st.none() | picks, by=who)
        def write_a_note(self, meeting, topic, by):
            meeting, there = self.near(meeting)
            item, one = (None, None)
            if topic is not None:
                item, one = self.topic(topic, of=lambda topic: topic.open and topic.shown is not None)
            if there is not None:
                word = self.word()
                note = SharedNote.of(meeting, item, at=self.now)
                assert note.append(word, by=self.person(by), at=self.now)
                self.two.notes.append((word, None))
                if one is not None:
                    one.noted = True

        @rule(meeting=picks, by=who)
        def write_a_private_note(self, meeting, by):
            meeting, there = self.near(meeting)
            if there is not None:
                by, word = self.person(by), self.word()
                note = PrivateNote.of(meeting, by, at=self.now)
                assert note.append(word, by=by, at=self.now)
                self.two.notes.append((word, by))

        # --- promises

        @rule(whose=who, by=who, due=st.none() | st.integers(-2, 20), meeting=st.none() | picks)
        def promise(self, whose, by, due, meeting):
            meeting, there = (None, None) if meeting is None else self.near(meeting)
            day = None if due is None else self.person(whose).today(self.now) + timedelta(days=due)
            word = self.word()
            action = ActionItem.promise(
                self.pair,
                what=word,
                who=self.person(whose),
                due_on=day,
                meeting=meeting,
                idempotency_key=uuid4(),
                by=self.person(by),
                at=self.now,
            )
            self.two.promises.append(Promise(action.pk, word, self.person(whose), self.now, day, day, there))

        @promises
        @rule(promise=picks, by=who, verb=st.sampled_from(["complete", "uncomplete", "drop", "undrop", "talk_about"]))
        def press_on_a_promise(self, promise, by, verb):
            one, by = self.some(self.two.promises, promise), self.person(by)
            if one is None:
                return
            action = ActionItem.objects.with_pair().get(pk=one.id)
            if verb == "talk_about":
                item = action.talk_about(by=by, at=self.now)
                if one.asked_again_as is None or not one.asked_again_as.open:
                    one.asked_again_as = self.two.raise_topic(item.pk, one.word, by, self.now)
                assert item.pk == one.asked_again_as.id
                return
            expected = {
                "complete": one.open,
                "drop": one.open,
                "uncomplete": one.done is not None,
                "undrop": one.dropped is not None,
            }[verb]
            why = {"why": "no longer needed"} if verb == "drop" else {}
            assert getattr(action, verb)(**why, by=by, at=self.now) == expected
            if expected:
                one.done = self.now if verb == "complete" else None
                one.dropped = self.now if verb == "drop" else None

        @promises
        @rule(promise=picks, by=who, due=st.none() | st.integers(-2, 20))
        def redate(self, promise, by, due):
            one = self.some(self.two.promises, promise)
            if one is not None:
                day = None if due is None else one.who.today(self.now) + timedelta(days=due)
                action = ActionItem.objects.with_pair().get(pk=one.id)
                about = {"what": one.word, "who": one.who, "measure": "", "version": action.version}
                assert action.edit(due_on=day, **about, by=self.person(by), at=self.now)
                self.two.redate(one, day)

        # --- people

        @precondition(lambda self: self.steps > 12 and not self.before)
        @rule()
        def the_report_gets_another_manager(self):
            old, rhythm, now = self.two, self.two.rhythm, self.now
            ReportingLine.change(old.report, people["owner"], by=None, at=now)
            old.end(now)
            self.before.append(old)
            new = Pair.objects.active().get(manager=people["owner"], report=old.report)
            self.two = Two(people["owner"], old.report, new.pk)
            self.two.away = [absence for absence in old.away if absence[0] == old.report]
            self.two.holidays = {old.report: old.holidays.get(old.report, [])}
            day = people["owner"].today(now) + DAY
            rule = rhythm and rhythm.left(day)
            if rule:
                self.two.begin(rule, day, rhythm.clock, people["owner"], now)
                self.two.rhythm.id = new.rhythm.pk
            assert (new.rhythm is None) == (not rule)
            self.learn_ids(self.two)

        # --- what holds

        @invariant()
        def all_of_it_holds(self):
            """All rows after every press; what costs a page or many queries is taken in turn, unless there is time."""
            self.steps += 1
            reader = self.person(self.steps // 4 % 2)
            self.what_is_due_is_shown(reader)
            self.every_row_is_as_the_model_says()
            if LONG or self.steps % 4 == 0:
                self.every_open_item_is_on_exactly_the_next_page(reader)
            if LONG or self.steps % 4 == 1:
                self.strips_and_counts_are_those_of_the_model(reader)
            if LONG or self.steps % 4 == 2:
                self.pages_show_all_that_is_open_and_nothing_that_is_not_the_readers()
            self.nothing_is_found_by_those_whom_it_is_not_for()
            if LONG or self.steps % 4 == 3:
                self.what_one_alone_may_know_is_sealed_with_their_own_key()

        def what_is_due_is_shown(self, reader):
            """By the minute's task, or by the page that somebody opens before it."""
            if self.steps % 4:
                AgendaItem.objects.reveal(at=self.now)
            else:
                upcoming = Recent.of(self.pair, at=self.now).next(at=self.now)
                Agenda.of(self.pair, upcoming, reader, upcoming=upcoming, at=self.now)
            self.two.show_what_is_due(self.now)

        def every_row_is_as_the_model_says(self):
            for two in [self.two, *self.before]:
                pair = Pair.objects.get(pk=two.id)
                assert pair.active == two.active
                assert rows_of(two) == rows_in_the_database(pair)

        def learn_ids(self, two):
            """What the rule of a rhythm gave is known by its place in it: no date too many, none too few."""
            known = {one.id for one in two.meetings}
            made = {
                (row.series_id, row.original_local): row.pk
                for row in Meeting.objects.filter(pair=two.id)
                if row.pk not in known
            }
            awaited = {(one.rhythm.id, one.local): one for one in two.meetings if one.id is None}
            assert made.keys() == awaited.keys()
            for place, one in awaited.items():
                one.id = made[place]

        def every_open_item_is_on_exactly_the_next_page(self, reader):
            pair, here = self.pair, self.two.next(self.now)
            upcoming = Recent.of(pair, at=self.now).next(at=self.now)
            assert (upcoming and upcoming.pk) == (here and here.id)
            pages = [None, *Meeting.objects.filter(pair=pair).order_by("starts_at", "pk")]
            other = pages[self.steps % len(pages)]
            entries = Agenda.of(pair, upcoming, reader, upcoming=upcoming, at=self.now).entries
            shown = [entry.item.pk for entry in entries if entry.item.open]
            assert shown == [topic.id for topic in self.two.open_topics(reader)]
            known = {topic.id: topic for topic in self.two.topics}
            for entry in entries:
                topic = known[entry.item.pk]
                assert entry.comments == sum(not comment.removed for comment in topic.comments)
                assert entry.asks_reader == topic.asks(reader)
                assert (entry.decision is not None) == bool(self.two.decided.get((here, topic)))
            numbers = [entry.number for entry in entries if not entry.item.private]
            assert numbers == list(range(1, len(numbers) + 1))
            if other != upcoming:
                there = Agenda.of(pair, other, reader, upcoming=upcoming, at=self.now).entries
                assert all(
                    entry.decision or (entry.outcome and not entry.outcome.now) for entry in there if not entry.note
                )

        def strips_and_counts_are_those_of_the_model(self, reader):
            two, pair, now = self.two, self.pair, self.now
            recent = Recent.of(pair, at=now)
            each = Recent.of_each([pair], at=now)[pair.pk]
            for last, found in ((10, recent), (8, each)):
                shapes = [step.shape for step in found.strip(reader, at=now, last=last)]
                assert shapes == two.strip(reader, now, last)
            counted = Pair.objects.with_open_items(reader).get(pk=pair.pk).open_items
            assert counted == len(two.open_topics(reader))
            decided = Decision.objects.visible_to(reader).of_pair(pair).values_list("meeting", "item")
            assert set(decided) == two.decisions(reader)
            kept = AgendaItem.objects.filter(pair=pair).worth_keeping_for(reader)
            assert [item.pk for item in kept] == [topic.id for topic in two.worth_keeping(reader)]
            both = FollowThrough.both_ways(pair, at=now)
            for person, counts in both:
                figures = (counts.made, counts.due, counts.kept, counts.open, counts.slips)
                assert figures == two.follow_through(person, now)
            if two.meetings:
                one = two.meetings[self.steps % len(two.meetings)]
                row = Meeting.objects.with_number().with_counts().get(pk=one.id)
                assert row.item_count == two.dealt_with(one)
                assert row.action_count == sum(promise.at is one for promise in two.promises)
                if one.state not in ("cancelled", "proposed"):
                    assert Meeting.objects.with_number().get(pk=one.id).number == two.number(one)

        def pages_show_all_that_is_open_and_nothing_that_is_not_the_readers(self):
            """One page a step, by one reader, taken in turn: each of the two, each role, and those who met before."""
            readers = [self.two.manager, self.two.report]
            others = [person for person in people.values() if person not in readers]
            turn = self.steps // 4
            reader = others[turn // 4 % len(others)] if turn % 4 == 3 else readers[turn % 2]
            here, now = self.two.next(self.now), self.now
            next_page = reverse("meeting", args=[here.id]) if here else reverse("pair_agenda", args=[self.two.id])
            pages = [next_page, "/", reverse("pair", args=[self.two.id]), "/actions/", "/search/?q=zq"]
            past = [one for one in self.two.meetings if one.state != "proposed"]
            if past:
                pages.append(reverse("meeting", args=[past[turn % len(past)].id]))
            page = pages[0] if turn % 4 < 2 else pages[turn // 4 % len(pages)]
            with time_machine.travel(now, tick=False):
                client = Client()
                client.force_login(reader)
                answer = client.get(page, follow=True)
            shown = set(WORD.findall(answer.content.decode()))
            assert shown <= set().union(*(two.words(reader) for two in [self.two, *self.before]))
            theirs = "/m/" in page or "/pairs/" in page
            if theirs and reader not in readers:
                assert answer.status_code == 404
            elif page == next_page:
                open_words = {topic.word for topic in self.two.open_topics(reader)}
                open_words |= {promise.word for promise in self.two.promises if promise.open}
                assert open_words <= shown

        def nothing_is_found_by_those_whom_it_is_not_for(self):
            two = [self.two, *self.before][self.steps % (1 + len(self.before))]
            readers = [two.manager, two.report]
            outside = [person for person in people.values() if person not in readers]
            for reads in READS if LONG else [READS[self.steps % len(READS)]]:
                assert not reads(outside[self.steps % len(outside)], two.id).exists()
            if self.before:
                assert not READS[self.steps % len(READS)](self.before[0].manager, self.two.id).exists()
            reader = self.everybody[self.steps % len(self.everybody)]
            own = {key for key, person, _ in self.templates if person == reader}
            assert set(AgendaTemplate.objects.visible_to(reader).values_list("pk", flat=True)) == own
            hidden = AgendaItem.objects.filter(pair=two.id, revealed_at=None)
            for reader in readers:
                theirs = hidden.exclude(author=reader)
                assert not AgendaItem.objects.visible_to(reader).filter(pk__in=theirs).exists()
            assert not Outcome.objects.filter(item__in=hidden).exists()
            assert not Comment.objects.filter(item__in=hidden).exists()
            assert not Activity.objects.filter(subject_id__in=hidden.values("pk"), private_to=None).exists()

        def what_one_alone_may_know_is_sealed_with_their_own_key(self):
            items = list(AgendaItem.objects.filter(pair=self.two.id).select_related("pair"))
            keys = DataKey.objects.in_bulk({item.__dict__["title"].key_id for item in items})
            for item in items:
                assert keys[item.__dict__["title"].key_id].owner == item.sealing_owner

    return Pressing


READS = [
    lambda person, pair: Pair.objects.visible_to(person).filter(pk=pair),
    lambda person, pair: Meeting.objects.visible_to(person).filter(pair=pair),
    lambda person, pair: AgendaItem.objects.visible_to(person).filter(pair=pair),
    lambda person, pair: Comment.objects.visible_to(person).filter(item__pair=pair),
    lambda person, pair: Decision.objects.visible_to(person).filter(meeting__pair=pair),
    lambda person, pair: Outcome.objects.visible_to(person).filter(meeting__pair=pair),
    lambda person, pair: SharedNote.objects.visible_to(person).filter(meeting__pair=pair),
    lambda person, pair: NoteVersion.objects.visible_to(person).filter(note__meeting__pair=pair),
    lambda person, pair: PrivateNote.objects.visible_to(person).filter(meeting__pair=pair),
    lambda person, pair: Amendment.objects.visible_to(person).filter(meeting__pair=pair),
    lambda person, pair: WrittenAnswer.objects.visible_to(person).filter(item__pair=pair),
    lambda person, pair: ActionItem.objects.visible_to(person).filter(pair=pair),
]


def rows_of(two):
    """All that the model knows of two people, as plain values."""
    return {
        "meetings": {
            one.id: (
                one.state, one.starts, one.ends, one.exempt, one.kept, one.moved, one.moved_from, one.ended,
                one.held_at, one.denied_by and one.denied_by.pk,
            )
            for one in two.meetings
        },
        "items": [(topic.id, topic.closed, topic.removed, topic.shown) for topic in two.topics],
        "outcomes": {
            (one.id, topic.id): (became.kind, became.began, became.ended, became.by_wrap_up)
            for (one, topic), became in two.became.items()
        },
        "comments": {
            one.id: (topic.id, one.author.pk, one.mentions, one.removed)
            for topic in two.topics
            for one in topic.comments
        },
        "decisions": {(one.id, topic.id): stands for (one, topic), stands in two.decided.items()},
        "actions": {
            one.id: (one.done, one.dropped, one.due, one.first_due, one.slips) for one in two.promises
        },
    }  # fmt: skip


def rows_in_the_database(pair):
    items = AgendaItem.objects.filter(pair=pair).in_order()
    return {
        "meetings": {
            row.pk: (
                row.state, row.starts_at, row.ends_at, row.exempt, row.kept_at, row.moved_at, row.moved_from,
                row.ended_at, row.held_at, row.disputed_by_id,
            )
            for row in Meeting.objects.filter(pair=pair)
        },
        "items": [(row.pk, row.closed_as, row.removed_at is not None, row.revealed_at) for row in items],
        "outcomes": {
            (row.meeting_id, row.item_id): (row.kind, row.started_at, row.ended_at, row.by_wrap_up)
            for row in Outcome.objects.filter(meeting__pair=pair)
        },
        "comments": {
            row.pk: (row.item_id, row.author_id, row.mentions, row.removed_at is not None)
            for row in Comment.objects.filter(item__pair=pair)
        },
        "decisions": {
            (row.meeting_id, row.item_id): row.withdrawn_at is None
            for row in Decision.objects.filter(meeting__pair=pair)
        },
        "actions": {
            row.pk: (row.completed_at, row.dropped_at, row.due_on, row.original_due_on, row.slips)
            for row in ActionItem.objects.filter(pair=pair)
        },
    }  # fmt: skip


@pytest.mark.both_databases
def test_whatever_the_two_press_the_product_and_a_slow_model_of_it_agree(people):
    people["report"].choose_time_zone("America/New_York", at=AUTUMN)
    run_state_machine_as_test(machine_for(people), settings=PRESS)
