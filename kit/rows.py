"""Changing rows safely when two people press at once."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models
from django.db.models import QuerySet
from django.utils.dateparse import parse_datetime

Row = TypeVar("Row", bound=models.Model)

if TYPE_CHECKING:
    LocalField = models.Field[Any, Any]
else:
    LocalField = models.Field


def shift(row: Row, *, among: "QuerySet[Row]", **changes: Any) -> bool:
    """Change `row` by one guarded `UPDATE … WHERE`, provided it is still `among` those that may change.

    Of two people who press at once, one wins and is told so (True), with no lock, on every database.
    Plain columns only: sealed text has a guarded write of its own in `kit.vault`.
    """
    if among.filter(pk=row.pk).update(**changes) == 0:
        return False
    for name, value in changes.items():
        setattr(row, name, value)
    return True


class LocalDateTimeField(LocalField):
    """A wall-clock time without a zone: what the clock on somebody's wall shows.

    Django's own DateTimeField stores instants. A series is anchored on local wall time plus an IANA zone
    (RFC 5545, 3.3.5 form 1 with TZID), so the wall time itself must survive a change of the zone's rules.
    """

    description = "A local date and time, without a zone"

    def db_type(self, connection: Any) -> str:
        return "timestamp" if connection.vendor == "postgresql" else "datetime"

    def to_python(self, value: Any) -> Any:
        parsed = value if value is None or isinstance(value, datetime) else parse_datetime(str(value))
        if parsed is not None and parsed.tzinfo is not None:
            raise ValueError("A local time has no zone.")
        return parsed

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return self.to_python(value)

    def get_prep_value(self, value: Any) -> Any:
        return self.to_python(value)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        local: datetime | None = self.to_python(value)
        return (
            local
            if local is None or connection.vendor == "postgresql"
            else local.isoformat(sep=" ", timespec="seconds")
        )

    def value_to_string(self, obj: models.Model) -> str:
        value = self.value_from_object(obj)
        return "" if value is None else value.isoformat()
