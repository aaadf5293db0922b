"""The domain once more, read slowly: lists and loops in plain Python, no database and none of the product's code.

What `test_whatever_happens` holds the product against. Each verb says what should come of it and changes the model;
the answers of the product, and all that it stores and shows, have to be the same.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.domain.slow_rhythm import DAY, Rhythm, Rule

HOUR = timedelta(hours=1)
HALF_HOUR = timedelta(minutes=30)
KINDS = ("discussed", "answered", "dropped")  # what says that something of a 1:1 was dealt with


@dataclass(eq=False)
class OneOnOne:
    starts: datetime
    length: timedelta = HALF_HOUR
    id: Any = None
    rhythm: Rhythm | None = None
    local: datetime | None = None
    state: str = "scheduled"
    exempt: str = ""
    kept: datetime | None = None
    moved: datetime | None = None
    moved_from: datetime | None = None
    begun: bool = False
    ended: datetime | None = None
    held_at: datetime | None = None
    said: bool = False  # that it was held says one of the two, not only what was dealt with
    denied_by: Any = None
    asked_by: Any = None
    called_off_by: Any = None
    called_off_why: str = ""

    @property
    def ends(self) -> datetime:
        return self.starts + self.length

    def planned_at(self) -> datetime | None:
        return self.rhythm.moment(self.local) if self.rhythm and self.local else None


@dataclass(eq=False)
class Topic:
    id: Any
    word: str
    author: Any
    raised: datetime
    shown: datetime | None  # to the other one
    standing: bool = False
    waits_for: str = ""  # how long before a 1:1 the other sees it: "day_before", "at_start"
    closed: str = ""
    removed: bool = False
    noted: bool = False
    comments: list["Remark"] = field(default_factory=list)

    @property
    def open(self) -> bool:
        return not self.closed and not self.removed

    def asks(self, reader: Any) -> bool:
        """The other mentions them in a comment, and they have not said anything here since."""
        said = [one for one in self.comments if not one.removed]
        latest = max((one.written for one in said if one.author == reader), default=now_or_never)
        return any(one.mentions and one.author != reader and one.written >= latest for one in said)


@dataclass(eq=False)
class Remark:
    id: Any
    author: Any
    written: datetime
    mentions: bool
    removed: bool = False


@dataclass(eq=False)
class Became:
    """What became of a topic at a 1:1; of no kind while the two talk about it."""

    kind: str
    began: datetime | None = None
    ended: datetime | None = None
    by_wrap_up: bool = False


@dataclass(eq=False)
class Promise:
    id: Any
    word: str
    who: Any
    made: datetime
    due: date | None
    first_due: date | None
    at: OneOnOne | None = None
    slips: int = 0
    done: datetime | None = None
    dropped: datetime | None = None
    asked_again_as: Topic | None = None

    @property
    def open(self) -> bool:
        return self.done is None and self.dropped is None


@dataclass(eq=False)
class Two:
    """Two people who meet, and all that is theirs."""

    manager: Any
    report: Any
    id: Any
    active: bool = True
    reveal: str = "now"
    rhythm: Rhythm | None = None
    rhythms: list[Rhythm] = field(default_factory=list)
    meetings: list[OneOnOne] = field(default_factory=list)
    topics: list[Topic] = field(default_factory=list)  # in the order of the agenda
    promises: list[Promise] = field(default_factory=list)
    became: dict[tuple[OneOnOne, Topic], Became] = field(default_factory=dict)
    decided: dict[tuple[OneOnOne, Topic], bool] = field(default_factory=dict)  # False: the mark was taken off again
    notes: list[tuple[str, Any]] = field(default_factory=list)  # words, and who alone may read them (None: both)
    away: list[tuple[Any, date, date, datetime]] = field(default_factory=list)  # who, first and last day, said when
    holidays: dict[Any, list[set[date]]] = field(default_factory=dict)  # of whom; the list imported last counts

    # --- what is there

    def in_order(self) -> list[OneOnOne]:
        """The earliest first; of two at the same moment the one with the smaller id, which is as good as a coin."""
        return sorted(self.meetings, key=lambda one: (one.starts, str(one.id or "")))

    def coming(self, now: datetime) -> list[OneOnOne]:
        due = [one for one in self.in_order() if one.state == "scheduled" and not one.exempt]
        return [one for one in due if one.ends > now - 2 * HOUR]

    def next(self, now: datetime) -> OneOnOne | None:
        return next(iter(self.coming(now)), None)

    def known(self, topic: Topic, reader: Any) -> bool:
        return topic.shown is not None or topic.author == reader

    def raise_topic(
        self, key: Any, word: str, author: Any, now: datetime, *, private: bool = False, standing: bool = False
    ) -> Topic:
        """At the end of the agenda; the other sees it when the two have said."""
        waits_for = "" if private or self.reveal == "now" else self.reveal
        shown = None if private or waits_for else now
        self.topics.append(Topic(key, word, author, now, shown, standing, waits_for))
        return self.topics[-1]

    def open_topics(self, reader: Any) -> list[Topic]:
        return [topic for topic in self.topics if topic.open and self.known(topic, reader)]

    def words(self, reader: Any) -> set[str]:
        """All that the reader may ever be shown."""
        if reader not in (self.manager, self.report):
            return set()
        known = {topic.word for topic in self.topics if self.known(topic, reader)}
        noted = {word for word, alone in self.notes if alone in (None, reader)}
        return known | noted | {promise.word for promise in self.promises}

    def overlapping(self, start: datetime, end: datetime, *, states: tuple[str, ...]) -> list[OneOnOne]:
        return [one for one in self.meetings if one.state in states and one.starts < end and one.ends > start]

    def strip(self, reader: Any, now: datetime, last: int = 10) -> list[str]:
        """The shapes of ux.md 4.2: what has been, then what is due today, then the next one."""
        been, ahead = [], []
        for one in self.in_order():
            if one.state in ("held", "skipped", "unconfirmed"):
                been.append("moved" if one.state == "held" and one.moved else one.state)
            elif one.state == "scheduled" and one.exempt and one.starts <= now:
                been.append("exempt")
            elif self.asks_whether_they_met(one, now):
                been.append("unconfirmed")
            elif one.state == "scheduled" and not one.exempt:
                ahead.append(one.starts.astimezone(reader.zone).date() <= now.astimezone(reader.zone).date())
        today = ["today"] * ahead.count(True)
        return been[-last:] + today + ["next"] * any(not one for one in ahead)

    def asks_whether_they_met(self, one: OneOnOne, now: datetime) -> bool:
        return one.state == "scheduled" and not one.exempt and one.ends <= now - 2 * HOUR

    def number(self, one: OneOnOne) -> int:
        return 1 + sum(m.state not in ("cancelled", "proposed") and m.starts < one.starts for m in self.meetings)

    def dealt_with(self, one: OneOnOne) -> int:
        """How many items the timeline counts: what was talked about, carried or dropped by hand."""
        there = [became for (meeting, _), became in self.became.items() if meeting is one]
        return sum(not became.by_wrap_up or became.kind == "discussed" for became in there)

    def follow_through(self, who: Any, now: datetime) -> tuple[int, int, int, int, int]:
        """Made, due, kept, open, slips: of the last 26 weeks, against the day first promised."""
        today, zone = now.astimezone(who.zone).date(), who.zone
        made = [one for one in self.promises if one.who == who and one.made >= now - timedelta(weeks=26)]
        due = kept = 0
        for one in made:
            if one.first_due is None:
                continue
            if one.done is not None:
                due += 1
                kept += one.done.astimezone(zone).date() <= one.first_due
            elif one.dropped is not None:
                due += one.dropped.astimezone(zone).date() > one.first_due
            else:
                due += one.first_due < today
        return len(made), due, kept, sum(one.open for one in made), sum(one.slips for one in made)

    # --- rhythm

    def plan(self, rhythm: Rhythm, now: datetime, until: datetime | None = None) -> None:
        there = {one.local for one in self.meetings if one.rhythm is rhythm}
        for local in rhythm.ahead(now, until):
            if local not in there:
                self.meetings.append(self.occurrence(rhythm, local))
        rhythm.planned_until = now + 60 * DAY

    def occurrence(self, rhythm: Rhythm, local: datetime) -> OneOnOne:
        one = OneOnOne(rhythm.moment(local), rhythm=rhythm, local=local)
        if rhythm.paused_on(local.date()):
            one.exempt = "paused"
        elif self.days_off(one.starts):
            one.exempt = "absence"
        elif self.public_holiday(one.starts):
            one.exempt = "holiday"
        return one

    def plan_the_next_one(self, now: datetime) -> None:
        """Always at least one on which the two can meet, however long somebody is away."""
        rhythm = self.rhythm
        if rhythm is None:
            return
        of_it = [one for one in self.meetings if one.rhythm is rhythm]
        if any(one.state == "scheduled" and not one.exempt and one.ends > now for one in of_it):
            return
        there, begin = {one.local for one in of_it}, rhythm.here(now)
        for local in rhythm.starts(begin):
            if local >= begin + 732 * DAY:
                return
            if local not in there and not self.occurrence(rhythm, local).exempt:
                self.meetings.append(self.occurrence(rhythm, local))
                return

    def days_off(self, moment: datetime) -> list[datetime]:
        """When the two said that they would be away at that moment, each on their own calendar."""
        return [
            said
            for person, first, last, said in self.away
            if first <= moment.astimezone(person.zone).date() <= last and person in (self.manager, self.report)
        ]

    def public_holiday(self, moment: datetime) -> bool:
        both = (self.manager, self.report)
        return any(
            moment.astimezone(one.zone).date() in self.holidays[one][-1] for one in both if self.holidays.get(one)
        )

    def look_again(self, meetings: list[OneOnOne], now: datetime) -> None:
        """Are the two expected there? Not on a day off, unless they chose the date knowing of it; not in a pause."""
        for one in meetings:
            unsaid = one.state == "scheduled" or (one.state == "unconfirmed" and one.denied_by is None)
            if not unsaid or one.begun or not self.active:
                continue
            paused = one.rhythm is not None and one.rhythm.paused_on(one.rhythm.local(one.starts).date())
            if one.exempt == "paused" and (paused or one.starts <= now):
                continue
            off, holiday = self.days_off(one.starts), self.public_holiday(one.starts)
            chosen = max((moment for moment in (one.kept, one.moved) if moment), default=None)
            if any(chosen is None or said > chosen for said in off):
                one.state, one.exempt, one.kept = "scheduled", "absence", None
            elif holiday and chosen is None:  # these are known long before
                one.state, one.exempt = "scheduled", "holiday"
            elif one.state == "scheduled" and not (one.exempt == "holiday" and one.starts <= now):
                one.exempt = "paused" if paused and chosen is None else ""
                if not off and not holiday and not paused and not one.moved:
                    one.kept = None

    def leave(self, person: Any, first: date, last: date, now: datetime) -> None:
        """Somebody says that they are away."""
        self.away.append((person, first, last, now))
        self.look_again([one for one in self.meetings if person in (self.manager, self.report)], now)
        self.plan_the_next_one(now)

    def come_back(self, absence: tuple[Any, date, date, datetime], now: datetime) -> None:
        """They are there after all."""
        self.away.remove(absence)
        _, first, last, _ = absence
        span = (datetime.combine(first, time(), UTC) - DAY, datetime.combine(last, time(), UTC) + 2 * DAY)
        self.look_again([one for one in self.meetings if span[0] <= one.starts < span[1]], now)
        self.plan_the_next_one(now)

    def holidays_changed(self, now: datetime) -> None:
        """From now on, and as far back as somebody can say that they were away."""
        self.look_again([one for one in self.meetings if one.starts >= now - 31 * DAY], now)
        self.plan_the_next_one(now)

    def meet_anyway(self, one: OneOnOne, now: datetime) -> bool:
        if one.state != "scheduled" or not one.exempt or one.ends <= now:
            return False
        one.exempt, one.kept = "", now
        return True

    def not_after_all(self, one: OneOnOne, now: datetime) -> bool:
        if one.state != "scheduled" or one.kept is None or one.begun:
            return False
        one.kept = None
        self.look_again([one], now)
        return True

    def arranged(self, one: OneOnOne, now: datetime) -> None:
        """Whoever arranges a 1:1 on a day off was told so, and means it."""
        if self.days_off(one.starts) or self.public_holiday(one.starts):
            one.kept = now

    def begin(self, rule: Rule, day: date, clock: time, anchor: Any, now: datetime) -> bool:
        """Meet by another rule from that day on: what is planned goes on in it, or is cancelled; what was, stays.

        Not where nobody would ever meet by it.
        """
        midnight = datetime.combine(day, time()).replace(tzinfo=anchor.zone).astimezone(UTC)
        met = [one for one in self.meetings if one.state not in ("cancelled", "proposed")]
        if any(midnight <= one.starts <= now and one.starts < midnight + DAY for one in met):
            day += DAY
        first, heirs = rule.first(day), list[OneOnOne]()
        if first is None:
            return False
        if self.rhythm is not None:
            heirs = self.planned_from(self.rhythm, day, now)
            if self.rhythm.rule.pace != rule.pace:
                heirs = heirs[:1]
            self.end_rhythm(day, now)
        self.rhythm = Rhythm(rule, first, clock, anchor.zone, anchor)
        self.rhythms.append(self.rhythm)
        for heir, local in zip(heirs, self.rhythm.starts(self.rhythm.local(now)), strict=False):
            heir.rhythm, heir.local, heir.starts, heir.length = self.rhythm, local, self.rhythm.moment(local), HALF_HOUR
            heir.state, heir.exempt, heir.kept, heir.moved, heir.moved_from = "scheduled", "", None, None, None
        self.plan(self.rhythm, now)
        self.rhythm_changed(now)
        return True

    def move_for_good(self, one: OneOnOne, to: datetime, now: datetime, *, all_of_it: bool) -> None:
        """A weekly date goes elsewhere, and from it or from the next one on all the others as far and to that time."""
        before = self.rhythm
        assert before is not None and one.local is not None
        coming = next(before.starts(before.here(now)), one.local)
        since = min(one.local, coming) if all_of_it else one.local
        target = before.local(to).replace(second=0, microsecond=0)
        far = target.date() - one.local.date()
        rule = replace(before.rule, weekdays=(target.weekday(),))
        if rule.count is not None:
            rule = replace(rule, count=rule.count - sum(day < since.date() for day in before.dates()))
        if rule.until is not None:
            rule = replace(rule, until=max(before.dates()) + far)
        after = Rhythm(rule, since.date() + far, target.time(), before.zone, before.anchor, goes_on_from=before)
        after.paused_from, after.paused_until = before.paused_from, before.paused_until
        after.asked_about = before.asked_about
        before.last, self.rhythm = min(since.date(), after.first) - DAY, after
        self.rhythms.append(after)
        one.moved, one.moved_from = None, None
        for row in [row for row in self.meetings if row.rhythm is before and row.local and row.local >= since]:
            row.rhythm, row.local = after, datetime.combine(row.local.date() + far, after.clock)
            if row.state in ("scheduled", "skipped") and row.starts > now and not row.moved:
                row.starts = after.moment(row.local)
                row.exempt = "paused" if row.state == "scheduled" and after.paused_on(row.local.date()) else ""
        self.rhythm_changed(now)
        self.plan(after, now)

    def moved_back(self, dates: dict[Any, datetime], now: datetime) -> None:
        """The rhythm is as it was before it moved, and so are its dates; `dates` were made while it was elsewhere."""
        rhythm = self.rhythm
        assert rhythm is not None
        for key, local in dates.items():
            assert local.date() in rhythm.dates() and local.time() == rhythm.clock
            self.meetings.append(OneOnOne(rhythm.moment(local), id=key, rhythm=rhythm, local=local))
        for row in self.meetings:
            if row.rhythm is rhythm and row.state == "scheduled" and row.starts > now and not row.moved and row.local:
                row.exempt = "paused" if rhythm.paused_on(row.local.date()) else ""
        self.rhythm_changed(now)
        self.plan(rhythm, now)

    def rhythm_changed(self, now: datetime) -> None:
        self.look_again([one for one in self.meetings if one.rhythm is self.rhythm and one.starts > now], now)
        self.plan_the_next_one(now)

    def planned_from(self, rhythm: Rhythm, day: date, now: datetime) -> list[OneOnOne]:
        midnight = datetime.combine(day, time())
        ahead = [one for one in self.in_order() if one.rhythm is rhythm and one.state == "scheduled"]
        return [
            one
            for one in ahead
            if one.starts > now and (one.starts >= rhythm.moment(midnight) or (one.local or midnight) >= midnight)
        ]

    def end_rhythm(self, day: date, now: datetime) -> None:
        assert self.rhythm is not None
        if day > self.rhythm.local(now).date():
            self.plan(self.rhythm, now, datetime.combine(day, time()))
        for one in self.planned_from(self.rhythm, day, now):
            self.call_off(one)
        self.rhythm.last, self.rhythm = day - DAY, None

    def call_off(self, one: OneOnOne, *, by: Any = None, why: str = "") -> None:
        one.state, one.called_off_by, one.called_off_why = "cancelled", by, why
        self.stop_talking(one)

    def pause(self, first: date, last: date | None, now: datetime) -> bool:
        rhythm = self.rhythm
        if rhythm is None:
            return False
        over = rhythm.paused_until is not None and rhythm.paused_until < rhythm.local(now).date()
        if rhythm.paused_from is not None and not over:
            return False
        rhythm.paused_from, rhythm.paused_until = first, last
        for one in self.meetings:
            ahead = one.rhythm is rhythm and one.state == "scheduled" and one.starts > now
            if ahead and not one.exempt and rhythm.paused_on(rhythm.local(one.starts).date()):
                one.exempt = "paused"
        self.rhythm_changed(now)
        return True

    def resume(self, now: datetime) -> bool:
        rhythm = self.rhythm
        if rhythm is None or rhythm.paused_from is None:
            return False
        rhythm.paused_from = rhythm.paused_until = None
        for one in self.meetings:
            if one.rhythm is rhythm and one.state == "scheduled" and one.starts > now and one.exempt == "paused":
                one.exempt = ""
        self.rhythm_changed(now)
        return True

    def clock_changed(self, person: Any, now: datetime) -> None:
        """Another day may be a day off on it. Rhythms that keep to that person's clock ask whether they follow."""
        for rhythm in self.rhythms:
            if rhythm.anchor == person and (rhythm.last is None or rhythm.last >= now.date()):
                rhythm.asked_about = "" if rhythm.zone == person.zone else person.zone.key
        self.look_again([one for one in self.meetings if one.starts > now], now)
        self.plan_the_next_one(now)

    def keep_to(self, anchor: Any, zone: ZoneInfo, now: datetime) -> None:
        """The same time of day on that clock, from the next date on; what was moved by itself keeps its time."""
        along = self.going_on(now)
        for rhythm in along:
            rhythm.anchor, rhythm.zone, rhythm.asked_about = anchor, zone, ""
        for one in self.meetings:
            if one.rhythm in along and one.state in ("scheduled", "skipped") and one.starts > now and not one.moved:
                starts = one.planned_at()
                one.starts = starts if starts and starts > now else one.starts
        self.look_again([one for one in self.meetings if one.rhythm in along and one.starts > now], now)
        self.plan_the_next_one(now)

    def leave_it(self, now: datetime) -> None:
        """The rhythm keeps to the clock that it has: that of the other, if they live by it."""
        rhythm = self.rhythm
        assert rhythm is not None
        other = self.manager if rhythm.anchor == self.report else self.report
        if other.zone == rhythm.zone:
            self.keep_to(other, other.zone, now)
        for one in self.going_on(now):
            one.asked_about = ""

    def going_on(self, now: datetime) -> list[Rhythm]:
        """The rhythm, and the one before it while that still has dates of its own."""
        rhythm = self.rhythm
        assert rhythm is not None
        before = rhythm.goes_on_from
        return [rhythm, before] if before and before.last and before.last >= now.date() else [rhythm]

    def end(self, now: datetime) -> None:
        """The pair is over: what is still to come is cancelled, and nothing else changes."""
        self.active = False
        for one in self.meetings:
            if one.state in ("scheduled", "proposed") and one.starts > now:
                self.call_off(one)

    # --- one 1:1

    def move(self, one: OneOnOne, to: datetime, now: datetime) -> bool:
        if one.state != "scheduled":
            return False
        one.starts, one.moved_from, one.moved = to, one.starts, now
        self.look_again([one], now)
        return True

    def unmove(self, one: OneOnOne, now: datetime) -> bool:
        """Back to where it was; one that had been moved before is still away from its place."""
        if one.moved_from is None or one.state != "scheduled":
            return False
        one.starts, first = one.moved_from, one.planned_at()
        elsewhere = first is not None and first != one.starts
        one.moved, one.moved_from = (one.moved, first) if elsewhere else (None, None)
        self.look_again([one], now)
        return True

    def skip(self, one: OneOnOne) -> bool:
        if one.state != "scheduled":
            return False
        one.state = "skipped"
        self.stop_talking(one)
        return True

    def unskip(self, one: OneOnOne, now: datetime) -> bool:
        if one.state != "skipped":
            return False
        one.state = "scheduled"
        self.look_again([one], now)
        return True

    def cancel(self, one: OneOnOne, by: Any) -> bool:
        if one.state != "scheduled" or one.rhythm is not None:
            return False
        self.call_off(one, by=by, why="clash")
        return True

    def uncancel(self, one: OneOnOne, now: datetime) -> bool:
        if one.state != "cancelled" or one.rhythm is not None or not one.called_off_why:
            return False
        one.state, one.called_off_why, one.called_off_by = "scheduled", "", None
        self.look_again([one], now)
        return True

    def wrap_up(self, one: OneOnOne, by: Any, now: datetime) -> bool:
        open_still = one.state in ("scheduled", "unconfirmed") and one.starts <= now + 2 * DAY
        if not open_still or one.denied_by not in (None, by):
            return False
        self.hold(one, one.ends if one.ends <= now - 2 * HOUR else now, now, said=True)
        return True

    def hold(self, one: OneOnOne, ended: datetime, now: datetime, *, said: bool) -> None:
        one.state, one.ended, one.held_at, one.said, one.denied_by, one.exempt = "held", ended, now, said, None, ""
        self.carry(one, now)

    def unwrap(self, one: OneOnOne, now: datetime) -> bool:
        if one.state != "held" or not one.said or one.held_at is None or one.held_at < now - HOUR:
            return False
        one.state = "unconfirmed" if one.ends <= now - 2 * HOUR else "scheduled"
        one.ended, one.held_at, one.said = None, None, False
        self.look_again([one], now)
        self.take_back(one, go_on=True)
        return True

    def deny(self, one: OneOnOne, by: Any, now: datetime) -> bool:
        lately = one.state == "held" and one.held_at is not None and one.held_at >= now - 3 * DAY
        over = one.state in ("scheduled", "unconfirmed") and one.ends <= now - 2 * HOUR
        waits = over and not one.exempt and one.denied_by is None
        if not lately and not waits:
            return False
        one.state, one.denied_by = "unconfirmed", by
        self.take_back(one, go_on=False)
        return True

    def admit(self, one: OneOnOne, by: Any, now: datetime) -> bool:
        """Whoever said that they did not meet takes it back."""
        if one.denied_by != by:
            return False
        one.denied_by = None
        one.state = "unconfirmed" if one.held_at is None else "held"
        if one.held_at is not None:
            self.carry(one, now)
        return True

    def settle(self, now: datetime) -> None:
        for one in self.meetings:
            over = self.asks_whether_they_met(one, now)
            asked = one.state == "unconfirmed" and one.denied_by is None and one.ends > now - 72 * HOUR
            if (over or asked) and self.signs_of(one):
                self.hold(one, one.ends, now, said=False)
            elif over:
                one.state = "unconfirmed"

    def signs_of(self, one: OneOnOne) -> bool:
        moments = [b.ended for (m, _), b in self.became.items() if m is one and b.kind in KINDS]
        for promise in self.promises:
            if promise.at is one:
                moments += [promise.made, promise.done, promise.dropped]
        return any(moment and one.starts - HOUR <= moment <= one.ends + 48 * HOUR for moment in moments)

    # --- a time that is asked for

    def taken(self, start: datetime, end: datetime, one: OneOnOne) -> bool:
        others = self.overlapping(start, end, states=("scheduled",))
        return any(other is not one and not other.exempt for other in others)

    def answerable(self, one: OneOnOne, by: Any, now: datetime) -> bool:
        return one.state == "proposed" and one.starts > now and one.asked_by != by

    def withdraw(self, one: OneOnOne, by: Any) -> bool:
        if one.state != "proposed" or one.asked_by != by:
            return False
        self.call_off(one, by=by)
        return True

    def ask_again(self, one: OneOnOne, by: Any, now: datetime) -> bool:
        """Whoever declined or withdrew takes that back."""
        ended = one.state == "cancelled" and one.asked_by is not None and not one.called_off_why
        if not ended or one.called_off_by != by or one.starts <= now:
            return False
        one.state, one.called_off_by = "proposed", None
        return True

    def expire(self, now: datetime) -> None:
        for one in self.meetings:
            if one.state == "proposed" and one.starts <= now:
                self.call_off(one)

    # --- what is talked about

    def outcomes(self, one: OneOnOne) -> dict[Topic, Became]:
        return {topic: became for (meeting, topic), became in self.became.items() if meeting is one}

    def on_the_table(self, one: OneOnOne, topic: Topic) -> bool:
        return one.state == "scheduled" and topic.open and topic.shown is not None

    def stop_talking(self, one: OneOnOne) -> None:
        for topic, became in self.outcomes(one).items():
            if became.ended is None:
                del self.became[one, topic]

    def start(self, topic: Topic, one: OneOnOne, now: datetime) -> bool:
        here = self.became.get((one, topic))
        if not self.on_the_table(one, topic) or (here is not None and here.ended is None):
            return False
        self.stop_talking(one)
        self.became[one, topic] = Became("", began=now)
        one.begun = True
        return True

    def finish(self, topic: Topic, one: OneOnOne, kind: str, now: datetime) -> bool:
        if not self.on_the_table(one, topic) or (kind == "carried" and topic.standing):
            return False
        here = self.became.get((one, topic))
        if here is not None and here.ended is not None and kind not in ("answered", "dropped"):
            return False
        here = self.became.setdefault((one, topic), Became(kind))
        here.kind, here.ended = kind, now
        if kind == "dropped" or (kind in ("answered", "discussed") and not topic.standing):
            topic.closed = kind
        return True

    def answer(self, topic: Topic, one: OneOnOne | None, now: datetime) -> bool:
        """In writing, at a 1:1 or at none: instead of talking about it."""
        if topic.shown is None or topic.standing or not topic.open:
            return False
        if one is None or not self.finish(topic, one, "answered", now):
            topic.closed = "answered"
        return True

    def discuss(self, topic: Topic, one: OneOnOne, now: datetime) -> bool:
        if not self.finish(topic, one, "discussed", now):
            return False
        place = self.topics.index(topic)
        for other in self.topics[place + 1 :] + self.topics[:place]:
            if self.on_the_table(one, other) and (one, other) not in self.became:
                self.start(other, one, now)
                break
        return True

    def undo(self, topic: Topic, one: OneOnOne) -> bool:
        here = self.became.get((one, topic))
        if here is None or here.ended is None or (one.state == "held" and here.kind == "carried"):
            return False
        if one.state == "held" and not topic.standing:
            here.kind, here.by_wrap_up = "carried", True
        elif one.state == "scheduled" and here.began is not None:
            self.stop_talking(one)
            self.became[one, topic] = Became("", began=here.began)
        else:
            del self.became[one, topic]
        topic.closed = ""
        return True

    def show_what_is_due(self, now: datetime) -> None:
        """What was to be shown a day before, or at the start of, the first 1:1 that was not over when it was raised."""
        for topic in self.topics:
            if self.active and topic.open and topic.waits_for and topic.shown is None:
                by = now + DAY if topic.waits_for == "day_before" else now
                for one in self.meetings:
                    takes_place = one.state in ("held", "unconfirmed") or (one.state == "scheduled" and not one.exempt)
                    over = one.ended if one.state == "held" else one.ends
                    begun = one.state == "held" or one.starts <= by
                    if takes_place and begun and over is not None and over > topic.raised:
                        topic.shown = now

    def carry(self, one: OneOnOne, now: datetime) -> None:
        """Nothing gets lost: what both know, was raised in time and is still open goes on to the next one."""
        self.show_what_is_due(now)
        for topic, became in self.outcomes(one).items():
            if became.ended is None:
                became.kind, became.ended, became.by_wrap_up = "discussed" if topic.standing else "carried", now, True
        for topic in self.topics:
            if topic.open and topic.shown and not topic.standing and topic.raised < (one.ended or now):
                self.became.setdefault((one, topic), Became("carried", ended=now, by_wrap_up=True))

    def take_back(self, one: OneOnOne, *, go_on: bool) -> None:
        """It did not take place, or not yet: what it carried by itself is undone."""
        by_itself = [(topic, became) for topic, became in self.outcomes(one).items() if became.by_wrap_up]
        begun = [(topic, became) for topic, became in by_itself if became.began and not topic.closed]
        again = max(begun, key=lambda found: found[1].began or now_or_never, default=None) if go_on else None
        for topic, became in by_itself:
            if again is not None and topic is again[0]:
                self.became[one, topic] = Became("", began=became.began)
            else:
                del self.became[one, topic]
        if not go_on:
            self.stop_talking(one)

    def remove(self, topic: Topic) -> bool:
        recorded = topic.noted or any(other is topic for _, other in [*self.became, *self.decided])
        if not topic.open or recorded:
            return False
        topic.removed = True
        return True

    def decide(self, topic: Topic, one: OneOnOne) -> bool:
        """What became of it there is a decision, with the last words that were said."""
        here = self.became.get((one, topic))
        if topic.shown is None or here is None or here.ended is None:
            return False
        self.decided[one, topic] = True
        return True

    def decisions(self, reader: Any) -> set[tuple[Any, Any]]:
        """Those that stand: 1:1 and topic."""
        marked = [found for found, stands in self.decided.items() if stands]
        return {(one.id, topic.id) for one, topic in marked if self.known(topic, reader) and not topic.removed}

    def worth_keeping(self, reader: Any) -> list[Topic]:
        """What a template made of this agenda holds: their own topics that are for both, and what stands on each."""
        own = [topic for topic in self.open_topics(reader) if topic.author == reader or topic.standing]
        return [topic for topic in own if topic.shown or topic.waits_for]

    def place_before(self, topic: Topic, other: Topic | None) -> None:
        if other is not topic:
            self.topics.remove(topic)
            self.topics.insert(len(self.topics) if other is None else self.topics.index(other), topic)

    # --- promises

    def redate(self, promise: Promise, day: date | None) -> None:
        """Later than now and than first promised, or no day at all: that is a slip. Earlier is none."""
        if promise.open and promise.due and promise.first_due:
            promise.slips += day is None or day > max(promise.due, promise.first_due)
        promise.due, promise.first_due = day, promise.first_due or day


now_or_never = datetime.min.replace(tzinfo=UTC)
