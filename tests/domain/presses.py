"""What the two press beside dates, items and promises: what `test_whatever_happens` is put together from."""

from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from agendas.models import AgendaTemplate, Comment, Decision, Filling
from oneonones.models import KeptDate, Meeting, OfficeMove, Series
from people.models import Absence, CannotBeAway, HolidayList
from tests.domain.slow_model import Remark
from tests.domain.slow_rhythm import DAY, Rule

picks = st.integers(min_value=0, max_value=99)
who = st.sampled_from([0, 1])
weekly = st.builds(
    Rule,
    weekdays=st.sets(st.integers(0, 6), min_size=1, max_size=5).map(lambda days: tuple(sorted(days))),
    interval=st.sampled_from([1, 1, 2, 3]),
)
monthly = st.builds(Rule, day=st.sampled_from([1, 15, 28, -1]), interval=st.sampled_from([1, 1, 2])) | st.builds(
    Rule,
    weekdays=st.tuples(st.integers(0, 6)),
    nth=st.sampled_from([1, 2, 3, 4, -1]),
    interval=st.sampled_from([1, 1, 2]),
)
RULES = st.one_of(weekly, weekly, monthly)
ENDS = st.one_of(
    st.none(),
    st.tuples(st.just("until"), st.integers(0, 40)),
    st.tuples(st.just("count"), st.integers(1, 5)),
)


def with_some(of):
    """Pressed only where there is one: `of` the two, or of what else the machine knows."""
    return precondition(lambda self: any(of(self)))


topics = with_some(lambda self: self.two.topics)
promises = with_some(lambda self: self.two.promises)
requests = with_some(lambda self: [one.state == "proposed" for one in self.two.meetings])


class Talk:
    """Comments, decisions, templates."""

    def known_to_both(self, pick):
        return self.topic(pick, of=lambda topic: not topic.removed and topic.shown is not None)

    @topics
    @rule(topic=picks, by=who, mentions=st.booleans())
    def comment(self, topic, by, mentions):
        item, one = self.known_to_both(topic)
        if one is not None:
            by, word = self.person(by), self.word()
            row = Comment.write(item, word, mentions=mentions, by=by, at=self.now)
            one.comments.append(Remark(row.pk, by, self.now, mentions))
            self.two.notes.append((word, None))

    @with_some(lambda self: [topic.comments for topic in self.two.topics])
    @rule(pick=picks, back=st.booleans())
    def take_a_comment_off(self, pick, back):
        one = self.some((comment for topic in self.two.topics for comment in topic.comments), pick)
        if one is not None:
            row = Comment.objects.get(pk=one.id)
            verb = row.restore if back else row.remove
            assert verb(by=one.author, at=self.now) == (one.removed == back)
            one.removed = not back

    @with_some(lambda self: self.two.became)
    @rule(pick=picks, by=who, in_words=st.booleans())
    def decide(self, pick, by, in_words):
        """At a 1:1 where something became of it, or is becoming."""
        found = self.some(self.two.became, pick)
        if found is None or found[1].removed:
            return
        one, topic = found
        item, meeting = self.row_of(topic), Meeting.objects.get(pk=one.id)
        word = self.word() if in_words else None
        decision = Decision.mark(item, meeting, words=word, by=self.person(by), at=self.now)
        assert (decision is not None) == self.two.decide(topic, one)
        if decision is not None and in_words:
            self.two.notes.append((word, None))

    @with_some(lambda self: self.two.decided)
    @rule(pick=picks, by=who, back=st.booleans())
    def take_a_decision_off(self, pick, by, back):
        found = self.some(self.two.decided, pick)
        if found is not None:
            row = Decision.objects.get(meeting=found[0].id, item=found[1].id)
            verb = row.restore if back else row.withdraw
            assert verb(by=self.person(by), at=self.now) == (self.two.decided[found] != back)
            self.two.decided[found] = back

    @rule(by=who, lines=st.integers(1, 3), topic=st.none() | picks)
    def make_a_template(self, by, lines, topic):
        """Of one's own words, and perhaps of something that is on the agenda."""
        by, words = self.person(by), [self.word() for _ in range(lines)]
        there = None if topic is None else self.some(self.two.open_topics(by), topic)
        said = [*words, there.word] if there else words
        name = self.word()
        template = AgendaTemplate.make(name=name, text="\n".join(said), by=by, at=self.now)
        self.templates.append((template.pk, by, said))
        self.two.notes += [(word, by) for word in (name, *words)]

    @with_some(lambda self: self.templates)
    @rule(pick=picks, standing=st.booleans(), twice=st.booleans(), off=st.booleans())
    def fill_the_agenda(self, pick, standing, twice, off):
        """What is there in the same words already is not put there twice; Undo takes the rest off again."""
        mine = [one for one in self.templates if one[1] in (self.two.manager, self.two.report)]
        found = self.some(mine, pick)
        if found is None:
            return
        key, by, words = found
        there = {topic.word for topic in self.two.open_topics(by)}
        filling, template = Filling(self.pair, uuid4()), AgendaTemplate.objects.get(pk=key)
        items = filling.put_on(template, standing=standing, by=by, at=self.now)
        new = [word for word in words if word not in there]
        assert [item.title for item in items] == new
        raised = [
            self.two.raise_topic(item.pk, word, by, self.now, standing=standing)
            for item, word in zip(items, new, strict=True)
        ]
        if twice:
            again = filling.put_on(template, standing=standing, by=by, at=self.now)
            assert {item.pk for item in again} == {item.pk for item in items}
        if off:
            filling.take_off(by=by, at=self.now)
            for topic in raised:
                assert self.two.remove(topic)


