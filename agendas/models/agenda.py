"""The agenda of a pair as one of the two sees it on one page: plain classes, they have no table."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import (
    Case,
    Count,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    Subquery,
    UUIDField,
    Value,
    When,
    Window,
)
from django.db.models.functions import Coalesce

from agendas.models.agenda_item import AgendaItem
from agendas.models.agenda_items import AgendaItemQuerySet
from agendas.models.being_typed import BeingTyped, typed_into
from agendas.models.comment import with_comments
from agendas.models.decision import Decision
from agendas.models.last_time import LastTime, with_last_time
from agendas.models.outcome import Outcome
from agendas.models.revealing import revealing
from agendas.models.shared_note import SharedNote
from agendas.models.written_answer import WrittenAnswer, answered_lately, with_answer
from kit.vault import load_keys
from oneonones.models import Meeting, Pair
from people.models import Person

AT_ONCE = 100  # items on a page: a list of thousands is read in pieces


@dataclass(frozen=True)
class Entry:
    """One item on a page: what became of it there, what was noted there, and its place among what the reader sees."""

    item: AgendaItem
    outcome: Outcome | None
    note: SharedNote | None
    decision: Decision | None
    answer: WrittenAnswer | None  # the one that stands, whichever meeting it was given at
    number: int | None  # None for a private item: it has no place in the other's count
    carries: int
    carried_from: tuple[UUID, datetime] | None  # the last meeting that carried it, and its start
    promises: int
    comments: int
    asks_reader: bool  # a comment mentions them, and they have not answered
    last_time: LastTime | None  # of a standing item
    above: UUID | None  # "move up" puts it before this one
    below: UUID | None  # "move down" puts it before this one; None: last
    last: bool

    @property
    def recorded(self) -> bool:
        """Something became of it, so it can be dropped but not removed."""
        dealt_with = self.carries or self.outcome or self.last_time or self.decision
        return bool(dealt_with or (self.note and self.note.body))

    @property
    def state(self) -> str:
        """At this meeting: open, now, done, answered, carried or dropped."""
        if self.outcome is None:
            return "answered" if self.item.closed_as == AgendaItem.Closed.ANSWERED else "open"
        return {"": "now", "discussed": "done"}.get(self.outcome.kind, self.outcome.kind)


@dataclass(frozen=True)
class Agenda:
    """What one page shows to one reader.

    Open items are on the pair's next meeting, always (`here`); without one, on the page of the pair. Any other meeting
    shows what became of items there, and links to the `upcoming` one.
    """

    pair: Pair
    meeting: Meeting | None
    upcoming: Meeting | None
    entries: tuple[Entry, ...]
    total: int
    page: int

    @classmethod
    def of(
        cls,
        pair: Pair,
        meeting: Meeting | None,
        reader: Person,
        *,
        at: datetime,
        upcoming: Meeting | None,
        review: bool = False,
        page: int = 1,
        typed: BeingTyped | None = None,
    ) -> "Agenda":
        """The agenda of `pair` on the page of `meeting` (None: the page without a date), in one query.

        `review` puts what was dealt with first. Another query fetches the keys that are not at hand, and another what
        is just being typed (`typed`: what the page read of that already). What is due to be revealed is revealed first.
        """
        here = meeting == upcoming
        order: list[Any] = [F("position"), F("raised_at"), F("pk")]
        if review and meeting is not None:
            order.insert(0, Case(When(here__ended_at__isnull=False, then=Value(0)), default=Value(1)))
        start = (page - 1) * AT_ONCE
        ahead = min(start, 1)  # the neighbours of the page's own items, for moving them over its edge

        def rows_of(items: AgendaItemQuerySet) -> list[AgendaItem]:
            shown = _with_stories(_shown(items.filter(pair=pair), meeting, here=here, at=at), meeting)
            placed = with_comments(with_last_time(shown, meeting), reader).annotate(
                total=Window(Count("pk")), number=Window(Count("revealed_at"), order_by=order)
            )
            return list(placed.order_by(*order)[start - ahead : start + AT_ONCE + 2])

        rows = revealing(rows_of, reader, at=at)
        own = rows[ahead : ahead + AT_ONCE]
        for row in rows:
            row.pair, row.author = pair, pair.manager if row.author_id == pair.manager_id else pair.report
            if (answer := getattr(row, "answered", None)) is not None:
                answer.item = row
            for name, typed_too in (("noted", "being_typed"), ("said", "said_typed")):
                if (note := getattr(row, name, None)) is not None:
                    note.being_typed = getattr(row, typed_too)
        notes = [getattr(row, name, None) for row in own for name in ("noted", "said", "decided", "answered")]
        load_keys(own, [note for note in notes if note is not None])
        (typed or BeingTyped(pair, meeting)).read_into(note for note in notes if isinstance(note, SharedNote))
        return cls(
            pair=pair,
            meeting=meeting,
            upcoming=upcoming,
            entries=tuple(_entry(rows, index) for index, _ in enumerate(own, start=ahead)),
            total=getattr(rows[0], "total", 0) if rows else 0,
            page=page,
        )

    @property
    def here(self) -> bool:
        """Is this the page that open items are on?"""
        return self.meeting == self.upcoming

    @property
    def empty(self) -> bool:
        return not self.total

    @property
    def current(self) -> Entry | None:
        """What is being talked about, if it is on this page."""
        return next((entry for entry in self.entries if entry.state == "now"), None)

    @property
    def first(self) -> int:
        """The place of the first entry among all, from 1."""
        return (self.page - 1) * AT_ONCE + 1

    @property
    def more(self) -> int:
        """How many follow on later pages."""
        return max(0, self.total - self.page * AT_ONCE)

    def added_by(self, person: Person) -> int:
        """How many open items of `person`'s are new since the last meeting."""
        own = (entry for entry in self.entries if entry.item.author_id == person.pk)
        return sum(1 for entry in own if entry.item.open and not entry.carries and not entry.item.standing)


