"""What was talked about in a 1:1 that is over and stood on no agenda: added to its record until that locks."""

from datetime import datetime
from itertools import chain
from uuid import UUID

from django.db import transaction

from activity.models import record
from agendas.models.agenda_item import AgendaItem
from agendas.models.outcome import Outcome
from agendas.models.shared_note import SharedNote
from oneonones.models import Meeting
from people.models import Person


class Missed:
    """An item that was never open: raised and talked through in one, with what was said. It belongs to its meeting."""

    @classmethod
    def add(
        cls,
        meeting: Meeting,
        title: str,
        *,
        said: str = "",
        idempotency_key: UUID | None = None,
        by: Person,
        at: datetime,
    ) -> AgendaItem:
        """Put it into the record of a meeting that was held. A replay with the same key returns the first.

        Raises ValueError for a meeting that did not take place: nothing was talked about there.
        """
        if not meeting.held:
            raise ValueError("Only a meeting that was held came to something.")
        with transaction.atomic():
            item = AgendaItem.raise_on(meeting.pair, title=title, idempotency_key=idempotency_key, by=by, at=at)
            _, new = Outcome.objects.get_or_create(
                meeting=meeting, item=item, defaults={"kind": Outcome.Kind.DISCUSSED, "person": by, "ended_at": at}
            )
            if new:
                item.close(how=AgendaItem.Closed.DISCUSSED, by=by, at=at)
                if said:
                    SharedNote.of(meeting, item, at=at).append(said, by=by, at=at)
        return item

    @classmethod
    def take_back(cls, item: AgendaItem, meeting: Meeting, *, by: Person, at: datetime) -> bool:
        """Its author added it by mistake: it leaves the record, and waits among what was recently removed.

        False once the other wrote on it, or something else became of it.
        """
        with transaction.atomic():
            here = Outcome.objects.filter(item=item, kind=Outcome.Kind.DISCUSSED, person=by, started_at=None)
            notes = SharedNote.objects.filter(item=item)
            for note in notes:
                note.compact()
            wrote = notes.values_list("updated_by", "also_by", "versions__written_by", "versions__also_by")
            alone = {*chain.from_iterable(wrote)} <= {by.pk, None}
            if item.author_id != by.pk or not alone or not here.filter(meeting=meeting).delete()[0]:
                return False
            for own in notes.filter(meeting=meeting):
                own.rewrite("", by=by, at=at)
            if not item.reopen(by=by, at=at) or not item.remove(by=by, at=at):
                transaction.set_rollback(True)
                return False
            record("agenda_item.withdrawn", item, by=by, at=at, meeting=meeting.pk)
        return True
