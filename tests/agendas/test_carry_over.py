"""Nothing gets lost: whatever the two do, every open item is on the pair's next meeting, and on no other."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from activity.models import Activity
from agendas.models import Agenda, AgendaItem, Outcome
from oneonones.models import Attendance, Meeting

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
DAY, HALF_HOUR = timedelta(days=1), timedelta(minutes=30)
PRESS = settings(
    max_examples=12,
    stateful_step_count=16,
    deadline=None,
    phases=[Phase.generate],  # sixteen presses read well enough; making them fewer takes minutes
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
picks = st.integers(min_value=0, max_value=99)


def machine_for(pair):
    """The two, pressing whatever the pages offer, in any order, as time goes by."""

    class Pressing(RuleBasedStateMachine):
        def __init__(self):
            super().__init__()
            self.everything = transaction.atomic()
            self.everything.__enter__()
            self.now, self.raised, self.steps = MONDAY, 0, 0
            self.two = [pair.manager, pair.report]
            for week in range(3):
                self.plan(1 + 7 * week)

        def teardown(self):
            transaction.set_rollback(True)
            self.everything.__exit__(None, None, None)

        # --- what there is

        def pick(self, rows, pick):
            rows = list(rows)
            return rows[pick % len(rows)] if rows else None

        @property
        def items(self):
            return AgendaItem.objects.filter(pair=pair, removed_at=None).in_order()

        @property
        def meetings(self):
            return Meeting.objects.filter(pair=pair).order_by("starts_at", "id")

        @property
        def upcoming(self):
            return Meeting.objects.filter(pair=pair).upcoming(at=self.now).first()

        # --- what they press

        @rule(days=st.integers(min_value=1, max_value=20))
        def plan(self, days):
            start = self.now + days * DAY
            Meeting.objects.create(pair=pair, starts_at=start, ends_at=start + HALF_HOUR)

        @rule(who=picks, private=st.booleans(), standing=st.booleans())
        def raise_item(self, who, private, standing):
            self.raised += 1
            AgendaItem.raise_on(
                pair,
                title=f"Item {self.raised}",
                visibility="private" if private else "shared",
                standing=standing and not private,
                by=self.two[who % 2],
                at=self.now,
            )

        @rule(item=picks)
        def share(self, item):
            found = self.pick(self.items, item)
            if found is not None:
                found.share(version=found.version, by=found.author, at=self.now)

        @rule(item=picks, before=picks)
        def reorder(self, item, before):
            found = self.pick(self.items, item)
            if found is not None:
                found.place_before(self.pick(self.items, before), by=self.two[0], at=self.now)

        @rule(item=picks)
        def remove(self, item):
            found = self.pick(self.items, item)
            if found is not None:
                found.remove(by=found.author, at=self.now)

        @rule(item=picks, who=picks, verb=st.sampled_from(["start", "discuss", "carried", "dropped"]))
        def press_on_an_item(self, item, who, verb):
            found, meeting, by = self.pick(self.items, item), self.upcoming, self.two[who % 2]
            if found is None or meeting is None:
                return
            if verb in ("start", "discuss"):
                getattr(Outcome, verb)(found, meeting, by=by, at=self.now)
            else:
                Outcome.finish(found, meeting, kind=verb, by=by, at=self.now)

        @rule(item=picks, meeting=picks)
        def undo(self, item, meeting):
            found = self.pick(self.items.revealed(), item)
            if found is not None:
                Outcome.undo(found, self.pick(self.meetings, meeting), by=self.two[0], at=self.now)

        @rule(
            meeting=picks, verb=st.sampled_from(["skip", "unskip", "move", "unmove", "wrap_up", "unwrap"]), days=picks
        )
        def press_on_a_meeting(self, meeting, verb, days):
            found, by = self.pick(self.meetings, meeting), self.two[1]
            more = {"skip": {"reason": "clash"}, "move": {"to": self.now + timedelta(days=days % 20, hours=1)}}
            getattr(found, verb)(**more.get(verb, {}), by=by, at=self.now)

        @rule(meeting=picks, who=picks, verb=st.sampled_from(["dispute", "undispute"]))
        def say_whether_they_met(self, meeting, who, verb):
            getattr(Attendance(self.pick(self.meetings, meeting)), verb)(by=self.two[who % 2], at=self.now)

        @precondition(lambda self: self.upcoming is not None)
        @rule()
        def meet_and_wrap_up(self):
            meeting = self.upcoming
            self.now = max(self.now, meeting.starts_at + HALF_HOUR)
            meeting.wrap_up(by=self.two[0], at=self.now)

        @rule(hours=st.integers(min_value=1, max_value=200))
        def time_goes_by(self, hours):
            self.now += timedelta(hours=hours)
            Attendance.settle(at=self.now)

        # --- what holds

        @invariant()
        def every_open_item_is_on_the_next_page_and_on_no_other(self):
            """The next page in full; of the others, one a step, taken in turn."""
            self.steps += 1
            upcoming = self.upcoming
            others = [page for page in [None, *self.meetings] if page != upcoming]
            for reader in self.two:
                here = Agenda.of(pair, upcoming, reader, at=self.now, upcoming=upcoming).entries
                known = AgendaItem.objects.visible_to(reader).filter(pair=pair).open()
                assert sorted(entry.item.pk for entry in here if entry.item.open) == sorted(item.pk for item in known)
                assert len({entry.item.pk for entry in here}) == len(here)
                self.only_what_the_reader_may_know(here, reader)
                if others:
                    other = others[self.steps % len(others)]
                    there = Agenda.of(pair, other, reader, at=self.now, upcoming=upcoming).entries
                    assert all(entry.outcome is not None and not entry.outcome.now for entry in there)
                    self.only_what_the_reader_may_know(there, reader)

        def only_what_the_reader_may_know(self, entries, reader):
            assert all(entry.item.author == reader for entry in entries if entry.item.private)
            numbers = [entry.number for entry in entries if not entry.item.private]
            assert numbers == list(range(1, len(numbers) + 1))

        @invariant()
        def private_items_leave_no_trace(self):
            private = AgendaItem.objects.filter(revealed_at=None)
            assert not Outcome.objects.filter(item__in=private).exists()
            assert not Activity.objects.filter(subject_id__in=private.values("pk"), private_to=None).exists()

        @invariant()
        def a_held_meeting_accounts_for_what_was_open(self):
            assert not Outcome.objects.running().exclude(meeting__state__in=["scheduled", "unconfirmed"]).exists()
            for held in self.meetings.filter(state="held"):
                ordinary = self.items.open().filter(standing=False)
                unsaid = ordinary.filter(revealed_at__lt=held.ended_at, raised_at__lt=held.ended_at)
                closed_since = unsaid.exclude(outcomes__meeting=held)
                reopened = Activity.objects.filter(kind="agenda_item.reopened").values("subject_id")
                assert not closed_since.exclude(pk__in=reopened).exists()

    return Pressing


@pytest.mark.both_databases
def test_whatever_the_two_press_nothing_gets_lost(pair):
    run_state_machine_as_test(machine_for(pair), settings=PRESS)


def test_without_a_date_open_items_are_on_the_page_of_the_pair(three, pair, people, at):
    entries = Agenda.of(pair, None, people["manager"], at=at, upcoming=None).entries
    assert [(entry.number, entry.item.title) for entry in entries] == [(1, "One"), (2, "Two"), (3, "Three")]
