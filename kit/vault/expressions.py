"""A sealed column in a query: it is selected, as a value or as plain bytes, or tested for NULL. Nothing else."""

from typing import Any, Never, cast

from django.core.exceptions import FieldError
from django.db.models import BinaryField, lookups
from django.db.models.expressions import Col, F


class SealedCol(Col):
    """The column in a query: it is selected, or tested for NULL. Who orders or computes by it is refused."""

    def resolve_expression(self, *args: Any, **kwargs: Any) -> Never:
        raise FieldError(f"{self.target.name} is sealed: nothing can be ordered or computed by it.")


class PlainCol(Col):
    """The column as the database gives it."""

    def get_db_converters(self, connection: Any) -> list[Any]:
        return []


class Ciphertext(F):
    """In `values_list()`: what lies in a sealed column as plain bytes, without an object for each value: see Opener."""

    def resolve_expression(self, *args: Any, **kwargs: Any) -> PlainCol:
        column = cast(Col, super().resolve_expression(*args, **kwargs))
        return PlainCol(column.alias, column.target, BinaryField())


class SealedIsNull(lookups.IsNull):
    """The one question that the database can answer about a sealed column."""

    def __init__(self, lhs: Any, rhs: bool) -> None:
        super().__init__(Col(lhs.alias, lhs.target) if isinstance(lhs, SealedCol) else lhs, rhs)
