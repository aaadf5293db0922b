"""Reads after the item: who may know of it, what is open, and in which order."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q

from agendas.models.said import Sensitivity
from oneonones.models import Meeting, Reveal
from oneonones.models.reveal import AHEAD
from people.models import Person

if TYPE_CHECKING:
    from agendas.models.agenda_item import AgendaItem


class AgendaItemQuerySet(models.QuerySet["AgendaItem"]):
    def visible_to(self, person: Person) -> "AgendaItemQuerySet":
        """Revealed items of the person's pairs, and their own private ones. Removed ones are gone for both."""
        return self.filter(
            Q(pair__manager=person) | Q(pair__report=person),
            Q(revealed_at__isnull=False) | Q(author=person),
            removed_at=None,
        )

    def visible_or_due(self, person: Person, *, at: datetime) -> "AgendaItemQuerySet":
        """What the person may know of once what is due has been revealed, each with `due`: is it still to be done?

        For pages, which reveal what they find due before they show anything: see `revealing()`.
        """
        theirs = self.filter(Q(pair__manager=person) | Q(pair__report=person), removed_at=None)
        due = _due(at)
        return theirs.annotate(due=due).filter(Q(revealed_at__isnull=False) | Q(author=person) | due)

    def to_reveal(self, *, at: datetime) -> "AgendaItemQuerySet":
        """Raised for both, not shown to the other yet, and the moment has come."""
        return self.filter(_due(at))

    def reveal(self, *, at: datetime) -> int:
        """Show the other those that are due; each is asked for its moment again while its row is held."""
        shown = 0
        for pk in list(self.to_reveal(at=at).order_by().values_list("pk", flat=True)):
            with transaction.atomic():
                item = self.model.objects.to_reveal(at=at).select_for_update(of=("self",)).filter(pk=pk).first()
                shown += item is not None and item.come_out(at=at)
        return shown

    def open(self) -> "AgendaItemQuerySet":
        return self.filter(closed_at=None, removed_at=None)

    def ended_by(self, how: str) -> "AgendaItemQuerySet":
        """Those that this closes: a standing item is talked about at every meeting, and stays open."""
        return self if how == self.model.Closed.DROPPED else self.filter(standing=False)

    def revealed(self) -> "AgendaItemQuerySet":
        return self.filter(revealed_at__isnull=False)

    def worth_keeping_for(self, person: Person) -> "AgendaItemQuerySet":
        """What a template made of this agenda holds: their own words and what stands on every 1:1, nothing sensitive.

        What the other put on it stays between the two: a template goes to other people's 1:1s.
        """
        known = Q(author=person) | Q(standing=True, revealed_at__isnull=False)
        return self.open().filter(known, visibility="shared", sensitivity=Sensitivity.NORMAL).in_order()

    def without_a_record(self) -> "AgendaItemQuerySet":
        """Nothing became of them yet at any meeting, nothing was decided, and nothing was noted on them."""
        return self.filter(outcomes=None, decisions=None).exclude(
            Q(shared_notes__body__isnull=False) | Q(shared_notes__updates__isnull=False)
        )

    def joined(self, *relations: str) -> "AgendaItemQuerySet":
        """With these relations of their own query, which `FilteredRelation` named: at most one row of each an item."""
        return self.select_related(*relations)

    def in_order(self) -> "AgendaItemQuerySet":
        return self.order_by("position", "raised_at", "id")

    def ahead_of(self, item: "AgendaItem") -> "AgendaItemQuerySet":
        """Those before `item` in the order of the agenda."""
        return self.filter(
            Q(position__lt=item.position)
            | Q(position=item.position, raised_at__lt=item.raised_at)
            | Q(position=item.position, raised_at=item.raised_at, pk__lt=item.pk)
        )

    def behind(self, item: "AgendaItem") -> "AgendaItemQuerySet":
        """Those after `item` in the order of the agenda."""
        return self.filter(
            Q(position__gt=item.position)
            | Q(position=item.position, raised_at__gt=item.raised_at)
            | Q(position=item.position, raised_at=item.raised_at, pk__gt=item.pk)
        )


def _due(at: datetime) -> Q:
    """The first meeting that was not over when an item was raised: a day before it, or once it has begun.

    One that is skipped, cancelled, or that the two are exempt from reveals nothing.
    """
    met = Meeting.objects.taking_place().filter(
        Q(state=Meeting.State.HELD, ended_at__gt=OuterRef("raised_at"))
        | Q(~Q(state=Meeting.State.HELD), ends_at__gt=OuterRef("raised_at")),
        pair=OuterRef("pair"),
    )
    waiting = Q(visibility="shared", revealed_at=None, closed_at=None, removed_at=None, pair__ended_on=None)
    return waiting & (
        Q(Exists(met.begun(by=at + AHEAD)), reveal=Reveal.DAY_BEFORE)
        | Q(Exists(met.begun(by=at)), reveal=Reveal.AT_START)
    )
