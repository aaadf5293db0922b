from collections.abc import Collection
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.http import HttpRequest
from django.utils.translation import gettext as _

from activity.models import Outbox, record
from kit.ids import new_id
from kit.vault import Owner
from kit.vault.models import DataKey
from kit.words import zone
from people.models.organisation import Organisation
from people.models.public_holidays import is_place
from people.models.working_week import Hours, WorkingWeek, office_hours

if TYPE_CHECKING:
    from people.models.absence import Absence
    from people.models.reporting_line import ReportingLine
    from people.models.role import Role


class StillManages(ValueError):
    """Somebody cannot leave while others report to them: each gets another manager first, or none on purpose."""

    def __init__(self, person: "Person", reports: "list[Person]") -> None:
        self.reports = reports
        names = ", ".join(report.name for report in reports)
        super().__init__(_("%(name)s is still the manager of %(reports)s.") % {"name": person.name, "reports": names})


class PersonManager(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email=(username or "").lower())

    def of_address(self, email: str) -> "Person | None":
        """Whose open account that address is, if anybody's."""
        return self.filter(email=email.strip().lower(), deactivated_at=None).first()


class Person(AbstractBaseUser):
    """Somebody with an account. Signs in by email, which is kept in lower case."""

    class Theme(models.TextChoices):
        SYSTEM = "system"
        LIGHT = "light"
        DARK = "dark"

    class Density(models.TextChoices):
        COMFORTABLE = "comfortable"
        COMPACT = "compact"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=150)
    job_title = models.CharField(max_length=150, blank=True)
    department = models.CharField(max_length=150, blank=True)
    location = models.CharField(max_length=150, blank=True)
    started_on = models.DateField(null=True, blank=True)
    time_zone = models.CharField(max_length=64, default="Europe/Berlin")
    locale = models.CharField(max_length=10, default="en-gb")
    working_hours = models.JSONField(default=office_hours)
    country = models.CharField(max_length=2, blank=True)
    subdivision = models.CharField(max_length=40, blank=True)
    theme = models.CharField(max_length=10, choices=Theme, default=Theme.SYSTEM)
    density = models.CharField(max_length=12, choices=Density, default=Density.COMFORTABLE)
    single_keys = models.BooleanField(default=True)
    no_manager_at = models.DateTimeField(null=True, blank=True)  # since when they report to nobody on purpose
    added_at = models.DateTimeField()
    deactivated_at = models.DateTimeField(null=True, blank=True)
    # allauth and Django's backends filter on this column; the moment above is the truth.
    is_active = models.GeneratedField(
        expression=models.ExpressionWrapper(Q(deactivated_at__isnull=True), models.BooleanField()),
        output_field=models.BooleanField(),
        db_persist=True,
    )

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(email=Lower("email")), name="email_in_lower_case")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def with_accounts(cls, ids: "Collection[UUID]") -> "dict[UUID, Person]":
        """Those of these people whose accounts are open, by id."""
        return cls.objects.filter(pk__in=ids, is_active=True).in_bulk()

    @classmethod
    def add(
        cls, *, email: str, name: str, by: "Person | None", at: datetime, invite: bool = True, **about: Any
    ) -> "Person":
        """Give somebody an account, with a key of their own, and mail them a link to choose a password.

        Their address counts as verified: whoever adds them vouches for it.
        Raises django.db.IntegrityError when the address is taken.
        """
        with transaction.atomic():
            person = cls(email=email.strip().lower(), name=" ".join(name.split()), added_at=at, **about)
            person.set_unusable_password()
            person.save(force_insert=True)
            DataKey.create_for(person.sealing_owner)
            EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
            record("person.added", person, by=by, at=at)
            if invite:
                person.send_password_link(at=at)
        return person

    def send_password_link(self, *, at: datetime) -> None:
        """Mail a one-time link to choose a password, at most one a minute."""
        Outbox.enqueue(
            "people.password_link",
            dedupe_key=f"password-link:{self.pk}:{at:%Y%m%d%H%M}",
            payload={"person": str(self.pk)},
            due_at=at,
        )

    def deactivate(self, *, by: "Person | None", at: datetime) -> None:
        """They leave: no sign-in, every open session and page ends, they report to nobody, and their 1:1s are over.

        Raises StillManages while somebody reports to them.
        """
        with transaction.atomic():
            Organisation.lock()  # nobody starts to report to them in this instant
            reports = Person.objects.filter(reporting_lines__manager=self.pk, reporting_lines__ended_on=None)
            if reports.exists():
                raise StillManages(self, list(reports.order_by("name", "pk")))
            lines: models.QuerySet[ReportingLine] = self.reporting_lines.filter(ended_on=None)
            lines.update(ended_on=self.today(at))
            if Person.objects.filter(pk=self.pk, deactivated_at=None).update(deactivated_at=at):
                self.refresh_from_db(fields=["deactivated_at", "is_active"])
                record("person.deactivated", self, by=by, at=at)

    def choose_password(self, password: str, *, at: datetime) -> None:
        """A password of their own. Every session opened with the one before, and every link to choose one, ends."""
        with transaction.atomic():
            self.set_password(password)
            Person.objects.filter(pk=self.pk).update(password=self.password)
            record("person.password_chosen", self, by=self, at=at)

    def sign_out(self, *, at: datetime) -> None:
        """Their open pages close with the session, and hear of it through this."""
        record("person.signed_out", self, by=self, at=at)

    def choose_time_zone(self, name: str, *, at: datetime) -> None:
        """Whose clock they read times on. Raises ValueError for a zone that nobody knows."""
        before, self.time_zone = self.time_zone, zone(name).key
        with transaction.atomic():
            Person.objects.filter(pk=self.pk).update(time_zone=self.time_zone)
            if before != self.time_zone:
                record("person.time_zone_chosen", self, by=self, at=at, private_to=self, after=self.time_zone)

    def choose_working_week(self, week: WorkingWeek) -> None:
        """When others may plan a 1:1 with them."""
        self.working_hours = week.stored
        Person.objects.filter(pk=self.pk).update(working_hours=self.working_hours)

    def choose_country(self, country: str, subdivision: str = "", *, at: datetime) -> None:
        """Whose public holidays they have; "" is none. Raises ValueError for a place that nobody knows."""
        if country and not is_place(country, subdivision):
            raise ValueError("unknown place")
        with transaction.atomic():
            self.country, self.subdivision = country, subdivision if country else ""
            Person.objects.filter(pk=self.pk).update(country=self.country, subdivision=self.subdivision)
            record("person.country_chosen", self, by=self, at=at, private_to=self)

    def choose_look(self, *, theme: str, density: str | None = None) -> None:
        """Light, dark or as the system says; and how much air there is between things."""
        self.theme = theme
        self.density = density or self.density
        Person.objects.filter(pk=self.pk).update(theme=self.theme, density=self.density)

    def choose_single_keys(self, on: bool) -> None:
        """Whether single keys act on pages (WCAG 2.1.4: they can be switched off)."""
        self.single_keys = on
        Person.objects.filter(pk=self.pk).update(single_keys=on)

    @property
    def sealing_owner(self) -> Owner:
        """What only this person may read is sealed with their own key."""
        return Owner("author", self.pk)

    @property
    def first_name(self) -> str:
        return self.name.split(" ")[0]

    @property
    def initials(self) -> str:
        words = self.name.split() or ["?"]
        return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()

    @property
    def hue(self) -> int:
        """One of eight avatar colours, the same everywhere and always."""
        return self.pk.int % 8 + 1

    @property
    def zone(self) -> ZoneInfo:
        """Their clock; the organisation's where the database names a zone that nobody knows (any more)."""
        try:
            return ZoneInfo(self.time_zone)
        except (ValueError, LookupError, OSError):  # "", an unknown name, a folder of zones
            return Organisation.current().zone

    @cached_property
    def role_names(self) -> frozenset[str]:
        roles: models.QuerySet[Role] = self.roles.all()
        return frozenset(role.name for role in roles)

    @property
    def is_hr_admin(self) -> bool:
        return "hr_admin" in self.role_names

    @property
    def is_owner(self) -> bool:
        return "owner" in self.role_names

    @property
    def has_role(self) -> bool:
        """Whoever may do more than a member is signed out sooner."""
        return bool(self.role_names)

    def today(self, at: datetime) -> date:
        """The date on this person's calendar."""
        return at.astimezone(self.zone).date()

    @property
    def working_week(self) -> WorkingWeek:
        return WorkingWeek.read(self.working_hours)

    def working_on(self, day: date) -> Hours | None:
        """From when to when they work on that day of the week, on their clock; None if they do not.

        Says nothing of absences and public holidays: `DaysOff` knows those of many people at once.
        """
        return self.working_week.on(day)

    def away_on(self, day: date) -> bool:
        """Are they absent that day? Over many days or people, prefetch `absences`, or ask `DaysOff`."""
        absences: models.QuerySet[Absence] = self.absences.all()
        return any(absence.covers(day) for absence in absences)


class PageRequest(HttpRequest):
    """A request of somebody who is signed in, as every view gets it unless it says otherwise."""

    user: Person
