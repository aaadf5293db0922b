from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, models, transaction

from activity.models import record
from agendas.models.ready_templates import READY, ReadyTemplate
from agendas.models.template_line import TemplateLine, lines_of
from kit.ids import new_id
from kit.rows import shift
from kit.vault import Owner, SealedTextField, reseal
from people.models import Person

NAME_LENGTH = 100
TEXT_LENGTH = 10_000


class AgendaTemplateQuerySet(models.QuerySet["AgendaTemplate"]):
    def visible_to(self, person: Person) -> "AgendaTemplateQuerySet":
        """One's own: a template is nobody else's, whoever they meet."""
        return self.filter(person=person)

    def kept(self) -> "AgendaTemplateQuerySet":
        return self.filter(removed_at=None).order_by("made_at", "id")


class AgendaTemplate(models.Model):
    """An agenda that one person made for themself, to put on any of their 1:1s. Nobody else knows of it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="agenda_templates")
    name = SealedTextField(label="agenda_template.name", owner="sealing_owner")
    text = SealedTextField(label="agenda_template.text", owner="sealing_owner")
    made_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)
    idempotency_key = models.UUIDField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    objects = AgendaTemplateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "idempotency_key"], name="template_once_per_key"),
        ]

    def __str__(self) -> str:
        return f"agenda template {self.pk}"

    # --- verbs

    @classmethod
    def make(
        cls, *, name: str, text: str, idempotency_key: UUID | None = None, by: Person, at: datetime
    ) -> "AgendaTemplate":
        """Keep an agenda for later. A replay with the same key returns the first."""
        template = cls(person=by, made_at=at, idempotency_key=idempotency_key)
        template.name, template.text = name, text
        try:
            with transaction.atomic():
                template.save(force_insert=True)
                record("agenda_template.made", template, by=by, at=at, private_to=by)
        except IntegrityError:
            first = cls.objects.filter(person=by, idempotency_key=idempotency_key).first() if idempotency_key else None
            if first is None:
                raise
            return first
        return template

    def edit(self, *, name: str, text: str, version: int, by: Person, at: datetime) -> bool:
        """Say it in other words. False if it was saved elsewhere since `version`: nothing is overwritten."""
        with transaction.atomic():
            if not reseal(self, guard_version=version, name=name, text=text):
                return False
            record("agenda_template.edited", self, by=by, at=at, private_to=self.person)
        return True

    def remove(self, *, by: Person, at: datetime) -> bool:
        """It is no longer offered. What it put on an agenda stays there."""
        with transaction.atomic():
            gone = shift(self, among=AgendaTemplate.objects.filter(removed_at=None), removed_at=at)
            if gone:
                record("agenda_template.removed", self, by=by, at=at, private_to=self.person)
        return gone

    def restore(self, *, by: Person, at: datetime) -> bool:
        """Take the removal back."""
        with transaction.atomic():
            back = shift(self, among=AgendaTemplate.objects.filter(removed_at__isnull=False), removed_at=None)
            if back:
                record("agenda_template.restored", self, by=by, at=at, private_to=self.person)
        return back

    @classmethod
    def named(cls, origin: str, person: Person) -> "ReadyTemplate | AgendaTemplate | None":
        """The ready-made one, or the one of `person`'s own, that an `origin` stands for."""
        if origin in READY:
            return READY[origin]
        try:
            return cls.objects.visible_to(person).kept().filter(pk=UUID(origin)).first()
        except ValueError:
            return None

    # --- what a page asks

    @property
    def sealing_owner(self) -> Owner:
        return Owner("author", self.person_id)

    @property
    def origin(self) -> str:
        """What an item that came from it remembers."""
        return self.pk.hex

    @property
    def lines(self) -> list[TemplateLine]:
        return lines_of(self.text)
