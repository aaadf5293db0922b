"""Which actions: the lists that pages ask for."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce

from oneonones.models import Meeting, Pair
from people.models import Person

if TYPE_CHECKING:
    from actions.models.action_item import ActionItem  # noqa: F401 - the queryset of this model


class ActionItemQuerySet(models.QuerySet["ActionItem"]):
    def visible_to(self, person: Person) -> Self:
        """The actions of the pairs that the person is or was one of."""
        return self.filter(Q(pair__manager=person) | Q(pair__report=person))

    def open(self) -> Self:
        return self.filter(completed_at=None, dropped_at=None)

    def standing(self) -> Self:
        """Open or kept: those that were dropped are out of sight."""
        return self.filter(dropped_at=None)

    def settled(self) -> Self:
        """Done or dropped, the latest first."""
        ended = Coalesce("completed_at", "dropped_at")
        return self.exclude(completed_at=None, dropped_at=None).order_by(ended.desc(), "id")

    def in_living_pairs(self) -> Self:
        """Where something can still be done about them: an ended pair is read-only."""
        return self.filter(pair__ended_on=None)

    def left_behind(self, *, since: date) -> Self:
        """Open in pairs of which one has left, and that ended on that day or later; nobody has taken them on."""
        left = Q(pair__manager__deactivated_at__isnull=False) | Q(pair__report__deactivated_at__isnull=False)
        return self.open().filter(left, pair__ended_on__gte=since, taken_on_as=None)

    def overdue(self, *, on: date) -> Self:
        return self.open().filter(due_on__lt=on)

    def promised_by(self, person: Person) -> Self:
        return self.filter(who=person)

    def shown_on(self, pair: Pair, meeting: Meeting | None, *, last_ended_at: datetime | None) -> Self:
        """What a page of the pair shows: promises from before that were still open when the last meeting ended, and
        those of this meeting itself.

        Those kept since the last meeting stay for this one, struck through. Without a meeting: every open one. One that
        is still to be wrapped up has them all, also what was promised after its planned end.
        """
        before = Q(pair=pair)
        if last_ended_at is not None:
            before &= Q(completed_at=None) | Q(completed_at__gt=last_ended_at)
        if meeting is None:
            return self.standing().filter(before)
        if not meeting.scheduled:
            before &= Q(promised_at__lt=meeting.ended_at or meeting.ends_at)
        return self.standing().filter(Q(meeting=meeting) | before)

    def in_order(self, *, first: Meeting | None = None) -> Self:
        """By due date, so late ones come first and those without one last. Ticking one does not move it.

        `first`: those of this meeting come before all others.
        """
        here = Case(When(meeting=first, then=Value(0)), default=Value(1)) if first else Value(1)
        return self.order_by(here, F("due_on").asc(nulls_last=True), "promised_at", "id")

    def with_pair(self) -> Self:
        """With the two people: a list that mixes pairs says whom each is for."""
        return self.select_related("pair__manager", "pair__report", "raised_as")
