"""The promises of a pair: on its meeting pages, and one on a page of its own."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actions.forms import ActionItemForm
from actions.models import ActionItem, say_due
from actions.permissions import can_add_action_item, can_change_action_item, can_promise_at
from actions.views.answers import PAGE, PARTS, answer, context_of, find, refuse
from actions.views.left_behind import find_left, form_hint
from actions.views.places import Place, uuid_or_none
from actions.views.regions import Refused, detail, new_form, promised
from actions.views.rows import Reading
from agendas.models import AgendaItem
from kit.http import Toast, enforce, from_script, part, see_other
from kit.words import short_day
from oneonones.models import Meeting, Pair
from people.models import PageRequest


@require_safe
def since_meeting(request: PageRequest, meeting_id: UUID) -> HttpResponse:
    """*Since last time* of a meeting page, alone."""
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user).with_pair(), pk=meeting_id)
    return region(request, Place("since", meeting, meeting.pair))


@require_safe
def since_pair(request: PageRequest, pair_id: UUID) -> HttpResponse:
    """*Since last time* of a pair without a date, alone."""
    pair = get_object_or_404(Pair.objects.visible_to(request.user).with_people(), pk=pair_id)
    return region(request, Place("since", None, pair))


@require_safe
def promised_at(request: PageRequest, meeting_id: UUID) -> HttpResponse:
    """What was agreed at a meeting, alone; `?item=` opens the form for an action made from that item."""
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user).with_pair(), pk=meeting_id)
    place, item = Place("promised", meeting, meeting.pair), source(request, meeting.pair, request.GET.get("item", ""))
    if not from_script(request):
        return form_alone(request, place, item=item) if item else see_other(place.page)
    context = promised(meeting.pair, meeting, request.user, at=timezone.now(), item=item)
    return render(request, part(PARTS, "promised", request), context)


def region(request: PageRequest, place: Place) -> HttpResponse:
    """A script gets the part, a browser the page that holds it."""
    if not from_script(request):
        return see_other(place.page)
    return render(request, part(PARTS, place.on, request), context_of(place, request.user, at=timezone.now()))


@require_POST
def create(request: PageRequest, meeting_id: UUID | None = None, pair_id: UUID | None = None) -> HttpResponse:
    """Promise something, at a meeting or between two."""
    at = timezone.now()
    meeting, pair = whose(request, meeting_id, pair_id)
    enforce(can_add_action_item, request.user, pair)
    place = Place("promised" if meeting else "since", meeting, pair)

    form = ActionItemForm(request.POST, pair=pair, reader=request.user, today=request.user.today(at))
    if not form.is_valid():
        if from_script(request) and meeting is not None:
            context = promised(pair, meeting, request.user, at=at, form=form)
            return render(request, part(PARTS, "promised", request), context, status=422)
        return form_alone(request, place, form=form, status=422)

    item, toast = source(request, pair, form.data.get("item", "")), None
    left = find_left(request.user, form.data["left"]) if form.data.get("left") else None
    if meeting is not None and not can_promise_at(request.user, meeting, at):
        meeting, toast = None, Toast(_("The record of this 1:1 is locked, so the action stands on its own."))
    action = ActionItem.promise(
        pair,
        **form.promise,
        meeting=meeting,
        item=item,
        takes_on=left,
        idempotency_key=form.replay_key,
        by=request.user,
        at=at,
    )
    return answer(request, place, action, at=at, toast=toast)


def form_alone(
    request: PageRequest,
    place: Place,
    *,
    form: ActionItemForm | None = None,
    item: AgendaItem | None = None,
    status: int = 200,
) -> HttpResponse:
    """The form for a new action on a page of its own, for a browser without a script."""
    assert place.pair is not None
    name, pk = ("action_items", place.meeting.pk) if place.meeting else ("pair_action_items", place.pair.pk)
    new = new_form(place.pair, request.user, to=reverse(name, args=[pk]), form=form, item=item)
    if form and new and form.data.get("left"):
        new["hint"] = form_hint(find_left(request.user, form.data["left"]), request.user)
    context = {"new": new, "pair": place.pair, "back": place.page, "page_class": "page-narrow"}
    return render(request, part("actions/action_items/new.html", "new", request), context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: PageRequest, action_item_id: UUID) -> HttpResponse:
    """One action: what, who, by when, how both will know, and its history."""
    action = find(request, action_item_id)
    if request.method == "POST":
        return update(request, action)
    return render(request, part(PAGE, "action", request), detail(action, request.user, at=timezone.now()))


def update(request: PageRequest, action: ActionItem) -> HttpResponse:
    """Change it; where the other saved meanwhile, both are shown and one of the two decides."""
    at = timezone.now()
    enforce(can_change_action_item, request.user, action)
    place = Place.of(request, action.pair)
    today = request.user.today(at)

    form = ActionItemForm(request.POST, pair=action.pair, reader=request.user, today=today, action=action)
    if request.POST.get("keep") == "theirs":
        return answer(request, place, action, at=at)
    if not form.is_valid():
        return refuse(request, place, action, Refused(action.pk, form), at=at, status=422)
    if request.POST.get("keep") == "both":
        ActionItem.promise(
            action.pair, **form.promise, meeting=action.meeting, idempotency_key=form.replay_key, by=request.user, at=at
        )
        return answer(request, place, action, at=at)

    version, due_before = form.cleaned_data["version"], action.due_on
    if not action.edit(**form.promise, version=-1 if version is None else version, by=request.user, at=at):
        action = find(request, action.pk)
        if not action.says(**form.promise):
            conflict = both(action, form, place.read_by(request.user, at))
            return refuse(request, place, action, Refused(action.pk, form, conflict), at=at, status=409)
    return answer(request, place, action, at=at, toast=redated(action, due_before, place.read_by(request.user, at)))


def redated(action: ActionItem, before: date | None, reading: Reading) -> Toast | None:
    """Says the new date where it is another one, and takes it back for who typed the wrong day."""
    if action.due_on == before:
        return None
    said = _("Due %(day)s.") % {"day": short_day(action.due_on)} if action.due_on else _("No date now.")
    return Toast(said, reading.url("action_item_redating_undo", action))


def both(action: ActionItem, form: ActionItemForm, reading: Reading) -> dict[str, Any]:
    """What the two have typed, side by side, as the `conflict` macro shows it. Ours travels in hidden fields."""
    mine = form.promise
    theirs: dict[str, Any] = {
        "what": action.what,
        "who": action.who,
        "due_on": action.due_on,
        "measure": action.measure or "",
    }
    return {
        "action": reading.url("action_item", action),
        "mine": in_words(reading, **mine),
        "theirs": in_words(reading, **theirs),
        "name": action.pair.other(reading.reader).first_name,
        "what": _("this action"),
        "version": action.version,
        "fields": {
            "what": mine["what"],
            "owner": mine["who"].pk,
            "due": say_due(mine["due_on"], today=reading.today),
            "measure": mine["measure"],
            "idempotency_key": uuid4(),
        },
    }


def in_words(reading: Reading, *, what: str, who: Any, due_on: Any, measure: str) -> str:
    """One version of a promise on one line."""
    said = [what, _("You") if who.pk == reading.reader.pk else who.first_name]
    if due_on:
        said.append(_("due %(day)s") % {"day": short_day(due_on)})
    if measure:
        said.append(_("known by: %(measure)s") % {"measure": measure})
    return " · ".join(said)


def whose(request: PageRequest, meeting_id: UUID | None, pair_id: UUID | None) -> tuple[Meeting | None, Pair]:
    """The meeting and its pair, or the pair alone; 404 unless they are the reader's to see."""
    if meeting_id is not None:
        meeting = get_object_or_404(Meeting.objects.visible_to(request.user).with_pair(), pk=meeting_id)
        return meeting, meeting.pair
    return None, get_object_or_404(Pair.objects.visible_to(request.user).with_people(), pk=pair_id)


def source(request: PageRequest, pair: Pair, item_id: str) -> AgendaItem | None:
    """The item an action is made from. One that is not the reader's counts for nothing, and the action is kept."""
    pk = uuid_or_none(item_id)
    return AgendaItem.objects.visible_to(request.user).filter(pair=pair, pk=pk).first() if pk else None
