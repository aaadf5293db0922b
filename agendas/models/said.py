"""What the author of an item says in it."""

from typing import Literal, TypedDict

from django.db import models
from django.utils.translation import gettext_lazy

TITLE_LENGTH = 300
CONTEXT_LENGTH = 4000
FACT_LENGTH = 1000
MOST_MINUTES = 240

OPTIONAL: tuple[Literal["context", "impact", "evidence"], ...] = ("context", "impact", "evidence")
SEALED = ("title", *OPTIONAL)


class Said(TypedDict, total=False):
    """The words and marks of an item. What is not named stays as it is."""

    title: str
    context: str | None
    planned_minutes: int | None
    kind: str
    impact: str | None
    evidence: str | None
    sensitivity: str
    standing: bool


class Kind(models.TextChoices):
    """What sort of thing an item is."""

    TOPIC = "topic", gettext_lazy("Topic")
    WIN = "win", gettext_lazy("Win")
    CHALLENGE = "challenge", gettext_lazy("Challenge")
    GROWTH = "growth", gettext_lazy("Growth")
    FEEDBACK = "feedback", gettext_lazy("Feedback")
    UPDATE = "update", gettext_lazy("Update")

    @property
    def asks_for_its_impact(self) -> bool:
        """What a win changed, and for whom."""
        return self is Kind.WIN

    @property
    def asks_for_a_fact(self) -> bool:
        """A win or a concern is worth more with its link, number or date."""
        return self in (Kind.WIN, Kind.CHALLENGE)


class Sensitivity(models.TextChoices):
    """Whether the words may be shown away from their page."""

    NORMAL = "normal"
    SENSITIVE = "sensitive"


def in_columns(said: Said) -> Said:
    """As the columns hold it: an empty text is none."""
    kept = said.copy()
    for name in OPTIONAL:
        if name in kept:
            kept[name] = kept[name] or None
    return kept
