from datetime import datetime, timedelta
from uuid import UUID

from django.db import models, transaction
from django.db.models import Q

from activity.models import record
from agendas.models.agenda_item import AgendaItem
from agendas.models.agenda_items import AgendaItemQuerySet
from kit.ids import new_id
from kit.rows import shift
from oneonones.models import Meeting
from people.models import Person


class OutcomeQuerySet(models.QuerySet["Outcome"]):
    def visible_to(self, person: Person) -> "OutcomeQuerySet":
        return self.filter(item__in=AgendaItem.objects.visible_to(person))

    def running(self) -> "OutcomeQuerySet":
        """What is being talked about: at most one a meeting."""
        return self.filter(ended_at=None)

    def ended(self) -> "OutcomeQuerySet":
        return self.filter(ended_at__isnull=False)


class Outcome(models.Model):
    """What became of an item at a meeting. Without an end it is being talked about; ANSWERED is in writing.

    Each verb holds the meeting's row first, so of two people who press at once the second sees what the first did.
    """

    class Kind(models.TextChoices):
        DISCUSSED = "discussed"
        ANSWERED = "answered"
        CARRIED = "carried"
        DROPPED = "dropped"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="outcomes")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="outcomes")
    kind = models.CharField(max_length=10, choices=Kind, blank=True)
    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    by_wrap_up = models.BooleanField(default=False)

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "item"], name="one_outcome_an_item_and_meeting"),
            models.UniqueConstraint(fields=["meeting"], condition=Q(ended_at=None), name="one_item_at_a_time"),
            models.CheckConstraint(
                condition=Q(kind="", ended_at=None) | (~Q(kind="") & Q(ended_at__isnull=False)),
                name="an_end_has_a_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind or 'now'} {self.item_id}"

    @property
    def now(self) -> bool:
        return self.ended_at is None

    @property
    def lasted(self) -> timedelta | None:
        """How long it was talked about, where that is known."""
        if self.started_at is None or self.ended_at is None:
            return None
        return self.ended_at - self.started_at

    # --- verbs

    @classmethod
    def start(cls, item: AgendaItem, meeting: Meeting, *, by: Person, at: datetime) -> bool:
        """Talk about `item` now; what was being talked about goes back to open.

        False if it is being talked about already, is closed or private, or the meeting is over.
        """
        with transaction.atomic():
            if not _planned(meeting) or not _on_the_table(meeting).filter(pk=item.pk).exists():
                return False
            here = cls.objects.filter(meeting=meeting, item=item).first()
            if here is not None and here.now:
                return False
            cls.objects.running().filter(meeting=meeting).delete()
            if here is None:
                cls.objects.create(meeting=meeting, item=item, person=by, started_at=at)
            else:
                here._run(person=by, started_at=at)
            meeting.begin(at=at)
            record("agenda_item.started", item, by=by, at=at, meeting=meeting.pk)
        return True

    @classmethod
    def discuss(cls, item: AgendaItem, meeting: Meeting, *, by: Person, at: datetime) -> bool:
        """`item` is talked through, and the next open one starts by itself. False as in `finish()`."""
        with transaction.atomic():
            if not cls.finish(item, meeting, kind=cls.Kind.DISCUSSED, by=by, at=at):
                return False
            following = cls.next_after(item, meeting)
            if following is not None:
                cls.start(following, meeting, by=by, at=at)
        return True

    @classmethod
    def finish(cls, item: AgendaItem, meeting: Meeting, *, kind: str, by: Person, at: datetime) -> bool:
        """Note what became of `item` at `meeting`: carried leaves it open, anything else closes it.

        A standing item is only closed by dropping it, and never carried: it is on the next meeting anyway. False if it
        is closed or private, if that was noted before (what was carried may still be answered or dropped), or if the
        meeting is over.
        """
        with transaction.atomic():
            table = _on_the_table(meeting)
            if kind == cls.Kind.CARRIED:
                table = table.filter(standing=False)
            if not _planned(meeting) or not table.filter(pk=item.pk).exists():
                return False
            here = cls.objects.filter(meeting=meeting, item=item).first()
            if here is None:
                cls.objects.create(meeting=meeting, item=item, kind=cls.Kind(kind), person=by, ended_at=at)
            elif here.now or kind in (cls.Kind.ANSWERED, cls.Kind.DROPPED):
                shift(here, among=cls.objects.all(), kind=cls.Kind(kind), person=by, ended_at=at)
            else:
                return False
            if kind == cls.Kind.CARRIED or not item.close(how=kind, by=by, at=at):
                record(f"agenda_item.{kind}", item, by=by, at=at, meeting=meeting.pk)
        return True

    @classmethod
    def undo(cls, item: AgendaItem, meeting: Meeting, *, by: Person, at: datetime) -> bool:
        """Take back what became of `item` at `meeting`: it is open again, and talked about again if it was.

        The record of a held meeting says of every open item that it was carried, so there it becomes that; of a
        standing one it says nothing.
        """
        with transaction.atomic():
            planned = _planned(meeting)
            here = cls.objects.ended().filter(meeting=meeting, item=item).first()
            held = Meeting.objects.filter(pk=meeting.pk, state=Meeting.State.HELD).exists()
            if here is None or (held and here.kind == cls.Kind.CARRIED):
                return False
            if held and not item.standing:
                shift(here, among=cls.objects.all(), kind=cls.Kind.CARRIED, by_wrap_up=True)
            elif planned and here.started_at is not None:
                cls.objects.running().filter(meeting=meeting).delete()
                here._run(person=here.person, started_at=here.started_at)
            else:
                here.delete()
            if not item.reopen(by=by, at=at):
                record("agenda_item.reopened", item, by=by, at=at, meeting=meeting.pk)
        return True

    def _run(self, *, person: Person | None, started_at: datetime) -> None:
        shift(
            self,
            among=Outcome.objects.all(),
            kind="",
            person=person,
            started_at=started_at,
            ended_at=None,
            by_wrap_up=False,
        )

    @classmethod
    def carry_over(cls, meeting: Meeting, *, by: Person | None, at: datetime) -> int:
        """A held meeting carries each revealed, not standing item that was raised before its end and is still open.

        The item being talked about ends so too; a standing one was discussed. At most one outcome an item and meeting;
        returns how many it carried. One that nobody wrapped up ended as planned.
        """
        with transaction.atomic():
            now = cls.objects.running().filter(meeting=meeting)
            now.filter(item__standing=True).update(kind=cls.Kind.DISCUSSED, person=by, ended_at=at, by_wrap_up=True)
            ended = now.update(kind=cls.Kind.CARRIED, person=by, ended_at=at, by_wrap_up=True)
            raised = _on_the_table(meeting).filter(raised_at__lt=meeting.ended_at or at, standing=False)
            left = raised.exclude(outcomes__meeting=meeting)
            made = Outcome.objects.bulk_create(
                [
                    Outcome(meeting=meeting, item_id=pk, kind=cls.Kind.CARRIED, person=by, ended_at=at, by_wrap_up=True)
                    for pk in left.values_list("pk", flat=True)
                ],
                ignore_conflicts=True,
            )
        return ended + len(made)

    @classmethod
    def take_back_carries(cls, meeting: Meeting, *, go_on: bool = True) -> None:
        """The wrap-up was undone, and with it what it carried; the item it interrupted is talked about again.

        With `go_on` false nothing is being talked about: the two say that they did not meet.
        """
        with transaction.atomic():
            carried = cls.objects.filter(meeting=meeting, by_wrap_up=True)
            interrupted = carried.filter(started_at__isnull=False, item__closed_at=None).order_by("started_at").last()
            if go_on and interrupted is not None and interrupted.started_at is not None:
                interrupted._run(person=interrupted.person, started_at=interrupted.started_at)
            carried.delete()
            if not go_on:
                cls.stop(meeting)

    @classmethod
    def stop(cls, meeting: Meeting) -> None:
        """The meeting does not take place after all: nothing is being talked about in it."""
        cls.objects.running().filter(meeting=meeting).delete()

    @classmethod
    def stop_where_called_off(cls, pair_id: UUID) -> None:
        """The same for all that a pair has called off at once."""
        cls.objects.running().filter(meeting__pair=pair_id, meeting__state=Meeting.State.CANCELLED).delete()

    @classmethod
    def next_after(cls, item: AgendaItem, meeting: Meeting) -> AgendaItem | None:
        """The first item after `item` that is open and of which nothing became here yet, else the first before it."""
        waiting = _on_the_table(meeting).exclude(outcomes__meeting=meeting).exclude(pk=item.pk)
        return waiting.behind(item).in_order().first() or waiting.in_order().first()


def _planned(meeting: Meeting) -> bool:
    """Whether the meeting is still to be wrapped up, skipped or moved; holds its row until the transaction ends."""
    row = Meeting.objects.select_for_update(no_key=True).filter(pk=meeting.pk).values_list("state", flat=True)
    return list(row) == [Meeting.State.SCHEDULED]


def _on_the_table(meeting: Meeting) -> AgendaItemQuerySet:
    """What the two can talk about: open, and known to both."""
    return AgendaItem.objects.open().revealed().filter(pair_id=meeting.pair_id)
