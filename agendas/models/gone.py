"""What left the agenda of a pair, and is had back in one press."""

from datetime import datetime

from django.db.models import Q
from django.db.models.functions import Coalesce

from agendas.models.agenda_item import AgendaItem
from agendas.models.agenda_items import AgendaItemQuerySet
from agendas.models.outcome import Outcome
from oneonones.models import Meeting, Pair
from people.models import Person


def gone_lately(pair: Pair, reader: Person, *, since: datetime) -> AgendaItemQuerySet:
    """Each with `gone_at`, the latest first: what the reader removed, and what either of the two dropped.

    What the other removed is gone for the reader: it was theirs, and nothing had become of it.
    """
    removed = AgendaItem.removed_by(reader).filter(removed_at__gte=since)
    dropped = AgendaItem.objects.visible_to(reader).filter(closed_as=AgendaItem.Closed.DROPPED, closed_at__gte=since)
    either = AgendaItem.objects.filter(Q(pk__in=removed.values("pk")) | Q(pk__in=dropped.values("pk")), pair=pair)
    return either.annotate(gone_at=Coalesce("removed_at", "closed_at")).order_by("-gone_at", "id")


def put_back(item: AgendaItem, *, by: Person, at: datetime) -> bool:
    """A dropped item is open again. False if it is open.

    Where it was dropped in a 1:1 that is not over yet, that 1:1 forgets it; the record of one that is over stays true.
    """
    dropped = Outcome.objects.filter(item=item, kind=Outcome.Kind.DROPPED, meeting__state=Meeting.State.SCHEDULED)
    here = dropped.select_related("meeting").order_by("-ended_at").first()
    if here is not None:
        return Outcome.undo(item, here.meeting, by=by, at=at)
    return item.reopen(by=by, at=at)
