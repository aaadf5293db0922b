from datetime import datetime

from django.db import models, transaction

from activity.models import record
from kit.ids import new_id
from people.models.person import Person


class Role(models.Model):
    """What a person may do beyond being a member. "Manager" is none: it follows from having reports."""

    class Name(models.TextChoices):
        HR_ADMIN = "hr_admin"
        OWNER = "owner"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="roles")
    name = models.CharField(max_length=20, choices=Name)
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "name"], name="one_row_a_role")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def grant(cls, person: Person, name: str, *, by: Person | None, at: datetime) -> "Role":
        """Give `person` a role. Does nothing if they have it."""
        with transaction.atomic():
            role, made = cls.objects.get_or_create(
                person=person, name=cls.Name(name), defaults={"granted_at": at, "granted_by": by}
            )
            if made:
                record("role.granted", person, by=by, at=at, role=str(role.name))
        return role

    @classmethod
    def holders(cls, name: str) -> "list[Person]":
        """Who has the role and can use it, by name. Everybody may know who they are: the privacy page says it."""
        return list(Person.objects.filter(roles__name=cls.Name(name), deactivated_at=None).order_by("name", "pk"))
