from datetime import datetime, timedelta

from django.db import models

from agendas.models.question import KEY_LENGTH
from kit.ids import new_id
from oneonones.models import Pair
from people.models import Person

NOT_NOW = timedelta(weeks=4)


class SetAsideQuerySet(models.QuerySet["SetAside"]):
    def visible_to(self, person: Person) -> "SetAsideQuerySet":
        """What somebody set aside is their own business."""
        return self.filter(person=person)

    def still(self, *, at: datetime) -> "SetAsideQuerySet":
        """Hidden for good, or until a moment that has not come yet."""
        return self.filter(models.Q(until=None) | models.Q(until__gt=at))


class SetAside(models.Model):
    """A question that one person does not want to see in one of their pairs: for four weeks, or until they say so.

    The other of the pair is not told, so it is recorded nowhere. `key` is that of a question, or names what else was
    suggested ("carried-" or "slipped-" and an id).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    pair = models.ForeignKey(Pair, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=KEY_LENGTH)
    until = models.DateTimeField(null=True, blank=True)
    set_aside_at = models.DateTimeField()

    objects = SetAsideQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pair", "person", "key"], name="set_aside_once")]

    def __str__(self) -> str:
        return f"{self.key} set aside"

    @classmethod
    def hide(cls, pair: Pair, key: str, *, by: Person, at: datetime) -> None:
        """Not again, until they show it again themselves."""
        cls._put(pair, key, until=None, by=by, at=at)

    @classmethod
    def not_now(cls, pair: Pair, key: str, *, by: Person, at: datetime) -> None:
        """Not suggested again for four weeks."""
        cls._put(pair, key, until=at + NOT_NOW, by=by, at=at)

    @classmethod
    def take_back(cls, pair: Pair, key: str, *, by: Person) -> None:
        """Show it again."""
        cls.objects.filter(pair=pair, person=by, key=key).delete()

    @classmethod
    def _put(cls, pair: Pair, key: str, *, until: datetime | None, by: Person, at: datetime) -> None:
        cls.objects.update_or_create(pair=pair, person=by, key=key, defaults={"until": until, "set_aside_at": at})
