import json
from collections.abc import Iterable
from datetime import date, datetime

from django.db import models, transaction
from django.db.models import Q

from activity.models import record
from kit.ids import new_id
from kit.rows import shift
from kit.vault import Owner, SealedTextField
from people.models.person import Person

KEPT = 2  # the one that counts, and the one before it for Undo


class HolidayListQuerySet(models.QuerySet["HolidayList"]):
    def visible_to(self, person: Person) -> "HolidayListQuerySet":
        return self.filter(person=person)

    def current(self) -> "HolidayListQuerySet":
        """Of each person the one that counts."""
        newer = HolidayList.objects.filter(
            person=models.OuterRef("person"), removed_at=None, imported_at__gt=models.OuterRef("imported_at")
        )
        return self.filter(~models.Exists(newer), removed_at=None)


class HolidayList(models.Model):
    """Public holidays that somebody imported: while there is one, their country is not asked.

    The days are plain, because they decide which 1:1s are exempt. Their names are for the person alone: a file with the
    wrong calendar in it would otherwise tell the other more than it should.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="holiday_lists")
    imported_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)
    days = models.JSONField()
    names = SealedTextField(label="holiday_list.names", owner="sealing_owner", null=True)
    version = models.PositiveIntegerField(default=0)

    objects = HolidayListQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "imported_at"], name="one_import_at_a_time"),
            models.CheckConstraint(
                condition=Q(removed_at=None) | Q(removed_at__gte=models.F("imported_at")), name="removed_after_import"
            ),
        ]

    def __str__(self) -> str:
        return f"{len(self.days)} days"

    @classmethod
    def take(cls, person: Person, found: Iterable[tuple[date, str]], *, by: Person, at: datetime) -> "HolidayList":
        """From now these days count, and no others. The list before it is kept for Undo, and no older one."""
        rows = sorted(found)
        with transaction.atomic():
            Person.objects.select_for_update().get(pk=person.pk)
            cls.objects.filter(person=person, removed_at__isnull=False).delete()
            older = cls.objects.filter(person=person).order_by("-imported_at").values_list("pk", flat=True)
            cls.objects.filter(pk__in=list(older)[KEPT - 1 :]).delete()
            days = [day.isoformat() for day, _ in rows]
            made = cls(person=person, imported_at=at, days=days, names=json.dumps([name for _, name in rows]))
            made.save(force_insert=True)
            made._told("holidays.imported", by=by, at=at)
        return made

    def remove(self, *, by: Person, at: datetime) -> bool:
        """It counts no more: the one before it does, else the person's country."""
        with transaction.atomic():
            removed = shift(self, among=HolidayList.objects.filter(removed_at=None), removed_at=at)
            if removed:
                self._told("holidays.removed", by=by, at=at)
        return removed

    def restore(self, *, by: Person, at: datetime) -> bool:
        """Take the removal back."""
        with transaction.atomic():
            back = shift(self, among=HolidayList.objects.filter(removed_at__isnull=False), removed_at=None)
            if back:
                self._told("holidays.imported", by=by, at=at)
        return back

    def _told(self, kind: str, *, by: Person, at: datetime) -> None:
        record(kind, self, by=by, at=at, private_to=self.person, person=self.person_id)

    @property
    def sealing_owner(self) -> Owner:
        return Owner("author", self.person_id)

    @property
    def dates(self) -> frozenset[date]:
        return frozenset(date.fromisoformat(day) for day in self.days)

    @property
    def named(self) -> dict[date, str]:
        """Each day with its name: for its owner's eyes."""
        names = json.loads(self.names or "[]")
        return {date.fromisoformat(day): name for day, name in zip(self.days, names, strict=True)}
