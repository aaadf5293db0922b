"""What a calendar looks like to the person it belongs to, whichever provider has it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol


@dataclass(frozen=True)
class Entry:
    """An event, or one occurrence of a series. `original` is its original start, `answers` say who comes."""

    id: str
    starts: datetime
    ends: datetime
    title: str
    organiser: str
    original: datetime | None = None
    answers: dict[str, str] = field(default_factory=dict)
    link: str = ""

    @property
    def moved(self) -> bool:
        return self.original is not None and self.original != self.starts


class Hand(Protocol):
    """What a person does at the screen; both fakes have one."""

    def make(
        self,
        title: str,
        start: datetime,
        length: timedelta = ...,
        *,
        rule: str | None = None,
        guests: Iterable[str] = (),
        **more: Any,
    ) -> str: ...

    def move(self, event_id: str, start: datetime, *, original: datetime | None = None) -> None: ...

    def delete(self, event_id: str, *, original: datetime | None = None) -> None: ...

    def answer(self, event_id: str, status: str, *, original: datetime | None = None) -> None: ...

    def split(self, event_id: str, original: datetime, start: datetime | None = None) -> str: ...


class Diary(Protocol):
    """One person's calendar: to look at, and the hand that changes it."""

    email: str
    provider: str

    @property
    def hand(self) -> Hand: ...

    def entries(self, after: datetime, before: datetime) -> list[Entry]: ...