def _shown(items: AgendaItemQuerySet, meeting: Meeting | None, *, here: bool, at: datetime) -> AgendaItemQuerySet:
    """The items of the page, each with its outcome (`here`), note (`noted`) and decision (`decided`) of the meeting.

    Beside what is open, the next page has what was answered in writing lately and at no meeting.
    """
    items = with_answer(items)
    waiting = Q(closed_at=None) | answered_lately(at=at)
    if meeting is None:
        return items.filter(waiting) if here else items.none()
    noted = Q(noted__body__isnull=False) | Q(being_typed=True)
    dealt_with = noted | Q(here__ended_at__isnull=False) | Q(decided__marked_at__isnull=False)
    standing = Q(decisions__meeting=meeting, decisions__withdrawn_at=None)
    shown = items.annotate(
        here=FilteredRelation("outcomes", condition=Q(outcomes__meeting=meeting)),
        noted=FilteredRelation("shared_notes", condition=Q(shared_notes__meeting=meeting)),
        decided=FilteredRelation("decisions", condition=standing),
        being_typed=typed_into(SharedNote, "noted__pk"),
    ).filter(waiting | dealt_with if here else dealt_with)
    return shown.joined("here", "noted", "decided").defer("noted__state")  # type: ignore[misc]  # a relation above


def _with_stories(items: AgendaItemQuerySet, meeting: Meeting | None) -> AgendaItemQuerySet:
    """Each with what became of it elsewhere, before `meeting`, and what was promised from it there."""
    carried = Outcome.objects.filter(item=OuterRef("pk"), kind=Outcome.Kind.CARRIED)
    made = Q(action_items__dropped_at=None)
    if meeting is not None:
        carried = carried.filter(meeting__starts_at__lt=meeting.starts_at)
        made &= Q(action_items__meeting=meeting)
    last = carried.order_by("-meeting__starts_at")
    itself = AgendaItem.objects.filter(pk=OuterRef("pk")).order_by()
    return items.annotate(
        carries=Coalesce(Subquery(carried.order_by().values("item").annotate(n=Count("pk")).values("n")), 0),
        carried_from=Subquery(last.values("meeting")[:1], output_field=UUIDField()),
        carried_at=Subquery(last.values("meeting__starts_at")[:1]),
        promises=Subquery(itself.annotate(n=Count("action_items", filter=made)).values("n")),
    )


def _entry(rows: list[AgendaItem], index: int) -> Entry:
    row: Any = rows[index]
    return Entry(
        item=row,
        outcome=getattr(row, "here", None),
        note=getattr(row, "noted", None),
        decision=getattr(row, "decided", None),
        answer=getattr(row, "answered", None),
        number=row.number if row.revealed_at is not None else None,
        carries=row.carries,
        carried_from=(row.carried_from, row.carried_at) if row.carried_from else None,
        promises=row.promises,
        comments=row.comments_said,
        asks_reader=row.asks_reader,
        last_time=LastTime.of(row),
        above=rows[index - 1].pk if index else None,
        below=rows[index + 2].pk if index + 2 < len(rows) else None,
        last=index + 1 == len(rows),
    )
