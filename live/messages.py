"""What travels between processes and to open pages: ids, kinds, and names of fields. Never a word that people wrote."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from activity.models import Activity

LIMIT = 64 * 1024
"""Bytes of one message between processes; a longer one is not ours and is dropped."""

KIND = re.compile(r"[a-z_]{1,40}\.[a-z_]{1,40}")
FIELD = re.compile(r"[a-z0-9:_-]{0,80}")


def event(name: str, data: Mapping[str, Any]) -> bytes:
    """One server-sent event (WHATWG HTML, 9.2.6)."""
    return b"event: %s\ndata: %s\n\n" % (name.encode(), compact(data))


def compact(data: Mapping[str, Any]) -> bytes:
    return json.dumps(data, separators=(",", ":")).encode()


def parse(data: bytes) -> dict[str, Any]:
    """A message of another process; ValueError if it is none."""
    message = json.loads(data) if len(data) <= LIMIT else None
    if not isinstance(message, dict):
        raise ValueError("Not a message.")
    return message


@dataclass(frozen=True, slots=True)
class Happening:
    """An activity as open pages may know it: what kind, about which row, by whom, and who alone may hear of it."""

    kind: str
    id: UUID
    by: UUID | None
    private_to: UUID | None

    @classmethod
    def of(cls, activity: Activity) -> "Happening":
        return cls(activity.kind, activity.subject_id, activity.by_id, activity.private_to_id)

    @classmethod
    def load(cls, data: bytes) -> "Happening":
        """What `dump` made; ValueError for anything else."""
        message = parse(data)
        kind, by, private_to = str(message.get("kind")), message.get("by"), message.get("private_to")
        if not KIND.fullmatch(kind):
            raise ValueError("Not a kind.")
        return cls(
            kind,
            UUID(str(message.get("id"))),
            UUID(str(by)) if by else None,
            UUID(str(private_to)) if private_to else None,
        )

    def dump(self) -> bytes:
        return compact({**self._plain(), "private_to": str(self.private_to) if self.private_to else None})

    def event(self) -> bytes:
        """For a page: without saying whether anybody else may know."""
        return event("activity", self._plain())

    def is_for(self, person_id: UUID) -> bool:
        return self.private_to in (None, person_id)

    def _plain(self) -> dict[str, str | None]:
        return {"kind": self.kind, "id": str(self.id), "by": str(self.by) if self.by else None}
