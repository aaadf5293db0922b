from datetime import datetime, timedelta
from uuid import UUID

from django.db import models, transaction
from django.db.models import FilteredRelation, Q

from agendas.models.agenda_item import AgendaItem
from agendas.models.agenda_items import AgendaItemQuerySet
from agendas.models.outcome import Outcome
from kit.ids import new_id
from kit.vault import Owner, SealedTextField
from oneonones.models import Meeting
from people.models import Person

ANSWER_LENGTH = 10_000  # characters
NEWS_FOR = timedelta(days=14)


class WrittenAnswerQuerySet(models.QuerySet["WrittenAnswer"]):
    def visible_to(self, person: Person) -> "WrittenAnswerQuerySet":
        """Those that stand, to items that both know of: an item that is not revealed has none."""
        return self.filter(item__in=AgendaItem.objects.visible_to(person)).standing()

    def standing(self) -> "WrittenAnswerQuerySet":
        """Not taken back."""
        return self.filter(taken_back_at=None)


class WrittenAnswer(models.Model):
    """What one of the two wrote in answer to an item, instead of talking about it: that closes the item.

    Given at a meeting, or at none. When the item is opened again the answer is taken back, and its words are still
    there for whoever wrote it, to begin with when they answer again.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="answers")
    meeting = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="answers")
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    body = SealedTextField(label="written_answer.body", owner="sealing_owner", max_length=ANSWER_LENGTH)
    answered_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    objects = WrittenAnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item"], condition=Q(taken_back_at=None), name="one_answer_stands"),
        ]

    def __str__(self) -> str:
        return f"answer {self.pk}"

    @property
    def pair_id(self) -> UUID:
        return self.item.pair_id

    @property
    def sealing_owner(self) -> Owner:
        return self.item.sealing_owner

    @classmethod
    def give(
        cls, item: AgendaItem, body: str, *, meeting: Meeting | None, by: Person, at: datetime
    ) -> "WrittenAnswer | None":
        """Answer `item` in writing; `meeting`, if it is still to be wrapped up, says so too.

        None if it is closed, known to its author alone, or on every 1:1: then nothing is changed.
        """
        if not body.strip():
            raise ValueError("An answer says something.")
        if item.private or item.standing:
            return None
        with transaction.atomic():
            noted = meeting is not None and Outcome.finish(item, meeting, kind=Outcome.Kind.ANSWERED, by=by, at=at)
            if not noted and not item.close(how=AgendaItem.Closed.ANSWERED, by=by, at=at):
                return None
            answer = cls(item=item, meeting=meeting if noted else None, author=by, answered_at=at)
            answer.body = body.strip()
            answer.save(force_insert=True)
        return answer

    @classmethod
    def take_back(cls, item_id: UUID, *, at: datetime) -> None:
        """The item is open again, so it has no answer."""
        cls.objects.standing().filter(item_id=item_id).update(taken_back_at=at)

    @classmethod
    def taken_back_by(cls, person: Person, item: AgendaItem) -> str:
        """What the person last answered and took back: words to begin with."""
        last = cls.objects.filter(item=item, author=person, taken_back_at__isnull=False).order_by("answered_at").last()
        if last is None:
            return ""
        last.item = item
        return last.body


def with_answer(items: AgendaItemQuerySet) -> AgendaItemQuerySet:
    """Each with the answer that stands (`answered`), in the query of the page."""
    found = items.annotate(answered=FilteredRelation("answers", condition=Q(answers__taken_back_at=None)))
    return found.joined("answered")


def answered_lately(*, at: datetime) -> Q:
    """Of rows of `with_answer()`: those answered at no meeting, while the answer is news to the other."""
    return Q(closed_as=AgendaItem.Closed.ANSWERED, closed_at__gte=at - NEWS_FOR, answered__meeting=None)
