"""What the two say on an item that both know of: read and written on a page of its own."""

from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agendas.forms import CommentForm
from agendas.models import AgendaItem, Comment
from agendas.permissions import can_comment_on_agenda_item, can_remove_comment
from agendas.views.agenda_items import find
from agendas.views.places import Place
from kit.http import Toast, enforce, part, respond, undone
from kit.vault import load_keys
from people.models import PageRequest

TEMPLATE = "agendas/comments/index.html"


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: PageRequest, item_id: UUID) -> HttpResponse:
    """GET: what was said, the first first. POST: one more; sent again with the same key, nothing more."""
    item, at = find(request, item_id), timezone.now()
    form = CommentForm(request.POST if request.method == "POST" else None, other=item.pair.other(request.user))
    if request.method != "POST":
        return look(request, item, form)
    enforce(can_comment_on_agenda_item, request.user, item)
    if not form.is_valid():
        return look(request, item, form, status=422)
    Comment.write(item, **form.said, by=request.user, at=at)
    return answer(request, item)


@require_POST
def remove(request: PageRequest, comment_id: UUID) -> HttpResponse:
    """Its author takes it off; Undo puts it back."""
    comment = get_object_or_404(Comment.objects.visible_to(request.user).with_item(), pk=comment_id)
    enforce(can_remove_comment, request.user, comment)
    comment.remove(by=request.user, at=timezone.now())
    undo = reverse("comment_removal_undo", args=[comment.pk])
    return answer(request, comment.item, toast=Toast(_("Removed."), undo))


@require_POST
def restore(request: PageRequest, comment_id: UUID) -> HttpResponse:
    """Undo."""
    comment = get_object_or_404(Comment.removed_by(request.user).with_item(), pk=comment_id)
    enforce(can_remove_comment, request.user, comment)
    comment.restore(by=request.user, at=timezone.now())
    return undone(request, to=reverse("agenda_item_comments", args=[comment.item_id]))


def answer(request: PageRequest, item: AgendaItem, *, toast: Toast | None = None) -> HttpResponse:
    """A form was taken: what was said, as it is now."""
    fresh = CommentForm(other=item.pair.other(request.user))
    to = reverse("agenda_item_comments", args=[item.pk]) + "#comments"
    return respond(request, TEMPLATE, "comments", lambda: shown(request, item, fresh), to=to, toast=toast)


def look(request: PageRequest, item: AgendaItem, form: CommentForm, *, status: int = 200) -> HttpResponse:
    return render(request, part(TEMPLATE, "comments", request), shown(request, item, form), status=status)


def shown(request: PageRequest, item: AgendaItem, form: CommentForm) -> dict[str, Any]:
    """What the page shows: one query for any number of comments."""
    comments = list(Comment.objects.visible_to(request.user).filter(item=item).select_related("author").in_order())
    for comment in comments:
        comment.item = item
    load_keys([item], comments)
    place = Place.named(request, item.pair, at=timezone.now())
    return {
        "raised": item,
        "pair": item.pair,
        "other": item.pair.other(request.user),
        "comments": comments,
        "typed": form,
        "complaint": form.complaint,
        "may_write": can_comment_on_agenda_item(request.user, item),
        "key": uuid4(),
        "back": place.after(item.pk) if place.meeting else reverse("agenda_item", args=[item.pk]),
        "active": "pairs",
        "page_class": "page-narrow",
    }
