"""Everything that was ever said of one thing, as one of the two reads it: a plain class, it has no table."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q

from agendas.models.agenda_item import AgendaItem
from agendas.models.agenda_items import AgendaItemQuerySet
from agendas.models.being_typed import BeingTyped
from agendas.models.outcome import Outcome
from agendas.models.shared_note import SharedNote
from agendas.models.written_answer import WrittenAnswer, WrittenAnswerQuerySet
from kit.vault import load_keys
from oneonones.models import Meeting, Pair
from oneonones.models.meetings import MeetingQuerySet
from people.models import Person


class Moment(NamedTuple):
    """Where in the thread an answer stands: when it was, and whose id that is."""

    at: datetime
    pk: UUID
    written: bool  # a written answer; else a meeting


@dataclass(frozen=True)
class Answer:
    """What was said at one meeting, or what its `author` wrote instead of talking about it.

    Without words it was talked about, and nobody wrote on it.
    """

    at: datetime
    meeting: Meeting | None
    words: str
    author: Person | None = None


@dataclass(frozen=True)
class Thread:
    """The answers over time to a standing item, or to a question of the bank each time that it was asked."""

    pair: Pair
    reader: Person
    items: AgendaItemQuerySet

    @classmethod
    def of_item(cls, item: AgendaItem, reader: Person) -> "Thread":
        """Of an item; if it asks a question of the bank, also what was said when that was asked before."""
        itself = Q(pk=item.pk)
        if item.question_key:
            itself |= Q(question_key=item.question_key)
        return cls(item.pair, reader, AgendaItem.objects.visible_to(reader).filter(itself, pair=item.pair))

    @classmethod
    def of_question(cls, key: str, pair: Pair, reader: Person) -> "Thread":
        return cls(pair, reader, AgendaItem.objects.visible_to(reader).filter(question_key=key, pair=pair))

    @property
    def meetings(self) -> MeetingQuerySet:
        """Where something was said."""
        noted = SharedNote.objects.filter(item__in=self.items).written()
        talked = Outcome.objects.filter(item__in=self.items, kind=Outcome.Kind.DISCUSSED)
        said = Q(pk__in=noted.values("meeting")) | Q(pk__in=talked.values("meeting"))
        return Meeting.objects.visible_to(self.reader).filter(said, pair=self.pair)

    @property
    def written(self) -> WrittenAnswerQuerySet:
        """What was answered in writing, and stands."""
        return WrittenAnswer.objects.visible_to(self.reader).filter(item__in=self.items)

    @property
    def moments(self) -> list[Moment]:
        """Where all of it is, the latest first."""
        met = (Moment(at, pk, False) for at, pk in self.meetings.values_list("starts_at", "pk"))
        wrote = (Moment(at, pk, True) for at, pk in self.written.values_list("answered_at", "pk"))
        return sorted([*met, *wrote], reverse=True)

    def at(self, moments: Sequence[Moment]) -> list[Answer]:
        """What was said at these moments, in their order: a few queries for any number of them."""
        meetings = self.meetings.in_bulk([one.pk for one in moments if not one.written])
        notes = SharedNote.objects.filter(item__in=self.items, meeting__in=meetings).written().with_typing()
        noted = list(notes.order_by("item__raised_at", "pk"))
        those = [one.pk for one in moments if one.written]
        wrote = self.written.select_related("item", "meeting", "author").in_bulk(those) if those else {}
        load_keys(noted, wrote.values())
        BeingTyped(self.pair).read_into(noted)
        said: dict[UUID, list[str]] = defaultdict(list)
        for note in noted:
            said[note.meeting_id].append(note.body or "")
        return [
            written_down(wrote[one.pk]) if one.written else Answer(one.at, meetings[one.pk], "\n\n".join(said[one.pk]))
            for one in moments
            if one.pk in wrote or one.pk in meetings
        ]


def written_down(answer: WrittenAnswer) -> Answer:
    return Answer(answer.answered_at, answer.meeting, answer.body, answer.author)
