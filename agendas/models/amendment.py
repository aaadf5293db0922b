from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.db.models import Exists, OuterRef, Q

from activity.models import record
from kit.ids import new_id
from kit.vault import Owner, SealedTextField, reseal
from oneonones.models import Meeting
from people.models import Person

AMENDMENT_LENGTH = 10_000
CORRECTED_WITHIN = timedelta(hours=1)


class AmendmentQuerySet(models.QuerySet["Amendment"]):
    def visible_to(self, person: Person) -> "AmendmentQuerySet":
        """Both see what either added to the record."""
        return self.filter(Q(meeting__pair__manager=person) | Q(meeting__pair__report=person))

    def correctable(self, *, at: datetime) -> "AmendmentQuerySet":
        """Not an hour old, and nobody has replied to it yet."""
        replies = Amendment.objects.filter(answers=OuterRef("pk"))
        return self.filter(~Exists(replies), written_at__gt=at - CORRECTED_WITHIN)

    def in_order(self) -> "AmendmentQuerySet":
        return self.order_by("written_at", "id")


class Amendment(models.Model):
    """What somebody adds to the record of a meeting once that is locked, or answers to such an addition.

    Text with a date and an author, never deleted. Its author may correct a slip within the hour, as long as nobody has
    replied.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="amendments")
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    answers = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replies")
    body = SealedTextField(label="amendment.body", owner="sealing_owner")
    written_at = models.DateTimeField()
    corrected_at = models.DateTimeField(null=True, blank=True)
    idempotency_key = models.UUIDField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    objects = AmendmentQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["author", "idempotency_key"], name="amendment_once_per_key")]
        indexes = [models.Index(fields=["meeting", "written_at"])]

    def __str__(self) -> str:
        return f"amendment {self.pk}"

    @classmethod
    def add(
        cls, meeting: Meeting, body: str, *, by: Person, at: datetime, idempotency_key: UUID | None = None, **more: Any
    ) -> "Amendment":
        """Add to the record of the meeting. A replay with the same key returns the first amendment."""
        amendment = cls(meeting=meeting, author=by, written_at=at, idempotency_key=idempotency_key, **more)
        amendment.body = body
        try:
            with transaction.atomic():
                amendment.save(force_insert=True)
                record("amendment.written", amendment, by=by, at=at, meeting=meeting.pk)
        except IntegrityError:
            first = cls.objects.filter(author=by, idempotency_key=idempotency_key).first() if idempotency_key else None
            if first is None:
                raise
            return first  # the same form, sent again or twice at once
        return amendment

    def reply(self, body: str, *, by: Person, at: datetime, idempotency_key: UUID | None = None) -> "Amendment":
        """Answer it. A reply to a reply stands beside that, under the amendment both are about."""
        about = self.answers or self
        return Amendment.add(self.meeting, body, by=by, at=at, idempotency_key=idempotency_key, answers=about)

    def correct(self, body: str, *, version: int, by: Person, at: datetime) -> bool:
        """Its author mends a slip. False after an hour, after a reply, or on top of another version."""
        with transaction.atomic():
            if not Amendment.objects.correctable(at=at).filter(pk=self.pk, author=by).exists():
                return False
            if not reseal(self, guard_version=version, body=body, corrected_at=at):
                return False
            record("amendment.corrected", self, by=by, at=at, meeting=self.meeting_id)
        return True

    @property
    def pair_id(self) -> UUID:
        return self.meeting.pair_id

    @property
    def sealing_owner(self) -> Owner:
        return self.meeting.sealing_owner
