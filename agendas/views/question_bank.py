"""The question bank as one of the two sees it: by theme, narrowed by words and situation; one press puts one on."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agendas.forms import QuestionFilter, QuestionForm
from agendas.models import BY_KEY, QUESTIONS, AgendaItem, Asked, Asker, Background, Question, SetAside, Situation, Theme
from agendas.permissions import can_add_agenda_item, can_remove_agenda_item
from agendas.views.agenda_items import find
from kit.http import Toast, enforce, part, respond, undone
from oneonones.models import Pair
from people.models import PageRequest, Person

TEMPLATE = "agendas/questions/index.html"


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: PageRequest, pair_id: UUID) -> HttpResponse:
    """GET: the questions. POST: one of them goes on the agenda, and the list stays."""
    pair, at = whose(request, pair_id), timezone.now()
    if request.method == "POST":
        return create(request, pair, at=at)
    return render(request, part(TEMPLATE, "bank", request), whole(request, pair, at=at))


def create(request: PageRequest, pair: Pair, *, at: datetime) -> HttpResponse:
    """Put a question on the agenda; sent again with the same key, nothing more."""
    enforce(can_add_agenda_item, request.user, pair)
    form = QuestionForm(request.POST)
    if not form.is_valid():
        return render(request, part(TEMPLATE, "bank", request), whole(request, pair, at=at), status=422)

    item = AgendaItem.raise_on(pair, **form.raised, by=request.user, at=at)
    toast = Toast(_("Added to the agenda."), reverse("question_undo", args=[item.pk]))
    return answer(request, pair, at=at, toast=toast, key=item.question_key)


@require_POST
def undo(request: PageRequest, item_id: UUID) -> HttpResponse:
    """Off the agenda again, and back to the list."""
    item, at = find(request, item_id), timezone.now()
    enforce(can_remove_agenda_item, request.user, item)
    item.remove(by=request.user, at=at)
    return undone(request, to=reverse("questions", args=[item.pair_id]) + f"#{item.question_key}")


@require_POST
def hide(request: PageRequest, pair_id: UUID) -> HttpResponse:
    """Not again for this reader, in this pair; only they notice."""
    pair, at, form = whose(request, pair_id), timezone.now(), QuestionForm(request.POST)
    enforce(can_add_agenda_item, request.user, pair)
    if not form.is_valid():
        return render(request, part(TEMPLATE, "bank", request), whole(request, pair, at=at), status=422)

    key = form.cleaned_data["question_key"]
    SetAside.hide(pair, key, by=request.user, at=at)
    undo = reverse("question_hiding_undo", args=[pair.pk]) + f"?question_key={key}"
    return answer(
        request,
        pair,
        at=at,
        toast=Toast(_("Hidden for you. %(name)s still sees it.") % {"name": pair.other(request.user).first_name}, undo),
    )


@require_POST
def show_again(request: PageRequest, pair_id: UUID) -> HttpResponse:
    """It is on the list again. The question is named in the address, or by the button."""
    pair, form = whose(request, pair_id), QuestionForm(request.POST if "question_key" in request.POST else request.GET)
    enforce(can_add_agenda_item, request.user, pair)
    key = form.cleaned_data["question_key"] if form.is_valid() else ""
    SetAside.take_back(pair, key, by=request.user)
    return undone(request, to=reverse("questions", args=[pair.pk]) + f"#{key}")


def whose(request: PageRequest, pair_id: UUID) -> Pair:
    return get_object_or_404(Pair.objects.visible_to(request.user).with_people(), pk=pair_id)


def answer(request: PageRequest, pair: Pair, *, at: datetime, toast: Toast, key: str = "") -> HttpResponse:
    """The list as it is now; a browser stays where it was."""
    back = reverse("questions", args=[pair.pk]) + Narrowing.of(request).query + (f"#{key}" if key else "")
    return respond(request, TEMPLATE, "bank", lambda: whole(request, pair, at=at), to=back, toast=toast)


@dataclass(frozen=True)
class Narrowing:
    """What the reader narrowed the list to. It travels in the address of every form."""

    words: str = ""
    situation: str = ""
    anyone: bool = False
    hidden: bool = False

    @classmethod
    def of(cls, request: PageRequest) -> "Narrowing":
        said = QuestionFilter(request.GET).chosen
        return cls(said.get("q", ""), said.get("situation", ""), said.get("who") == "anyone", said.get("hidden", False))

    @property
    def query(self) -> str:
        said = {
            "q": self.words,
            "situation": self.situation,
            "who": "anyone" if self.anyone else "",
            "hidden": "on" if self.hidden else "",
        }
        chosen = {name: value for name, value in said.items() if value}
        return f"?{urlencode(chosen)}" if chosen else ""

    def lets_through(self, question: Question, role: Asker) -> bool:
        return (
            (self.anyone or question.fits(role))
            and (not self.situation or self.situation in question.situations)
            and question.says(self.words)
        )


@dataclass(frozen=True)
class Row:
    """One question on the page, and when it was asked."""

    question: Question
    asked: Asked | None

    @property
    def open(self) -> bool:
        return self.asked is not None and self.asked.open


@dataclass(frozen=True)
class Bank:
    """What `index.html` shows: the five open questions apart, then every theme that has a question left."""

    pair: Pair
    other: Person
    narrowing: Narrowing
    opening: list[Row]
    themes: list[tuple[Theme, list[Row]]]
    found: int
    hidden: int
    writes: bool
    key: UUID = field(default_factory=uuid4)

    @property
    def url(self) -> str:
        return reverse("questions", args=[self.pair.pk]) + self.narrowing.query

    @property
    def hide_url(self) -> str:
        return reverse("question_hiding", args=[self.pair.pk]) + self.narrowing.query


def whole(request: PageRequest, pair: Pair, *, at: datetime) -> dict[str, Any]:
    """The questions that the reader wants to see: one query."""
    reader, narrowing = request.user, Narrowing.of(request)
    known, role = Background.of(pair, reader, at=at), Asker.of(pair, reader)
    rows = [
        Row(question, known.asked.get(question.key))
        for question in QUESTIONS
        if narrowing.lets_through(question, role) and (question.key in known.hidden) == narrowing.hidden
    ]
    by_theme = [
        (theme, [row for row in rows if row.question.theme == theme and not row.question.opening]) for theme in Theme
    ]
    return {
        "active": "pairs",
        "pair": pair,
        "bank": Bank(
            pair=pair,
            other=pair.other(reader),
            narrowing=narrowing,
            opening=[row for row in rows if row.question.opening],
            themes=[(theme, some) for theme, some in by_theme if some],
            found=len(rows),
            hidden=len(known.hidden & BY_KEY.keys()),
            writes=can_add_agenda_item(reader, pair),
        ),
        "situations": [("", _("Any")), *Situation.choices],
    }
