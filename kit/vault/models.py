import secrets
from datetime import datetime
from typing import cast, get_args

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from kit.ids import new_id
from kit.vault.keys import keyring, master_keys
from kit.vault.owners import Owner, Purpose


class DataKeyQuerySet(models.QuerySet["DataKey"]):
    def of(self, owner: Owner) -> "DataKeyQuerySet":
        """Every key the owner ever had that something may still name."""
        return self.filter(purpose=owner.purpose, owner_id=owner.id)

    def unretired(self, owner: Owner) -> "DataKeyQuerySet":
        """The one key that seals for this owner, if there is one."""
        return self.of(owner).filter(retired_at=None)


class DataKey(models.Model):
    """The key of one owner, wrapped by a master key. Every sealed value names its key by id.

    A retired key opens what was sealed with it and seals nothing new; `keys verify` removes it once no row names it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    purpose = models.CharField(max_length=8)
    owner_id = models.UUIDField()
    kek_id = models.CharField(max_length=64)
    wrapped = models.BinaryField()
    retired_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = DataKeyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["purpose", "owner_id"], condition=models.Q(retired_at=None), name="one_unretired_key_an_owner"
            ),
            models.CheckConstraint(condition=models.Q(purpose__in=get_args(Purpose)), name="known_purpose"),
        ]

    def __str__(self) -> str:
        return f"data key {self.pk}"

    @property
    def owner(self) -> Owner:
        return Owner(cast(Purpose, self.purpose), self.owner_id)

    @classmethod
    def create_for(cls, owner: Owner) -> "DataKey":
        """The owner's key, made in the owner's own transaction. Who comes second gets the one that is there."""
        kek_id, wrapped = master_keys().wrap(secrets.token_bytes(32))
        try:
            with transaction.atomic():
                key = cls.objects.create(purpose=owner.purpose, owner_id=owner.id, kek_id=kek_id, wrapped=wrapped)
        except IntegrityError:
            return cls.objects.unretired(owner).get()
        keyring.take([key])
        return key

    @classmethod
    def replace_for(cls, owner: Owner, *, at: datetime) -> "DataKey":
        """A new key for the owner; the one before retires. This process knows at once, others within five minutes."""
        with transaction.atomic():
            before = list(cls.objects.unretired(owner))
            for key in before:
                key.retired_at = at
                key.save(update_fields=["retired_at"])
            key = cls.create_for(owner)
            keyring.take(before)
        return key

    def unwrap(self) -> bytes:
        """The key itself. MasterKeyError if the master key is gone or another one wrapped it."""
        return master_keys().unwrap(self.kek_id, bytes(self.wrapped))
