"""The private address under which somebody's own calendar reads when they meet."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse

from activity.models import record
from kit.ids import new_id
from kit.rows import shift
from people.models import Person

signer = Signer(salt="integrations.calendar_feed")


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    def visible_to(self, person: Person) -> "CalendarFeedQuerySet":
        """One's own."""
        return self.filter(person=person)

    def open(self) -> "CalendarFeedQuerySet":
        return self.filter(closed_at=None)


class CalendarFeed(models.Model):
    """An address that shows one person's 1:1s to whoever has it, until it is closed.

    The address is the row's id and a signature over it: neither a copy of the database nor the id alone opens it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    with_names = models.BooleanField(default=True)  # else every 1:1 is "Busy"
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(closed_at=None), name="one_open_calendar_feed")
        ]

    def __str__(self) -> str:
        return f"{self.opened_at:%Y-%m-%d}"

    @classmethod
    def at(cls, feed_id: UUID, signature: str) -> "CalendarFeed | None":
        """The one with that address; none if it was closed, never was one, or its person's account is closed."""
        try:
            signer.unsign(f"{feed_id}:{signature}")
        except BadSignature:
            return None
        there = cls.objects.open().filter(pk=feed_id, person__deactivated_at=None)
        return there.select_related("person").first()

    # --- verbs

    @classmethod
    def open(cls, person: Person, *, with_names: bool, at: datetime) -> "CalendarFeed":
        """A new address for them. The one before shows nothing from now on."""
        with transaction.atomic():
            Person.objects.select_for_update().get(pk=person.pk)  # of two who press at once, one comes second
            for before in cls.objects.open().filter(person=person):
                before.close(by=person, at=at)
            feed = cls(person=person, with_names=with_names, opened_at=at)
            feed.save(force_insert=True)
            record("calendar_feed.opened", feed, by=person, at=at, private_to=person)
        return feed

    def close(self, *, by: Person, at: datetime) -> bool:
        """The address shows nothing from now on. False if it was closed before."""
        with transaction.atomic():
            closed = shift(self, among=CalendarFeed.objects.open(), closed_at=at)
            if closed:
                record("calendar_feed.closed", self, by=by, at=at, private_to=self.person)
        return closed

    def say_names(self, with_names: bool) -> bool:
        """Who one meets is said, or "Busy" alone; calendars learn of it when they next read."""
        return shift(self, among=CalendarFeed.objects.open(), with_names=with_names)

    # --- what a page asks

    @property
    def address(self) -> str:
        """The whole address, for a calendar to read."""
        signature = signer.signature(str(self.pk))
        return settings.PUBLIC_URL + reverse("calendar_feed", args=[self.pk, signature])

    @property
    def subscription(self) -> str:
        """The same for a calendar that is installed beside the browser: it asks whether to subscribe."""
        return "webcal://" + self.address.partition("://")[2]