class Calendars:
    """Days off, public holidays, and whose clock a rhythm keeps to."""

    @rule(by=who, ahead=st.integers(-3, 20), days=st.integers(0, 40))
    def be_away(self, by, ahead, days):
        person = self.person(by)
        first = person.today(self.now) + timedelta(days=ahead)
        last = first + timedelta(days=days)
        if any(one == person and start <= last and end >= first for one, start, end, _ in self.two.away):
            with pytest.raises(CannotBeAway):
                Absence.add(person, first_on=first, last_on=last, kind="leave", by=person, at=self.now)
            return
        Absence.add(person, first_on=first, last_on=last, kind="leave", by=person, at=self.now)
        self.two.leave(person, first, last, self.now)
        self.learn_ids(self.two)

    @with_some(lambda self: self.two.away)
    @rule(absence=picks)
    def be_there_after_all(self, absence):
        found = self.some(self.two.away, absence)
        if found is not None:
            person, first, *_ = found
            Absence.objects.kept().get(person=person, first_on=first).remove(by=person, at=self.now)
            self.two.come_back(found, self.now)
            self.learn_ids(self.two)

    @rule(meeting=picks, by=who, keep=st.booleans())
    def meet_anyway(self, meeting, by, keep):
        meeting, one = self.near(meeting, "scheduled")
        if one is not None:
            verb, expected = ("keep", "meet_anyway") if keep else ("let_go", "not_after_all")
            done = getattr(KeptDate(meeting), verb)(by=self.person(by), at=self.now)
            assert done == getattr(self.two, expected)(one, self.now)

    @rule(by=who, ahead=st.sets(st.integers(-20, 40), min_size=1, max_size=25))
    def import_public_holidays(self, by, ahead):
        """Of lists of one person's the last counts; what the days are called is for them alone."""
        person, word = self.person(by), self.word()
        self.now += timedelta(seconds=1)  # two lists are not imported in one instant
        days = {person.today(self.now) + day * DAY for day in ahead}
        HolidayList.take(person, [(day, word) for day in days], by=person, at=self.now)
        self.two.holidays[person] = [*self.two.holidays.get(person, [])[-1:], days]
        self.two.notes.append((word, person))
        self.two.holidays_changed(self.now)
        self.learn_ids(self.two)

    @with_some(lambda self: self.two.holidays.values())
    @rule(by=who)
    def forget_public_holidays(self, by):
        person = self.person(by)
        if self.two.holidays.get(person):
            HolidayList.objects.current().get(person=person).remove(by=person, at=self.now)
            self.two.holidays[person].pop()
            self.two.holidays_changed(self.now)
            self.learn_ids(self.two)

    @rule(by=who, zone=st.sampled_from(["Europe/Berlin", "America/New_York", "Europe/Lisbon", "Asia/Tokyo"]))
    def live_elsewhere(self, by, zone):
        person, before = self.person(by), self.person(by).zone
        person.choose_time_zone(zone, at=self.now)
        if person.zone != before:
            self.two.clock_changed(person, self.now)
            self.learn_ids(self.two)

    @precondition(lambda self: self.two.rhythm and self.two.rhythm.asked_about)
    @rule(by=who, follow=st.booleans())
    def say_whose_clock_counts(self, by, follow):
        series = Series.objects.get(pk=self.two.rhythm.id)
        assert series.zone_offered == self.two.rhythm.asked_about
        move, anchor = OfficeMove.following(series), self.two.rhythm.anchor
        if follow:
            assert move.make(by=self.person(by), at=self.now)
            self.two.keep_to(anchor, anchor.zone, self.now)
        else:
            assert move.leave(by=self.person(by), at=self.now)
            self.two.leave_it(self.now)
        self.learn_ids(self.two)
