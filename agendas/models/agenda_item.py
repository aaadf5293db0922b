from datetime import datetime
from typing import Unpack
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.db.models import Q

from activity.models import record
from agendas.models.agenda_items import AgendaItemQuerySet
from agendas.models.disclosure import Disclosure
from agendas.models.order import Order
from agendas.models.outside import Outside
from agendas.models.question import KEY_LENGTH
from agendas.models.said import Kind, Said, Sensitivity, in_columns
from kit.ids import new_id
from kit.rows import shift
from kit.vault import SealedTextField, reseal
from oneonones.models import Pair, Reveal
from people.models import Person


class AgendaItem(Disclosure):
    """Something to talk through. The pair's, and open until it is dealt with; a `standing` one until it is dropped."""

    class Closed(models.TextChoices):
        DISCUSSED = "discussed"
        ANSWERED = "answered"
        DROPPED = "dropped"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    pair = models.ForeignKey(Pair, on_delete=models.PROTECT, related_name="agenda_items")
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="agenda_items")
    title = SealedTextField(label="agenda_item.title", owner="sealing_owner")
    context = SealedTextField(label="agenda_item.context", owner="sealing_owner", null=True)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.TOPIC)
    impact = SealedTextField(label="agenda_item.impact", owner="sealing_owner", null=True)
    evidence = SealedTextField(label="agenda_item.evidence", owner="sealing_owner", null=True)
    sensitivity = models.CharField(max_length=10, choices=Sensitivity, default=Sensitivity.NORMAL)
    planned_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    standing = models.BooleanField(default=False)
    position = models.FloatField()
    raised_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_as = models.CharField(max_length=10, choices=Closed, blank=True)
    closed_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    question_key = models.CharField(max_length=KEY_LENGTH, blank=True)
    from_template = models.CharField(max_length=32, blank=True)
    idempotency_key = models.UUIDField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["author", "idempotency_key"], name="item_once_per_key"),
            models.CheckConstraint(
                condition=Q(visibility="private", revealed_at__isnull=True) | Q(visibility="shared"),
                name="private_is_not_revealed",
            ),
            models.CheckConstraint(
                condition=Q(visibility="private") | Q(revealed_at__isnull=False) | ~Q(reveal="now"),
                name="shared_right_away_is_revealed",
            ),
            models.CheckConstraint(
                condition=Q(standing=False) | Q(visibility="shared"), name="a_standing_item_is_for_both"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_as="")
                | Q(closed_at__isnull=False, closed_as__in=["discussed", "answered", "dropped"]),
                name="a_closed_item_says_how",
            ),
        ]
        indexes = [
            models.Index(fields=["pair", "position"], name="open_items", condition=Q(closed_at=None, removed_at=None)),
            models.Index(fields=["pair"], name="items_to_reveal", condition=Q(revealed_at=None, visibility="shared")),
        ]

    def __str__(self) -> str:
        return f"agenda item {self.pk}"

    # --- verbs

    @classmethod
    def raise_on(
        cls,
        pair: Pair,
        *,
        visibility: str = Disclosure.Visibility.SHARED,
        question_key: str = "",
        from_template: str = "",
        idempotency_key: UUID | None = None,
        by: Person,
        at: datetime,
        **said: Unpack[Said],
    ) -> "AgendaItem":
        """Put something on the pair's agenda, at its end. A replay with the same key returns the first item.

        A shared one is seen by the other from when the pair says; until then it is as if it were private.
        """
        shared = visibility == cls.Visibility.SHARED
        reveal = pair.reveals if shared else Reveal.NOW
        item = cls(
            pair=pair,
            author=by,
            visibility=cls.Visibility(visibility),
            raised_at=at,
            reveal=reveal,
            revealed_at=at if shared and not reveal.waits else None,
            question_key=question_key,
            from_template=from_template,
            idempotency_key=idempotency_key,
        )
        for name, value in in_columns(said).items():
            setattr(item, name, value)
        item._hold_to_its_rules()
        try:
            with transaction.atomic():
                item.position = cls._order_of(pair.pk).end
                item.save(force_insert=True)
                record("agenda_item.raised", item, by=by, at=at, private_to=item.known_to)
        except IntegrityError:
            first = cls.objects.filter(author=by, idempotency_key=idempotency_key).first() if idempotency_key else None
            if first is None:
                raise
            return first  # the same form, sent again or twice at once
        return item

    def edit(self, *, version: int, by: Person, at: datetime, **said: Unpack[Said]) -> bool:
        """Change what it says. False if somebody saved another version since `version`: nothing is overwritten."""
        with transaction.atomic():
            if not reseal(self, guard_version=version, **in_columns(said)):
                return False
            self._hold_to_its_rules()
            record("agenda_item.edited", self, by=by, at=at, private_to=self.known_to)
        return True

    def place_before(self, other: "AgendaItem | None", *, by: Person, at: datetime) -> bool:
        """Put it before `other`, or last. False if it stands there already."""
        if other is not None and other.pk == self.pk:
            return False
        with transaction.atomic():
            # One move at a time in a pair: each sees the order that the one before it left.
            Pair.objects.select_for_update(no_key=True).filter(pk=self.pair_id).first()
            order = self._order_of(self.pair_id)
            place = order.end if other is None else order.before(other, moved=self)
            AgendaItem.objects.filter(pk=self.pk).update(position=place)
            self.position = place
            record("agenda_item.moved", self, by=by, at=at, private_to=self.known_to)
        return True

    def close(self, *, how: str, by: Person, at: datetime) -> bool:
        """It is dealt with, by either: discussed, answered, dropped. False if it is closed, or stands after that."""
        with transaction.atomic():
            among = AgendaItem.objects.open().ended_by(how)
            closed = shift(self, among=among, closed_at=at, closed_as=self.Closed(how), closed_by=by)
            if closed:
                record(f"agenda_item.{how}", self, by=by, at=at, private_to=self.known_to)
        return closed

    def reopen(self, *, by: Person, at: datetime) -> bool:
        """Back on the agenda. False if it is open."""
        with transaction.atomic():
            back = shift(
                self,
                among=AgendaItem.objects.filter(closed_at__isnull=False, removed_at=None),
                closed_at=None,
                closed_as="",
                closed_by=None,
            )
            if back:
                record("agenda_item.reopened", self, by=by, at=at, private_to=self.known_to)
        return back

    def remove(self, *, by: Person, at: datetime) -> bool:
        """Its author takes it off; it can be put back.

        False once something became of it at a meeting or was noted on it: that record is both people's, so it can
        only be dropped.
        """
        with transaction.atomic():
            gone = shift(self, among=AgendaItem.objects.open().without_a_record(), removed_at=at)
            if gone:
                record("agenda_item.removed", self, by=by, at=at, private_to=self.known_to)
        return gone

    def restore(self, *, by: Person, at: datetime) -> bool:
        """Put a removed item back where it was."""
        with transaction.atomic():
            back = shift(self, among=AgendaItem.objects.filter(removed_at__isnull=False), removed_at=None)
            if back:
                record("agenda_item.restored", self, by=by, at=at, private_to=self.known_to)
        return back

    @classmethod
    def _order_of(cls, pair_id: UUID) -> Order:
        return Order(cls.objects.filter(pair_id=pair_id))

    @classmethod
    def removed_by(cls, person: Person) -> AgendaItemQuerySet:
        """What the person took off the agenda and may put back."""
        return cls.objects.filter(author=person, removed_at__isnull=False)

    def _hold_to_its_rules(self) -> None:
        """What forms ask for, and no other way in gets round."""
        if not self.title:
            raise ValueError("An item says what it is about.")
        if self.needs_context and not self.context:
            raise ValueError("A manager's sensitive item says what it is about.")

    # --- what a page asks

    @property
    def sensitive(self) -> bool:
        return self.sensitivity == Sensitivity.SENSITIVE

    @property
    def needs_context(self) -> bool:
        """A manager who marks an item as sensitive says what it is about: nobody spends a night guessing."""
        return self.sensitive and self.author_id == self.pair.manager_id

    @property
    def outside(self) -> Outside:
        """What may be said of it away from its page."""
        return Outside.of(self)

    @property
    def open(self) -> bool:
        return self.closed_at is None and self.removed_at is None
