from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from activity.models import record
from agendas.models.agenda_item import AgendaItem
from agendas.models.agenda_items import AgendaItemQuerySet
from kit.ids import new_id
from kit.rows import shift
from kit.vault import Owner, SealedTextField
from people.models import Person

COMMENT_LENGTH = 4000  # characters


class CommentQuerySet(models.QuerySet["Comment"]):
    def visible_to(self, person: Person) -> "CommentQuerySet":
        """Those that stand, on items that both know of: an item that is not revealed has none."""
        return self.filter(item__in=AgendaItem.objects.visible_to(person)).standing()

    def standing(self) -> "CommentQuerySet":
        """Not removed."""
        return self.filter(removed_at=None)

    def waiting_for(self, person: Person) -> "CommentQuerySet":
        """The other mentions them, and they have not said anything on that item since."""
        since = Comment.objects.standing().filter(item=OuterRef("item"), author=person)
        answered = Exists(since.filter(written_at__gt=OuterRef("written_at")))
        return self.standing().filter(~answered, mentions=True).exclude(author=person)

    def asking(self, person: Person) -> "CommentQuerySet":
        """The same, of what is still open in pairs that go on: one of each item, the latest first."""
        found = self.waiting_for(person)
        later = Comment.objects.waiting_for(person).filter(item=OuterRef("item"), written_at__gt=OuterRef("written_at"))
        open_now = found.filter(~Exists(later), item__closed_at=None, item__pair__ended_on=None)
        return open_now.select_related("item__pair__manager", "item__pair__report").order_by("-written_at", "id")

    def with_item(self) -> "CommentQuerySet":
        return self.select_related("item__author", "item__pair__manager", "item__pair__report")

    def in_order(self) -> "CommentQuerySet":
        return self.order_by("written_at", "id")


class Comment(models.Model):
    """What one of the two says on an item that both know of. It may mention the other, who is told on their home.

    Its author may take it off; it can be put back.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="comments")
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    body = SealedTextField(label="comment.body", owner="sealing_owner", max_length=COMMENT_LENGTH)
    mentions = models.BooleanField(default=False)  # the other of the pair: there is nobody else to mention
    written_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)
    idempotency_key = models.UUIDField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    objects = CommentQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["author", "idempotency_key"], name="comment_once_per_key")]
        indexes = [models.Index(fields=["item", "written_at"], name="comments_of_item")]

    def __str__(self) -> str:
        return f"comment {self.pk}"

    @property
    def pair_id(self) -> UUID:
        return self.item.pair_id

    @property
    def sealing_owner(self) -> Owner:
        return self.item.sealing_owner

    @classmethod
    def write(
        cls,
        item: AgendaItem,
        body: str,
        *,
        mentions: bool = False,
        idempotency_key: UUID | None = None,
        by: Person,
        at: datetime,
    ) -> "Comment":
        """Say something on `item`. A replay with the same key returns the first comment."""
        if item.private:
            raise ValueError("There is nobody to say it to: the item is known to its author alone.")
        comment = cls(item=item, author=by, mentions=mentions, written_at=at, idempotency_key=idempotency_key)
        comment.body = body
        try:
            with transaction.atomic():
                comment.save(force_insert=True)
                record("comment.written", comment, by=by, at=at, item=item.pk, mentions=mentions)
        except IntegrityError:
            first = cls.objects.filter(author=by, idempotency_key=idempotency_key).first() if idempotency_key else None
            if first is None:
                raise
            return first  # the same form, sent again or twice at once
        return comment

    def remove(self, *, by: Person, at: datetime) -> bool:
        """Its author takes it off. False if it is gone."""
        return self._change(Comment.objects.standing(), "removed", removed_at=at, by=by, at=at)

    def restore(self, *, by: Person, at: datetime) -> bool:
        """Put it back. False if it stands."""
        gone = Comment.objects.filter(removed_at__isnull=False)
        return self._change(gone, "restored", removed_at=None, by=by, at=at)

    @classmethod
    def removed_by(cls, person: Person) -> CommentQuerySet:
        """What the person took off and may put back, as long as they may read the item."""
        return cls.objects.filter(
            author=person, removed_at__isnull=False, item__in=AgendaItem.objects.visible_to(person)
        )

    def _change(
        self, among: CommentQuerySet, what: str, *, removed_at: datetime | None, by: Person, at: datetime
    ) -> bool:
        with transaction.atomic():
            changed = shift(self, among=among, removed_at=removed_at)
            if changed:
                record(f"comment.{what}", self, by=by, at=at, item=self.item_id)
        return changed


def with_comments(items: AgendaItemQuerySet, reader: Person) -> AgendaItemQuerySet:
    """Each with how many `comments_said` there are, and whether one that mentions the reader waits (`asks_reader`)."""
    said = Comment.objects.standing().filter(item=OuterRef("pk"), item__revealed_at__isnull=False).order_by()
    return items.annotate(
        comments_said=Coalesce(Subquery(said.values("item").annotate(n=Count("pk")).values("n")), 0),
        asks_reader=Exists(Comment.objects.waiting_for(reader).filter(Q(item=OuterRef("pk")))),
    )
