from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models, transaction

from activity.models import record
from kit.vault import Owner, reseal
from oneonones.models import Reveal
from people.models import Person


class Disclosure(models.Model):
    """Who knows of an item: its author alone, or both; and if not yet both, from when on.

    Until `revealed_at` it is as if it were not there for the other: its words lie under a key of its author, and no
    query but those that ask for the author finds it. It is stamped once, so that nothing hides an item again.
    """

    class Visibility(models.TextChoices):
        SHARED = "shared"
        PRIVATE = "private"

    visibility = models.CharField(max_length=8, choices=Visibility, default=Visibility.SHARED)
    reveal = models.CharField(max_length=10, choices=Reveal, default=Reveal.NOW)  # as the pair had it when raised
    revealed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    if TYPE_CHECKING:
        author: models.ForeignKey[Person, Person]
        author_id: UUID
        pair_id: UUID
        version: models.PositiveIntegerField[Any, int]

    def share(self, *, version: int, by: Person, at: datetime) -> bool:
        """Show it to the other now, in the words of `version`: sealed anew, with the key of the pair.

        False if both know of it already, or it was edited since.
        """
        if self.revealed_at is not None:
            return False
        with transaction.atomic():
            if not reseal(self, guard_version=version, visibility=self.Visibility.SHARED, revealed_at=at):
                return False
            record("agenda_item.shared", self, by=by, at=at)
        return True

    def come_out(self, *, at: datetime) -> bool:
        """Its moment has come: the other sees it from now on. Whoever asks holds the row and knows its moment."""
        if self.revealed_at is not None or not reseal(self, guard_version=self.version, revealed_at=at):
            return False
        record("agenda_item.revealed", self, by=None, at=at)
        return True

    @property
    def sealing_owner(self) -> Owner:
        """A private or not yet revealed item is its author's; a revealed one the pair's."""
        return Owner("pair", self.pair_id) if self.revealed_at is not None else Owner("author", self.author_id)

    @property
    def known_to(self) -> Person | None:
        """The one person who alone may know that it exists, or None when both do."""
        return None if self.revealed_at is not None else self.author

    @property
    def private(self) -> bool:
        """Does its author alone know of it?"""
        return self.revealed_at is None

    @property
    def waits(self) -> bool:
        """Is it for both, and not yet shown to the other?"""
        return self.private and self.visibility == self.Visibility.SHARED
