from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.urls import reverse

from actions.models.action_items import ActionItemQuerySet
from actions.models.dated import Dated
from actions.models.redating import Redating
from activity.models import record
from agendas.models import AgendaItem
from kit.ids import new_id
from kit.rows import shift
from kit.vault.fields import SealedTextField, reseal
from kit.vault.owners import Owner
from oneonones.models import Meeting, Pair
from people.models import Person

WHAT_LENGTH = 300
MEASURE_LENGTH = 500


class ActionItem(Dated):
    """A promise made in a 1:1: what, by whom, perhaps by when and how both will know."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    pair = models.ForeignKey(Pair, on_delete=models.PROTECT, related_name="action_items")
    meeting = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.SET_NULL, related_name="action_items")
    item = models.ForeignKey(AgendaItem, null=True, blank=True, on_delete=models.SET_NULL, related_name="action_items")
    raised_as = models.ForeignKey(AgendaItem, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    who = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="action_items")
    what = SealedTextField(label="action_item.what", owner="sealing_owner")
    measure = SealedTextField(label="action_item.measure", owner="sealing_owner", null=True)
    drop_reason = SealedTextField(label="action_item.drop_reason", owner="sealing_owner", null=True)
    promised_at = models.DateTimeField()
    instead_of = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="replacements")
    takes_on = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="taken_on_as")
    idempotency_key = models.UUIDField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    objects = ActionItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["author", "idempotency_key"], name="action_once_per_key"),
            models.CheckConstraint(
                condition=Q(completed_at__isnull=True) | Q(dropped_at__isnull=True), name="done_or_dropped_not_both"
            ),
        ]
        indexes = [
            models.Index(fields=["pair", "promised_at"]),
            models.Index(
                fields=["who", "due_on"], name="open_promises", condition=Q(completed_at=None, dropped_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"action item {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("action_item", args=[self.pk])

    # --- verbs

    @classmethod
    def promise(
        cls,
        pair: Pair,
        *,
        what: str,
        who: Person,
        due_on: date | None = None,
        measure: str = "",
        meeting: Meeting | None = None,
        item: AgendaItem | None = None,
        instead_of: "ActionItem | None" = None,
        takes_on: "ActionItem | None" = None,
        idempotency_key: UUID | None = None,
        by: Person,
        at: datetime,
    ) -> "ActionItem":
        """Somebody of the pair will do `what`. A replay with the same key returns the first action.

        `instead_of`: it takes the place of a promise that was too big, which is dropped.
        `takes_on`: what somebody who has left promised `by`, or was promised by them, in another pair.
        Raises ValueError if `who` is not one of the two, or what it comes from is another pair's.
        """
        if not pair.has(who):
            raise ValueError("An action is for one of the two.")
        if any(thing is not None and thing.pair_id != pair.pk for thing in (meeting, item, instead_of)):
            raise ValueError("An action comes from a meeting and an item of its own pair.")
        replay = cls.objects.filter(author=by, idempotency_key=idempotency_key, idempotency_key__isnull=False)
        before = replay.first() if idempotency_key is not None else None
        if before is not None:
            return before
        action = cls(
            pair=pair,
            meeting=meeting,
            item=item,
            instead_of=instead_of,
            takes_on=takes_on,
            author=by,
            who=who,
            due_on=due_on,
            original_due_on=due_on,
            promised_at=at,
            idempotency_key=idempotency_key,
        )
        action.what = what
        action.measure = measure or None
        try:
            with transaction.atomic():
                action.save(force_insert=True)
                record("action_item.promised", action, by=by, at=at, who=who.pk)
                if instead_of is not None:
                    instead_of.give_way(by=by, at=at)
        except IntegrityError:
            before = replay.first()  # the same form, sent twice at once: the other one won
            if before is None:
                raise
            return before
        return action

    def edit(
        self, *, what: str, who: Person, due_on: date | None, measure: str, version: int, by: Person, at: datetime
    ) -> bool:
        """Change the promise. Its first date is kept; another date than before is noted down, and a slip is counted.

        False if somebody saved another version since `version`: nothing is overwritten.
        Raises ValueError if `who` is not one of the two.
        """
        if not self.pair.has(who):
            raise ValueError("An action is for one of the two.")
        before, slipped = self.due_on, self.slips_if_due(due_on)
        with transaction.atomic():
            if not reseal(
                self,
                guard_version=version,
                what=what,
                measure=measure or None,
                who=who,
                due_on=due_on,
                original_due_on=self.original_due_on or due_on,
                slips=self.slips + slipped,
            ):
                return False
            if due_on != before:
                Redating.note(self, from_due_on=before, slipped=slipped, by=by, at=at)
            record("action_item.edited", self, by=by, at=at, due_on=due_on, slipped=slipped)
        return True

    def take_date_back(self, *, by: Person, at: datetime) -> bool:
        """The date before one's last change stands again, and the change never was: for who typed the wrong day.

        False if there is none within the last few minutes, or somebody changed the action since.
        """
        last = Redating.latest_of(self, by=by, at=at)
        if last is None:
            return False
        slips = self.slips - last.slipped
        first = self.original_due_on if slips or last.from_due_on else None
        with transaction.atomic():
            among = ActionItem.objects.filter(due_on=last.to_due_on, version=self.version)
            back = shift(
                self,
                among=among,
                due_on=last.from_due_on,
                original_due_on=first,
                slips=slips,
                version=self.version + 1,
            )
            if back:
                last.delete()
                record("action_item.edited", self, by=by, at=at, due_on=last.from_due_on, slipped=False)
        return back

    def step_back(self, *, by: Person, at: datetime) -> bool:
        """The promise in whose place this one stands is taken up again, and this one never was.

        False if something has become of it meanwhile.
        """
        replaced = self.instead_of
        if replaced is None:
            return False
        with transaction.atomic():
            untouched = ActionItem.objects.open().filter(pk=self.pk, version=0, raised_as=None)
            if not untouched.delete()[0]:
                return False
            record("action_item.withdrawn", self, by=by, at=at)
            replaced.undrop(by=by, at=at)
        return True

    def talk_about(self, *, by: Person, at: datetime) -> AgendaItem:
        """Put it on the agenda, in its own words: once while it is open there, whoever of the two asks."""
        before = self.raised_as
        if before is not None and before.open:
            return before
        with transaction.atomic():
            item = AgendaItem.raise_on(self.pair, title=self.what, by=by, at=at)
            if shift(self, among=ActionItem.objects.filter(raised_as=before), raised_as=item):
                return item
            transaction.set_rollback(True)  # the other one asked in the same instant
        self.refresh_from_db(fields=["raised_as"])
        assert self.raised_as is not None
        return self.raised_as

    # --- what a page asks

    @property
    def sealing_owner(self) -> Owner:
        return Owner("pair", self.pair_id)

    @property
    def on_agenda(self) -> bool:
        """Is it waiting to be talked about?"""
        return self.raised_as is not None and self.raised_as.open

    @property
    def completed_on(self) -> date | None:
        """The day it was done, on the clock of whoever promised it: theirs is the due date."""
        return self.completed_at and self.promiser.today(self.completed_at)

    @property
    def promiser(self) -> Person:
        """`who`, as one of the two: a list has fetched both of them once."""
        return self.pair.manager if self.who_id == self.pair.manager_id else self.pair.report

    def says(self, *, what: str, who: Person, due_on: date | None, measure: str) -> bool:
        """Is it in these words already?"""
        return (self.what, self.who_id, self.due_on, self.measure or "") == (what, who.pk, due_on, measure)
