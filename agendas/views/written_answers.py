"""An item that is answered in writing instead of being talked about: that closes it, and both read the answer."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agendas.forms import AnswerForm
from agendas.models import AgendaItem, WrittenAnswer
from agendas.permissions import can_answer_agenda_item, can_close_agenda_item
from agendas.views.agenda_items import find
from agendas.views.agendas import answer as agenda_again
from agendas.views.places import Place
from kit.http import Toast, enforce, from_script, part
from people.models import PageRequest

TEMPLATE = "agendas/answers/show.html"


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: PageRequest, item_id: UUID) -> HttpResponse:
    """GET: the answer, or the form for one (to a script that alone). POST: it is given."""
    item, at = find(request, item_id), timezone.now()
    place = Place.named(request, item.pair, at=at)
    if request.method != "POST":
        return look(request, item, place)
    enforce(can_answer_agenda_item, request.user, item)

    form = AnswerForm(request.POST)
    if not form.is_valid():
        return look(request, item, place, form=form, status=422)
    given = WrittenAnswer.give(item, form.cleaned_data["body"], meeting=place.meeting, by=request.user, at=at)
    if given is None:
        return look(request, find(request, item.pk), place, form=form, status=409)
    undo = (
        reverse("outcome_undo", args=[given.meeting.pk, item.pk]) + place.query
        if given.meeting
        else reverse("agenda_item_drop_undo", args=[item.pk]) + place.item_query
    )
    return agenda_again(request, place, at=at, item_id=item.pk, toast=Toast(_("Answered in writing."), undo))


def look(
    request: PageRequest, item: AgendaItem, place: Place, *, form: AnswerForm | None = None, status: int = 200
) -> HttpResponse:
    """The item with its answer; the form where it has none; and what was typed where it could not be taken."""
    given = WrittenAnswer.objects.visible_to(request.user).filter(item=item).select_related("author").first()
    may_answer = item.open and can_answer_agenda_item(request.user, item)
    if given is not None:
        given.item = item
    if given is None and not may_answer and form is None:
        return redirect("agenda_item", item.pk)
    context = {
        "raised": item,
        "given": given,
        "place": place,
        "other": item.pair.other(request.user),
        "may_answer": may_answer,
        "may_reopen": given is not None and can_close_agenda_item(request.user, item),
        "typed": form.data.get("body", "") if form else WrittenAnswer.taken_back_by(request.user, item),
        "complaint": form.complaint if form else None,
        "too_late": status == 409,
        "active": "pairs",
        "page_class": "page-narrow",
    }
    response = render(request, part(TEMPLATE, "form", request), context, status=status)
    if from_script(request) and status != 200:  # it was to become the whole agenda: instead the form says what is wrong
        response["HX-Retarget"], response["HX-Reswap"] = f"#answer-{item.pk}", "outerHTML"
    return response
