"""One's own templates: made, changed, taken away. They are in no pair; `?pair=` says where their owner came from."""

from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agendas.forms import TemplateForm
from agendas.models import AgendaItem, AgendaTemplate, TemplateLine
from agendas.models.template_line import MOST_LINES, text_of
from agendas.permissions import can_add_agenda_item, can_edit_agenda_template
from agendas.views.fillings import whose
from kit.http import Toast, enforce, go_to, undone
from oneonones.models import Pair
from people.models import PageRequest

TEMPLATE = "agendas/templates/edit.html"


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: PageRequest, pair_id: UUID) -> HttpResponse:
    """GET: the form, filled with the agenda of the two if they ask for that. POST: a template of one's own."""
    pair, back = whose(request, pair_id), reverse("pair_templates", args=[pair_id])
    enforce(can_add_agenda_item, request.user, pair)
    if request.method != "POST":
        kept = of_agenda(request, pair) if request.GET.get("from") == "agenda" else ""
        others = pair.other(request.user).first_name if kept else ""
        return form_page(request, {"text": kept}, back=back, kept_from=others)

    form = TemplateForm(request.POST)
    if not form.is_valid():
        return form_page(request, request.POST, form, back=back, status=422)
    AgendaTemplate.make(
        **form.said, idempotency_key=form.cleaned_data["idempotency_key"], by=request.user, at=timezone.now()
    )
    return go_to(request, f"{back}#own", toast=Toast(_("Your template is kept.")))


def of_agenda(request: PageRequest, pair: Pair) -> str:
    """What is on the agenda and may go to another 1:1, as the text of a template."""
    items = AgendaItem.objects.visible_to(request.user).filter(pair=pair).worth_keeping_for(request.user)
    return text_of(TemplateLine(item.title, item.context or "") for item in items[:MOST_LINES])


@require_http_methods(["GET", "HEAD", "POST"])
def update(request: PageRequest, template_id: UUID) -> HttpResponse:
    """The template in a form; what was saved elsewhere meanwhile is not overwritten unseen."""
    template, back = find(request, template_id), back_of(request)
    enforce(can_edit_agenda_template, request.user, template)
    if request.method != "POST":
        return form_page(request, said(template), template=template, back=back)

    form = TemplateForm(request.POST)
    if not form.is_valid():
        return form_page(request, request.POST, form, template=template, back=back, status=422)
    read = form.cleaned_data["version"]
    if not template.edit(**form.said, version=-1 if read is None else read, by=request.user, at=timezone.now()):
        now = find(request, template_id)
        typed = {**form.said, "version": now.version}
        return form_page(request, typed, template=now, back=back, saved_elsewhere=now.text, status=409)
    return go_to(request, f"{back}#own", toast=Toast(_("Your template is kept.")))


@require_POST
def remove(request: PageRequest, template_id: UUID) -> HttpResponse:
    """No longer offered; what it put on an agenda stays there."""
    template, back = find(request, template_id), back_of(request)
    enforce(can_edit_agenda_template, request.user, template)
    template.remove(by=request.user, at=timezone.now())
    undo = reverse("agenda_template_removal_undo", args=[template.pk]) + f"?pair={request.GET.get('pair', '')}"
    return go_to(request, f"{back}#own", toast=Toast(_("Removed."), undo))


@require_POST
def restore(request: PageRequest, template_id: UUID) -> HttpResponse:
    """Undo: it is offered again."""
    template = get_object_or_404(AgendaTemplate.objects.visible_to(request.user), pk=template_id)
    enforce(can_edit_agenda_template, request.user, template)
    template.restore(by=request.user, at=timezone.now())
    return undone(request, to=f"{back_of(request)}#own")


def find(request: PageRequest, template_id: UUID) -> AgendaTemplate:
    return get_object_or_404(AgendaTemplate.objects.visible_to(request.user).kept(), pk=template_id)


def back_of(request: PageRequest) -> str:
    """The templates of the pair that its owner came from; else all of their 1:1s."""
    try:
        pair = Pair.objects.visible_to(request.user).filter(pk=UUID(request.GET.get("pair", ""))).first()
    except ValueError:
        pair = None
    return reverse("pair_templates", args=[pair.pk]) if pair else reverse("pairs")


def said(template: AgendaTemplate) -> dict[str, Any]:
    return {"name": template.name, "text": template.text, "version": template.version}


def form_page(
    request: PageRequest, values: Any, form: TemplateForm | None = None, *, back: str, status: int = 200, **more: Any
) -> HttpResponse:
    """The form, with what was typed and what is to be put right."""
    wrong = form.problems if form else {}
    context = {
        "active": "pairs",
        "page_class": "page-narrow",
        "values": values,
        "wrong": wrong,
        "errors": [(f"f-{name}", sentence) for name, sentence in wrong.items()],
        "back": back,
        "key": uuid4(),
        **more,
    }
    return render(request, TEMPLATE, context, status=status)
