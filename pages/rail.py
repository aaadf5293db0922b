"""What the frame of every page needs: the rail, the toast that waits, and who reads."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Count, IntegerField, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from actions.models import ActionItem
from kit.http import take_toast
from oneonones.models import Pair
from people.models import Person

SHOWN = 30


@dataclass(frozen=True)
class Shortcut:
    """One of your people, as the rail shows them."""

    id: UUID
    url: str
    person: Person

    @property
    def name(self) -> str:
        return self.person.name

    @property
    def initials(self) -> str:
        return self.person.initials

    @property
    def hue(self) -> int:
        return self.person.hue


class Rail:
    """The pairs of a person and how much they have promised: one query, when a page first asks. A part never asks."""

    def __init__(self, person: Person | None) -> None:
        self.person = person

    @cached_property
    def rows(self) -> list[Pair]:
        if self.person is None:
            return []
        mine = ActionItem.objects.visible_to(self.person).promised_by(self.person).in_living_pairs().open()
        count = mine.order_by().values("who").annotate(n=Count("pk")).values("n")
        pairs = Pair.objects.visible_to(self.person).active().with_people()
        return list(pairs.annotate(to_do=Coalesce(Subquery(count, output_field=IntegerField()), 0)))

    @property
    def pair_count(self) -> int:
        return len(self.rows)

    @property
    def open_actions(self) -> int:
        return self.rows[0].to_do if self.rows else 0  # type: ignore[attr-defined]  # annotated above

    @cached_property
    def pairs(self) -> list[Shortcut]:
        """Those whom the person manages or has asked to meet, by name: their own manager is not one of their people."""
        if self.person is None:
            return []
        led = [pair for pair in self.rows if pair.manager_id == self.person.pk]
        led.sort(key=lambda pair: (pair.report.name.casefold(), pair.pk))
        return [Shortcut(pair.pk, pair.get_absolute_url(), pair.report) for pair in led[:SHOWN]]


def rail(request: HttpRequest) -> dict[str, Any]:
    """Context of every template. Nothing in it costs a query until a page shows it."""
    user = getattr(request, "user", None)
    return {
        "rail": SimpleLazyObject(lambda: Rail(user if getattr(user, "is_authenticated", False) else None)),
        "toasted": SimpleLazyObject(lambda: take_toast(request)),
        "user": user,
        "csp_nonce": getattr(request, "csp_nonce", ""),
    }
