"""Reads after the item: who may know of it, what is open, and in which order."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from agendas.models.said import Sensitivity
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

    def open(self) -> "AgendaItemQuerySet":
        return self.filter(closed_at=None, removed_at=None)

    def ended_by(self, how: str) -> "AgendaItemQuerySet":
        """Those that this closes: a standing item is talked about at every meeting, and stays open."""
        return self.filter(standing=False) if how == self.model.Closed.DISCUSSED else self

    def revealed(self) -> "AgendaItemQuerySet":
        return self.filter(revealed_at__isnull=False)

    def worth_keeping_for(self, person: Person) -> "AgendaItemQuerySet":
        """What a template made of this agenda holds: their own words and what stands on every 1:1, nothing sensitive.

        What the other put on it stays between the two: a template goes to other people's 1:1s.
        """
        own = self.open().revealed().filter(Q(author=person) | Q(standing=True), sensitivity=Sensitivity.NORMAL)
        return own.in_order()

    def without_a_record(self) -> "AgendaItemQuerySet":
        """Nothing became of them yet at any meeting, nothing was decided, and nothing was noted on them."""
        return self.filter(outcomes=None, decisions=None).exclude(shared_notes__body__isnull=False)

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
