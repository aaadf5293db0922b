from datetime import date, datetime

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from activity.models import record
from kit.ids import new_id
from people.models.organisation import Organisation
from people.models.person import Person


class ReportingLoop(ValueError):
    """Somebody would report to themselves, directly or through others. `chain` names them in order."""

    def __init__(self, chain: list[Person]) -> None:
        self.chain = chain
        super().__init__(_("That would be a circle: %(chain)s.") % {"chain": " → ".join(p.name for p in chain)})


class HasLeft(ValueError):
    """Nobody reports to somebody whose account is closed."""

    def __init__(self, person: Person) -> None:
        super().__init__(_("%(name)s has left: that account is closed.") % {"name": person.name})


class ReportingLineQuerySet(models.QuerySet["ReportingLine"]):
    def current(self) -> "ReportingLineQuerySet":
        return self.filter(ended_on=None)


class ReportingLine(models.Model):
    """Who somebody reports to, from when to when. The rows of the past stay: they are the history."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="reporting_lines")
    manager = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="report_lines")
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    objects = ReportingLineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(ended_on=None), name="one_manager_at_a_time"),
            models.CheckConstraint(condition=~Q(person=models.F("manager")), name="nobody_manages_themselves"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} reports to {self.manager_id}"

    @classmethod
    def manager_of(cls, person: Person) -> Person | None:
        line = cls.objects.current().select_related("manager").filter(person=person).first()
        return line.manager if line else None

    @classmethod
    def orphans(cls) -> "models.QuerySet[Person]":
        """Who reports to nobody, and nobody said that this is on purpose; by name."""
        led = cls.objects.current().values("person")
        alone = Person.objects.filter(deactivated_at=None, no_manager_at=None).exclude(pk__in=led)
        return alone.order_by("name", "pk")

    @classmethod
    def above(cls, person: Person) -> list[Person]:
        """Everybody that `person` reports to, directly and through others, the nearest first."""
        chain: list[Person] = []
        manager = cls.manager_of(person)
        while manager is not None and manager not in chain:
            chain.append(manager)
            manager = cls.manager_of(manager)
        return chain

    @classmethod
    def is_above(cls, one: Person, other: Person) -> bool:
        """Does `other` report to `one`, directly or through others?"""
        return one in cls.above(other)

    @classmethod
    def change(cls, person: Person, manager: Person | None, *, by: Person | None, at: datetime) -> None:
        """From today `person` reports to `manager`; `None` is "no manager" on purpose.

        Ends the line before it, and tells the apps above, which end the old pair and start a new, empty one.
        Raises ReportingLoop when the chart would have a circle, HasLeft when the manager's account is closed. Does
        nothing when it is so already.
        """
        with transaction.atomic():
            Organisation.lock()  # two changes at once could each look right and close a circle together
            if manager is None:
                Person.objects.filter(pk=person.pk, no_manager_at=None).update(no_manager_at=at)
            elif not Person.objects.filter(pk=manager.pk, deactivated_at=None).exists():
                raise HasLeft(manager)
            before = cls.objects.current().filter(person=person).first()
            if (before.manager_id if before else None) == (manager.pk if manager else None):
                return
            if manager is not None:
                cls.refuse_loop(person, manager)
            today = person.today(at)
            if before is not None:
                before.end(on=today)
            if manager is not None:
                cls.objects.create(person=person, manager=manager, started_on=today)
                Person.objects.filter(pk=person.pk).update(no_manager_at=None)
            record(
                "person.manager_changed",
                person,
                by=by,
                at=at,
                manager=manager.pk if manager else None,
                before=before.manager_id if before else None,
            )

    @classmethod
    def refuse_loop(cls, person: Person, manager: Person) -> None:
        """Raise ReportingLoop if `person` is `manager` themselves, or above them."""
        chain = [manager, *cls.above(manager)]
        if person in chain:
            raise ReportingLoop([person, *chain[: chain.index(person) + 1]])

    def end(self, *, on: date) -> None:
        """The line is over."""
        ReportingLine.objects.filter(pk=self.pk, ended_on=None).update(ended_on=on)
        self.ended_on = on
