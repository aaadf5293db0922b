"""What was said of one thing over time: of a standing item, or of a question whenever it was asked."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from agendas.models import BY_KEY, Thread
from agendas.views.agenda_items import find
from oneonones.models import Pair
from people.models import PageRequest

A_PAGE = 50


@require_safe
def of_item(request: PageRequest, item_id: UUID) -> HttpResponse:
    """All answers to an item."""
    item = find(request, item_id)
    return answer(request, Thread.of_item(item, request.user), title=item.title, standing=item.standing and item.open)


@require_safe
def of_question(request: PageRequest, pair_id: UUID, key: str) -> HttpResponse:
    """All answers to a question of the bank."""
    pair = get_object_or_404(Pair.objects.visible_to(request.user).with_people(), pk=pair_id)
    if key not in BY_KEY:
        raise Http404
    return answer(request, Thread.of_question(key, pair, request.user), title=str(BY_KEY[key].text))


def answer(request: PageRequest, thread: Thread, *, title: str, standing: bool = False) -> HttpResponse:
    shown = Paginator(thread.moments, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "active": "pairs",
        "page_class": "page-narrow",
        "pair": thread.pair,
        "other": thread.pair.other(request.user),
        "title": title,
        "standing": standing,
        "shown": shown,
        "answers": thread.at(list(shown.object_list)),
    }
    return render(request, "agendas/threads/show.html", context)
