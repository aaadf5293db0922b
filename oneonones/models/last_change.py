"""Who last did something to a pair as a whole, and when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from oneonones.models.pair import Pair
from people.models import Person


@dataclass(frozen=True)
class LastChange:
    """Of a pair that has ended who ended it; of another who last chose when new items are seen."""

    at: datetime
    by_id: UUID | None
    name: str

    @classmethod
    def of(cls, pair: Pair) -> "LastChange | None":
        """`pair`: of `with_last_change()`. None if nothing of that kind ever happened."""
        found: Any = pair
        return cls(found.changed_at, found.changed_by, found.changed_by_name or "") if found.changed_at else None

    def named(self, pair: Pair, reader: Person) -> str:
        """The other of the two by their first name, whoever is neither by their whole one; the reader as nothing."""
        both = (pair.manager_id, pair.report_id)
        return pair.first_name_of(self.by_id, reader=reader) if self.by_id in both else self.name
