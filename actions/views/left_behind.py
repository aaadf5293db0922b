"""What is open with people who have left: listed for a month, for somebody to take on."""

from datetime import datetime, timedelta
from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from actions.models import ActionItem
from actions.views.places import uuid_or_none
from kit.vault import load_keys
from people.models import Person

LISTED = timedelta(days=30)
SHOWN = 50


def left_behind(reader: Person, *, at: datetime) -> list[dict[str, Any]]:
    """A line each: what, who promised it, and the address that takes it on. Two queries and the keys."""
    since = reader.today(at) - LISTED
    found = list(ActionItem.objects.visible_to(reader).left_behind(since=since).with_pair().in_order()[:SHOWN])
    load_keys(found)
    return [
        {
            "action": action,
            "promiser": "" if action.who_id == reader.pk else action.promiser.first_name,
            "other": action.pair.other(reader),
            "take_on": f"{reverse('new_action')}?left={action.pk}",
        }
        for action in found
    ]


def find_left(reader: Person, said: str) -> ActionItem:
    """One that the reader may take on: of an ended pair of theirs, whether it is still listed or not; else 404."""
    theirs = ActionItem.objects.visible_to(reader).with_pair()
    return get_object_or_404(theirs, pk=uuid_or_none(said), pair__ended_on__isnull=False)


def form_values(action: ActionItem, reader: Person) -> dict[str, str]:
    """What the form for a new one begins with. The words of whoever has left are shown beside it, and not copied."""
    return {"what": action.what} if action.author_id == reader.pk else {}


def form_hint(action: ActionItem, reader: Person) -> str:
    """'Left open with Tom: “Write the runbook”. Only you see this line.'"""
    said = {"name": action.pair.other(reader).first_name, "what": action.what}
    return _("Left open with %(name)s: “%(what)s”. Only you see this line.") % said
