"""Everything that was ever said of one thing, as one of the two reads it: a plain class, it has no table."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from agendas.models.agenda_item import AgendaItem
from agendas.models.agenda_items import AgendaItemQuerySet
from agendas.models.outcome import Outcome
from agendas.models.shared_note import SharedNote
from kit.vault import load_keys
from oneonones.models import Meeting, Pair
from oneonones.models.meetings import MeetingQuerySet
from people.models import Person


@dataclass(frozen=True)
class Answer:
    """What was said at one meeting; without words it was talked about, and nobody wrote on it."""

    meeting: Meeting
    words: str


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
        """Where something was said, the latest first."""
        noted = SharedNote.objects.filter(item__in=self.items, body__isnull=False)
        talked = Outcome.objects.filter(item__in=self.items, kind=Outcome.Kind.DISCUSSED)
        said = Q(pk__in=noted.values("meeting")) | Q(pk__in=talked.values("meeting"))
        return Meeting.objects.visible_to(self.reader).filter(said, pair=self.pair).order_by("-starts_at", "-id")

    def at(self, meetings: Iterable[Meeting]) -> list[Answer]:
        """What was said at these meetings, in their order: one query for any number of them."""
        meetings = list(meetings)
        notes = SharedNote.objects.filter(item__in=self.items, meeting__in=meetings, body__isnull=False)
        found = list(notes.order_by("item__raised_at", "pk"))
        load_keys(found)
        return [
            Answer(meeting, "\n\n".join(note.body or "" for note in found if note.meeting_id == meeting.pk))
            for meeting in meetings
        ]
