from datetime import date, datetime, timedelta

from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activity.models import record
from kit.ids import new_id
from kit.rows import shift
from kit.words import plain_day
from people.models.person import Person

LATE = timedelta(days=31)  # somebody who was ill says so when they are back
AHEAD = timedelta(days=2 * 366)
LONGEST = timedelta(days=2 * 366)


class CannotBeAway(ValueError):
    """Why these days were not taken: a sentence for the person, and the form field that it is about."""

    def __init__(self, sentence: str, *, about: str = "first_on") -> None:
        self.about = about
        super().__init__(sentence)


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def visible_to(self, person: Person) -> "AbsenceQuerySet":
        """One's own. Others see that somebody is away on the dates of their 1:1s, never why."""
        return self.filter(person=person)

    def kept(self) -> "AbsenceQuerySet":
        return self.filter(removed_at=None)

    def within(self, first: date, last: date) -> "AbsenceQuerySet":
        """Those that have a day in the span, both ends included; the earliest first."""
        return self.kept().filter(first_on__lte=last, last_on__gte=first).order_by("first_on", "id")


class Absence(models.Model):
    """Days on which somebody does not work, both ends included. Its kind is for them alone; it holds no words."""

    class Kind(models.TextChoices):
        HOLIDAY = "holiday", gettext_lazy("Holiday")
        SICK = "sick", gettext_lazy("Sick")
        LEAVE = "leave", gettext_lazy("Leave")
        OTHER = "other", gettext_lazy("Other")

    LONG = timedelta(days=14)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="absences")
    first_on = models.DateField()
    last_on = models.DateField()
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.HOLIDAY)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="absence_ends_after_it_begins")
        ]
        indexes = [models.Index(fields=["person", "last_on"])]

    def __str__(self) -> str:
        return f"{self.first_on} to {self.last_on}"

    # --- verbs

    @classmethod
    def add(cls, person: Person, *, first_on: date, last_on: date, kind: str, by: Person, at: datetime) -> "Absence":
        """`person` is away from the first day to the last. Raises CannotBeAway."""
        absence = cls(person=person, first_on=first_on, last_on=last_on, kind=cls.Kind(kind), added_at=at)
        with transaction.atomic():
            absence._refuse_nonsense(at=at)
            absence.save(force_insert=True)
            absence._told("absence.added", by=by, at=at)
        return absence

    def change(self, *, first_on: date, last_on: date, kind: str, by: Person, at: datetime) -> bool:
        """Other days, or another kind. False if it was removed meanwhile. Raises CannotBeAway."""
        wanted = Absence(pk=self.pk, person=self.person, first_on=first_on, last_on=last_on)
        before = (self.first_on, self.last_on)
        with transaction.atomic():
            wanted._refuse_nonsense(at=at, unchanged=before)
            # The days are new: a 1:1 that the two put on one of them before is asked about no more.
            added_at = self.added_at if before == (first_on, last_on) else at
            changed = shift(
                self,
                among=Absence.objects.kept(),
                first_on=first_on,
                last_on=last_on,
                kind=self.Kind(kind),
                added_at=added_at,
            )
            if changed:
                self._told("absence.changed", by=by, at=at, before=before)
        return changed

    def remove(self, *, by: Person, at: datetime) -> bool:
        """They are there after all."""
        with transaction.atomic():
            removed = shift(self, among=Absence.objects.kept(), removed_at=at)
            if removed:
                self._told("absence.removed", by=by, at=at)
        return removed

    def restore(self, *, by: Person, at: datetime) -> bool:
        """Take the removal back. Raises CannotBeAway if other days have taken its place."""
        with transaction.atomic():
            self._refuse_overlap()
            back = shift(self, among=Absence.objects.filter(removed_at__isnull=False), removed_at=None)
            if back:
                self._told("absence.added", by=by, at=at)
        return back

    def _told(self, kind: str, *, by: Person, at: datetime, before: tuple[date, date] | None = None) -> None:
        """To nobody but themself; apps above look what it means for 1:1s in the span that it touched."""
        first, last = before or (self.first_on, self.last_on)
        record(
            kind,
            self,
            by=by,
            at=at,
            private_to=self.person,
            person=self.person_id,
            first=min(first, self.first_on),
            last=max(last, self.last_on),
        )

    # --- rules

    def _refuse_nonsense(self, *, at: datetime, unchanged: tuple[date, date] | None = None) -> None:
        today = self.person.today(at)
        if self.last_on < self.first_on:
            raise CannotBeAway(_("The last day is before the first. Swap them, or pick others."), about="last_on")
        if self.last_on - self.first_on > LONGEST:
            raise CannotBeAway(_("That is more than two years. Say when you know more."), about="last_on")
        if self.first_on < today - LATE and (unchanged is None or self.first_on != unchanged[0]):
            raise CannotBeAway(_("That is more than a month ago: what was then stays as it is."))
        if self.first_on > today + AHEAD:
            raise CannotBeAway(_("That is more than two years ahead. Pick a day sooner than that."))
        self._refuse_overlap()

    def _refuse_overlap(self) -> None:
        Person.objects.select_for_update().get(pk=self.person_id)  # two tabs at once
        others = Absence.objects.filter(person=self.person_id).within(self.first_on, self.last_on).exclude(pk=self.pk)
        there = others.first()
        if there is not None:
            raise CannotBeAway(
                _("You are away from %(first)s to %(last)s already. Change that one instead.")
                % {"first": plain_day(there.first_on), "last": plain_day(there.last_on)}
            )

    # --- what a page asks

    @property
    def long(self) -> bool:
        """Over two weeks: rhythms pause, and the first 1:1 back is one of its own."""
        return self.last_on - self.first_on >= self.LONG

    def covers(self, day: date) -> bool:
        return self.removed_at is None and self.first_on <= day <= self.last_on
