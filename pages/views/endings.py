"""Two people stop meeting: what that means is read before it happens. A direct report's pair ends with the chart."""

from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from actions.models import ActionItem
from agendas.models import AgendaItem
from kit.http import Toast, enforce, go_to
from kit.words import day
from oneonones.models import Meeting, Pair
from oneonones.permissions import can_end_pair
from people.models import PageRequest, Person


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: PageRequest, pair_id: UUID) -> HttpResponse:
    """GET: what will happen. POST: the pair ends."""
    pair = get_object_or_404(Pair.objects.visible_to(request.user).with_people(), pk=pair_id)
    enforce(can_end_pair, request.user, pair)
    at = timezone.now()
    if request.method == "POST":
        pair.end(by=request.user, at=at)
        return go_to(request, pair.get_absolute_url(), toast=Toast(_("Ended. Both of you can still read everything.")))
    context = {
        "pair": pair,
        "other": pair.other(request.user),
        "consequences": consequences(pair, request.user, at=at),
        "active": "pairs",
        "page_class": "page-narrow",
    }
    return render(request, "pages/endings/new.html", context)


def consequences(pair: Pair, reader: Person, *, at: datetime) -> list[str]:
    """Exactly what ending it does, as far as the reader may know."""
    return [words for words in (planned(pair, reader, at=at), left_open(pair, reader)) if words] + [
        _("Both of you keep reading everything that is here. Nobody writes here any more, but for private notes."),
        _("This is not taken back. You two can meet again as a new pair, which starts empty."),
    ]


def planned(pair: Pair, reader: Person, *, at: datetime) -> str:
    """'9 planned 1:1s are cancelled, the last on Tuesday 12 January 2027.'"""
    dates = Meeting.objects.visible_to(reader).filter(pair=pair, starts_at__gt=at).planned().order_by("starts_at")
    starts = list(dates.values_list("starts_at", flat=True))
    if not starts:
        return ""
    said = ngettext(
        "The 1:1 on %(day)s is cancelled.", "%(n)d planned 1:1s are cancelled, the last on %(day)s.", len(starts)
    )
    return said % {"n": len(starts), "day": day(starts[-1])}


def left_open(pair: Pair, reader: Person) -> str:
    """'Still open: 2 items, 1 action.', or nothing."""
    items = AgendaItem.objects.visible_to(reader).open().filter(pair=pair).count()
    actions = ActionItem.objects.visible_to(reader).open().filter(pair=pair).count()
    said = []
    if items:
        said.append(ngettext("%(n)d item", "%(n)d items", items) % {"n": items})
    if actions:
        said.append(ngettext("%(n)d action", "%(n)d actions", actions) % {"n": actions})
    if not said:
        return ""
    return _("Still open: %(what)s. Settle what matters first: afterwards nobody can.") % {"what": ", ".join(said)}
