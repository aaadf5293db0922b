"""From when on the other of a pair sees new items: chosen by either."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kit.http import Toast, enforce, go_to
from oneonones.models import Pair, Reveal
from oneonones.permissions import can_choose_reveal
from people.models import PageRequest


@require_POST
def update(request: PageRequest, pair_id: UUID) -> HttpResponse:
    """It holds for what is raised from now on, by either."""
    pair = get_object_or_404(Pair.objects.visible_to(request.user).with_people(), pk=pair_id)
    enforce(can_choose_reveal, request.user, pair)
    chosen = request.POST.get("reveal", "")
    page = f"{pair.get_absolute_url()}#reveal"
    if chosen not in Reveal:
        return go_to(request, page, toast=Toast(_("Choose when new items are shown.")))
    pair.show_items(chosen, by=request.user, at=timezone.now())
    return go_to(request, page, toast=Toast(_("Saved. It holds for items that are added from now on.")))
