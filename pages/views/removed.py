"""*Recently removed*: what left the agenda and the promises of a pair in the last 30 days, and the way back."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from actions.models import ActionItem
from agendas.models import gone_lately
from kit.http import from_script, part
from kit.vault import load_keys
from kit.words import plain_day
from oneonones.models import Pair
from people.models import PageRequest, Person

TEMPLATE = "pages/pairs/removed.html"
RECENTLY = timedelta(days=30)
MOST = 100


@dataclass(frozen=True)
class Gone:
    """One thing that left: its words, what became of it, and where Put back posts to."""

    words: str
    told: str
    at: datetime
    back: str


@require_safe
def index(request: PageRequest, pair_id: UUID) -> HttpResponse:
    """The list: a script gets it alone, for the page of the pair."""
    pair = get_object_or_404(Pair.objects.visible_to(request.user).with_people(), pk=pair_id)
    context = {
        "pair": pair,
        "other": pair.other(request.user),
        "gone": lately(pair, request.user, at=timezone.now()),
        "fetched": from_script(request),
        "active": "pairs",
        "page_class": "page-narrow",
    }
    return render(request, part(TEMPLATE, "removed", request), context)


def lately(pair: Pair, reader: Person, *, at: datetime) -> list[Gone]:
    """Items and actions, the latest first."""
    since = at - RECENTLY
    items: list[Any] = list(gone_lately(pair, reader, since=since)[:MOST])
    actions = list(ActionItem.objects.visible_to(reader).filter(pair=pair, dropped_at__gte=since)[:MOST])
    for one in (*items, *actions):
        one.pair = pair
    load_keys(items, actions)
    found = [*(of_item(item, reader) for item in items), *(of_action(action, reader) for action in actions)]
    return sorted(found, key=lambda one: one.at, reverse=True)[:MOST]


def of_item(item: Any, reader: Person) -> Gone:
    """'Item, removed by you on 3 November'."""
    day = plain_day(item.gone_at)
    if item.removed_at is not None:
        back = reverse("agenda_item_removal_undo", args=[item.pk])
        return Gone(item.outside.title, _("Item, removed by you on %(day)s") % {"day": day}, item.gone_at, back)
    said = {"name": by(item.pair, item.closed_by_id, reader), "day": day}
    told = _("Item, dropped by %(name)s on %(day)s") % said
    return Gone(item.outside.title, told, item.gone_at, reverse("agenda_item_drop_undo", args=[item.pk]))


def of_action(action: ActionItem, reader: Person) -> Gone:
    """'Action, dropped by Tom on 3 November: “no longer needed”'."""
    assert action.dropped_at is not None  # asked for above
    said = {"name": by(action.pair, action.dropped_by_id, reader), "day": plain_day(action.dropped_at)}
    told = _("Action, dropped by %(name)s on %(day)s") % said
    told += f": “{action.drop_reason}”" if action.drop_reason else ""
    return Gone(action.what, told, action.dropped_at, reverse("action_item_drop_undo", args=[action.pk]) + "?on=pair")


def by(pair: Pair, person_id: UUID | None, reader: Person) -> str:
    return pair.first_name_of(person_id, reader=reader) or _("you")
