"""How the two of a pair keep their promises, side by side. Nobody else has this page."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from actions.models import FollowThrough
from actions.models.follow_through import LOOKS_BACK
from actions.views.answers import PARTS
from kit.http import from_script, part, see_other
from oneonones.models import Pair
from people.models import PageRequest, Person


@require_safe
def show(request: PageRequest, pair_id: UUID) -> HttpResponse:
    """The figures alone; a browser goes to the page of the pair, which holds them."""
    pair = get_object_or_404(Pair.objects.visible_to(request.user).with_people(), pk=pair_id)
    if not from_script(request):
        return see_other(f"{pair.get_absolute_url()}#follow-through")
    context = follow_through(pair, request.user, at=timezone.now())
    return render(request, part(PARTS, "follow_through", request), context)


def follow_through(pair: Pair, reader: Person, *, at: datetime) -> dict[str, Any]:
    """*Promises, both ways*: a figure and its meaning a row, the manager's and the report's beside it."""
    both = FollowThrough.both_ways(pair, at=at)
    counts = [one for _person, one in both]
    return {
        "follow_through": {
            "names": [_("You") if person == reader else person.first_name for person, _count in both],
            "rows": [
                (_("Made"), _("Everything promised since then, what was dropped too."), [one.made for one in counts]),
                (
                    _("Kept by the first date"),
                    _("Done on or before the day first promised. A later date agreed since does not count."),
                    [kept(one) for one in counts],
                ),
                (
                    _("Late"),
                    _("That day passed first: done later, still open, put off, or dropped after it."),
                    [one.late for one in counts],
                ),
                (
                    _("Put off"),
                    _("How often a promise got a later date, or lost its date."),
                    [one.slips for one in counts],
                ),
                (_("Open"), _("Not done yet, the late ones too."), [one.open for one in counts]),
            ],
            "any": any(one.made for one in counts),
            "since": reader.today(at - LOOKS_BACK),
            "url": reverse("follow_through", args=[pair.pk]),
        }
    }


def kept(count: FollowThrough) -> str:
    """'9 of 12', or that nothing was due yet."""
    if not count.due:
        return _("none due")
    return ngettext("%(kept)d of %(due)d", "%(kept)d of %(due)d", count.due) % {"kept": count.kept, "due": count.due}
