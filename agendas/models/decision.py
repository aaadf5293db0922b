from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.db.models import Q

from activity.models import record
from agendas.models.agenda_item import AgendaItem
from agendas.models.outcome import Outcome
from kit.ids import new_id
from kit.rows import shift
from kit.vault import Owner, SealedTextField, reseal
from oneonones.models import Meeting, Pair
from people.models import Person

DECISION_LENGTH = 500


class DecisionQuerySet(models.QuerySet["Decision"]):
    def visible_to(self, person: Person) -> "DecisionQuerySet":
        """Both read what either marked, on what both know of. A mark that was taken off again is gone."""
        known = AgendaItem.objects.visible_to(person).filter(revealed_at__isnull=False)
        return self.filter(item__in=known, withdrawn_at=None)

    def of_pair(self, pair: Pair) -> "DecisionQuerySet":
        """The latest meeting's first."""
        return self.filter(meeting__pair=pair).order_by("-meeting__starts_at", "marked_at", "id")


class Decision(models.Model):
    """What became of an item at a meeting, marked as a decision: with what was decided, in a line, or as the item says.

    A row of its own beside the outcome: taking an outcome back, or wrapping up, leaves the words where they are.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="decisions")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="decisions")
    words = SealedTextField(label="decision.words", owner="sealing_owner", null=True)
    marked_at = models.DateTimeField()
    marked_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "item"], name="one_decision_an_item_and_meeting")]

    def __str__(self) -> str:
        return f"decision {self.pk}"

    @classmethod
    def mark(
        cls, item: AgendaItem, meeting: Meeting, *, words: str | None = None, by: Person, at: datetime
    ) -> "Decision | None":
        """What became of `item` at `meeting` is a decision. With `words` it says them ("" for none), else what it said.

        None if nothing became of it there, or it is not known to both. Of two at once the later words stand.
        """
        if item.private or not Outcome.objects.ended().filter(meeting=meeting, item=item).exists():
            return None
        said = {} if words is None else {"words": words or None}
        with transaction.atomic():
            decision = cls._of(item, meeting, at=at)
            while not reseal(
                decision, guard_version=decision.version, marked_at=at, marked_by=by, withdrawn_at=None, **said
            ):
                decision.refresh_from_db()
            record("decision.marked", decision, by=by, at=at, meeting=meeting.pk, item=item.pk)
        return decision

    @classmethod
    def _of(cls, item: AgendaItem, meeting: Meeting, *, at: datetime) -> "Decision":
        """The mark, made without words when first asked for."""
        decision = cls.objects.filter(meeting=meeting, item=item).first()
        if decision is not None:
            return decision
        try:
            with transaction.atomic():
                return cls.objects.create(item=item, meeting=meeting, marked_at=at, withdrawn_at=at)
        except IntegrityError:  # the other marked it in the same instant
            return cls.objects.get(meeting=meeting, item=item)

    @classmethod
    def withdrawn_from(cls, person: Person) -> DecisionQuerySet:
        """Marks of the person's pairs that were taken off and may be put back."""
        mine = Q(meeting__pair__manager=person) | Q(meeting__pair__report=person)
        return cls.objects.filter(mine, withdrawn_at__isnull=False)

    def withdraw(self, *, by: Person, at: datetime) -> bool:
        """It was none after all. Its words are kept, for who puts it back. False if it is no decision already."""
        with transaction.atomic():
            gone = shift(self, among=Decision.objects.filter(withdrawn_at=None), withdrawn_at=at)
            if gone:
                record("decision.withdrawn", self, by=by, at=at, meeting=self.meeting_id, item=self.item_id)
        return gone

    def restore(self, *, by: Person, at: datetime) -> bool:
        """It was one. False if it is one already."""
        with transaction.atomic():
            back = shift(self, among=Decision.objects.filter(withdrawn_at__isnull=False), withdrawn_at=None)
            if back:
                record("decision.marked", self, by=by, at=at, meeting=self.meeting_id, item=self.item_id)
        return back

    @property
    def outside(self) -> str:
        """What may be said of it away from its page: of a sensitive item only that it is one."""
        return self.item.outside.title if self.item.sensitive else self.words or self.item.title

    @property
    def pair_id(self) -> UUID:
        return self.meeting.pair_id

    @property
    def sealing_owner(self) -> Owner:
        return Owner("pair", self.meeting.pair_id)
