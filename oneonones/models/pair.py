from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.urls import reverse

from activity.models import Activity, record
from kit.ids import new_id
from kit.rows import shift
from kit.vault import Owner
from kit.vault.models import DataKey
from oneonones.models.reveal import Reveal
from people.models import Person

if TYPE_CHECKING:
    from oneonones.models.meeting import Meeting
    from oneonones.models.series import Series


class PairQuerySet(models.QuerySet["Pair"]):
    def visible_to(self, person: Person) -> "PairQuerySet":
        """The pairs that `person` is or was one of. Nobody else reads a pair, whatever their role."""
        return self.filter(Q(manager=person) | Q(report=person))

    def active(self) -> "PairQuerySet":
        return self.filter(ended_on=None)

    def with_people(self) -> "PairQuerySet":
        return self.select_related("manager", "report")

    def ended(self) -> "PairQuerySet":
        """Those that are over, the latest first."""
        return self.filter(ended_on__isnull=False).order_by("-ended_on", "id")

    def with_open_items(self, reader: Person) -> "PairQuerySet":
        """Each with `open_items`: how many items are open that `reader` may know of."""
        known = Q(agenda_items__revealed_at__isnull=False) | Q(agenda_items__author=reader)
        open_now = Q(agenda_items__closed_at=None, agenda_items__removed_at=None)
        return self.annotate(open_items=Count("agenda_items", filter=known & open_now))

    def with_last_change(self) -> "PairQuerySet":
        """Each with when (`changed_at`) and by whom it was ended; while it goes on, its setting for new items changed.

        By nobody: by the product itself, a command, or somebody whose account is gone.
        """
        told = Activity.objects.filter(subject_id=OuterRef("pk"), kind__in=("pair.ended", "pair.reveal_changed"))
        last = told.order_by("-at")
        return self.annotate(
            changed_at=Subquery(last.values("at")[:1]),
            changed_by=Subquery(last.values("by")[:1], output_field=models.UUIDField()),
            changed_by_name=Subquery(last.values("by__name")[:1]),
        )

    def between(self, one: Person, other: Person) -> "PairQuerySet":
        return self.filter(Q(manager=one, report=other) | Q(manager=other, report=one))


class Pair(models.Model):
    """Two people who meet. The unit of access: every piece of content belongs to exactly one pair."""

    class Kind(models.TextChoices):
        DIRECT = "direct"
        DOTTED_LINE = "dotted_line"
        ACTING = "acting"
        SKIP_LEVEL = "skip_level"
        MENTOR = "mentor"
        PEER = "peer"

    is_pair = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    manager = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="pairs_as_manager")
    report = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="pairs_as_report")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.DIRECT)
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    reveal = models.CharField(max_length=10, choices=Reveal, default=Reveal.NOW)
    ends_on = models.DateField(null=True, blank=True)  # the last day of one that closes by itself

    objects = PairQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["manager", "report", "kind"], condition=Q(ended_on=None), name="one_active_pair_of_a_kind"
            ),
            models.CheckConstraint(condition=~Q(manager=F("report")), name="a_pair_is_two_people"),
        ]

    def __str__(self) -> str:
        return f"{self.manager} & {self.report}"

    def get_absolute_url(self) -> str:
        return reverse("pair", args=[self.pk])

    @classmethod
    def start(
        cls, manager: Person, report: Person, *, by: Person | None, at: datetime, kind: str = Kind.DIRECT
    ) -> "Pair":
        """Two people begin to meet: an empty pair with a key of its own.

        For peers and mentors, `manager` is who set it up. Returns the pair that is there already, if any.
        """
        with transaction.atomic():
            pair, made = cls.objects.get_or_create(
                manager=manager,
                report=report,
                kind=cls.Kind(kind),
                ended_on=None,
                defaults={"started_on": manager.today(at)},
            )
            if made:
                DataKey.create_for(pair.sealing_owner)
                record("pair.started", pair, by=by, at=at)
        return pair

    def end(self, *, by: Person | None, at: datetime, on: date | None = None) -> None:
        """The two no longer meet. Everything stays readable for both; what was planned is cancelled.

        `on`: the day as of which it is over, if that is not today.
        """
        with transaction.atomic():
            today = on or self.manager.today(at)
            if Pair.objects.active().filter(pk=self.pk).update(ended_on=today) == 0:
                return
            self.ended_on = today
            series: models.QuerySet[Series] = self.series.filter(ended_on=None)
            series.update(ended_on=today)
            meetings: models.QuerySet[Meeting] = self.meetings.all()
            ahead = meetings.filter(state__in=["scheduled", "proposed"], starts_at__gt=at)
            ahead.update(state="cancelled", cancelled_at=at, cancelled_by=by)
            record("pair.ended", self, by=by, at=at)

    def show_items(self, when: str, *, by: Person, at: datetime) -> bool:
        """From when on the other sees what is raised from now on; what was raised before keeps to what held then.

        False if it is so already, or the pair has ended.
        """
        before, after = self.reveal, Reveal(when)
        with transaction.atomic():
            changed = shift(self, among=Pair.objects.active().exclude(reveal=after), reveal=after)
            if changed:
                record("pair.reveal_changed", self, by=by, at=at, before=before, after=after)
        return changed

    @property
    def reveals(self) -> Reveal:
        return Reveal(self.reveal)

    @property
    def sealing_owner(self) -> Owner:
        """What the two share is sealed with the key of the pair."""
        return Owner("pair", self.pk)

    @property
    def rhythm(self) -> "Series | None":
        """The series by which the two meet now, if any."""
        return self.series.filter(ended_on=None).select_related("anchor").first()

    @property
    def active(self) -> bool:
        return self.ended_on is None

    def has(self, person: Person) -> bool:
        return person.pk in (self.manager_id, self.report_id)

    def other(self, person: Person) -> Person:
        """The one that `person` meets here."""
        return self.report if person.pk == self.manager_id else self.manager

    def first_name_of(self, person_id: object, *, reader: Person) -> str:
        """Whose it is, as `reader` would say it: their own is empty, for templates to say "You"."""
        if person_id == reader.pk:
            return ""
        return self.manager.first_name if person_id == self.manager_id else self.report.first_name
