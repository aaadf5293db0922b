from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.db.models import Max, Q

from activity.models import record
from kit.ids import new_id
from kit.rows import shift
from kit.vault import Owner, SealedTextField, reseal
from oneonones.models import Pair
from people.models import Person

GAP = 1024.0  # between two neighbours: room for some 40 moves to one place before the list is spaced anew
TITLE_LENGTH = 300
CONTEXT_LENGTH = 4000
MOST_MINUTES = 240


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

    def revealed(self) -> "AgendaItemQuerySet":
        return self.filter(revealed_at__isnull=False)

    def without_a_record(self) -> "AgendaItemQuerySet":
        """Nothing became of them yet at any meeting, and nothing was noted on them."""
        return self.filter(outcomes=None).exclude(shared_notes__body__isnull=False)

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


class AgendaItem(models.Model):
    """Something to talk through. It belongs to the pair and stays open until it is discussed or dropped."""

    class Visibility(models.TextChoices):
        SHARED = "shared"
        PRIVATE = "private"

    class Closed(models.TextChoices):
        DISCUSSED = "discussed"
        DROPPED = "dropped"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    pair = models.ForeignKey(Pair, on_delete=models.PROTECT, related_name="agenda_items")
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="agenda_items")
    title = SealedTextField(label="agenda_item.title", owner="sealing_owner")
    context = SealedTextField(label="agenda_item.context", owner="sealing_owner", null=True)
    planned_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    position = models.FloatField()
    visibility = models.CharField(max_length=8, choices=Visibility, default=Visibility.SHARED)
    raised_at = models.DateTimeField()
    revealed_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_as = models.CharField(max_length=10, choices=Closed, blank=True)
    closed_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    question_key = models.CharField(max_length=12, blank=True)
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
                condition=Q(closed_at=None, closed_as="")
                | Q(closed_at__isnull=False, closed_as__in=["discussed", "dropped"]),
                name="a_closed_item_says_how",
            ),
        ]
        indexes = [
            models.Index(fields=["pair", "position"], name="open_items", condition=Q(closed_at=None, removed_at=None))
        ]

    def __str__(self) -> str:
        return f"agenda item {self.pk}"

    # --- verbs

    @classmethod
    def raise_on(
        cls,
        pair: Pair,
        *,
        title: str,
        context: str = "",
        planned_minutes: int | None = None,
        visibility: str = Visibility.SHARED,
        question_key: str = "",
        idempotency_key: UUID | None = None,
        by: Person,
        at: datetime,
    ) -> "AgendaItem":
        """Put something on the pair's agenda, at its end. A replay with the same key returns the first item."""
        item = cls(
            pair=pair,
            author=by,
            planned_minutes=planned_minutes,
            visibility=cls.Visibility(visibility),
            raised_at=at,
            revealed_at=at if visibility == cls.Visibility.SHARED else None,
            question_key=question_key,
            idempotency_key=idempotency_key,
        )
        item.title = title
        item.context = context or None
        try:
            with transaction.atomic():
                item.position = cls._end_of(pair.pk)
                item.save(force_insert=True)
                record("agenda_item.raised", item, by=by, at=at, private_to=item.known_to)
        except IntegrityError:
            first = cls.objects.filter(author=by, idempotency_key=idempotency_key).first() if idempotency_key else None
            if first is None:
                raise
            return first  # the same form, sent again or twice at once
        return item

    def edit(
        self, *, title: str, context: str, planned_minutes: int | None, version: int, by: Person, at: datetime
    ) -> bool:
        """Change the words. False if somebody saved another version since `version`: nothing is overwritten."""
        with transaction.atomic():
            if not reseal(
                self, guard_version=version, title=title, context=context or None, planned_minutes=planned_minutes
            ):
                return False
            record("agenda_item.edited", self, by=by, at=at, private_to=self.known_to)
        return True

    def share(self, *, version: int, by: Person, at: datetime) -> bool:
        """Show a private item to the other, in the words of `version`: sealed anew, with the key of the pair.

        `revealed_at` is stamped once, so nothing hides it again. False if it is shared already, or was edited since.
        """
        if self.revealed_at is not None:
            return False
        with transaction.atomic():
            if not reseal(self, guard_version=version, visibility=self.Visibility.SHARED, revealed_at=at):
                return False
            record("agenda_item.shared", self, by=by, at=at)
        return True

    def place_before(self, other: "AgendaItem | None", *, by: Person, at: datetime) -> bool:
        """Put it before `other`, or last. False if it stands there already."""
        if other is not None and other.pk == self.pk:
            return False
        with transaction.atomic():
            # One move at a time in a pair: each sees the order that the one before it left.
            Pair.objects.select_for_update(no_key=True).filter(pk=self.pair_id).first()
            place = self._end_of(self.pair_id) if other is None else self._place_before(other)
            AgendaItem.objects.filter(pk=self.pk).update(position=place)
            self.position = place
            record("agenda_item.moved", self, by=by, at=at, private_to=self.known_to)
        return True

    def _place_before(self, other: "AgendaItem") -> float:
        rest = AgendaItem.objects.filter(pair_id=self.pair_id).exclude(pk=self.pk)
        for _attempt in range(2):
            other.refresh_from_db(fields=["position"])
            neighbour = rest.ahead_of(other).in_order().last()
            low = neighbour.position if neighbour is not None else other.position - 2 * GAP
            place = (low + other.position) / 2
            if low < place < other.position:
                return place
            self._space_out(rest)
        raise AssertionError("Items that were spaced out leave room between them.")

    @staticmethod
    def _space_out(items: AgendaItemQuerySet) -> None:
        """Give every item its GAP again: two were raised at once, or their room was halved away."""
        rows = list(items.only("position", "raised_at").in_order())
        for index, row in enumerate(rows, start=1):
            row.position = index * GAP
        AgendaItem.objects.bulk_update(rows, ["position"], batch_size=500)

    @classmethod
    def _end_of(cls, pair_id: UUID) -> float:
        last: float | None = cls.objects.filter(pair_id=pair_id).aggregate(last=Max("position"))["last"]
        return (last or 0.0) + GAP

    def close(self, *, how: str, by: Person, at: datetime) -> bool:
        """It is dealt with: discussed, or dropped. Either of the two may. False if it is closed already."""
        with transaction.atomic():
            closed = shift(
                self, among=AgendaItem.objects.open(), closed_at=at, closed_as=self.Closed(how), closed_by=by
            )
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
    def removed_by(cls, person: Person) -> AgendaItemQuerySet:
        """What the person took off the agenda and may put back."""
        return cls.objects.filter(author=person, removed_at__isnull=False)

    # --- what a page asks

    @property
    def sealing_owner(self) -> Owner:
        """A private or not yet revealed item is its author's; a revealed one the pair's."""
        return Owner("pair", self.pair_id) if self.revealed_at is not None else Owner("author", self.author_id)

    @property
    def known_to(self) -> Person | None:
        """The one person who alone may know that it exists, or None when both do."""
        return None if self.revealed_at is not None else self.author

    @property
    def private(self) -> bool:
        return self.revealed_at is None

    @property
    def open(self) -> bool:
        return self.closed_at is None and self.removed_at is None
