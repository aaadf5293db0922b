"""What is added to the record of a meeting once that is locked; and the answers to it."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agendas.forms import AmendmentForm
from agendas.models import Amendment
from agendas.permissions import can_amend, can_correct_amendment, can_reply_to_amendment
from kit.http import enforce, part, respond
from kit.vault import load_keys
from oneonones.models import Lock, Meeting
from people.models import PageRequest, Person

TEMPLATE = "agendas/amendments/show.html"
MOST = 200  # on one page


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: PageRequest, meeting_id: UUID) -> HttpResponse:
    """GET: what was added, alone. POST: one more."""
    meeting, at = find(request, meeting_id), timezone.now()
    if request.method != "POST":
        return render(request, part(TEMPLATE, "amendments", request), whole(meeting, request.user, at=at))
    enforce(can_amend, request.user, meeting, at)

    form = AmendmentForm(request.POST)
    if not form.is_valid():
        return refuse(request, meeting, Typed(form), at=at)
    added = Amendment.add(meeting, **form.added, by=request.user, at=at)
    return answer(request, added, at=at)


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: PageRequest, amendment_id: UUID) -> HttpResponse:
    """The address of an amendment leads to the record it is in; a form sent there corrects it."""
    amendment, at = find_amendment(request, amendment_id), timezone.now()
    if request.method != "POST":
        return redirect(page_of(amendment))
    enforce(can_correct_amendment, request.user, amendment, at)

    form = AmendmentForm(request.POST)
    if not form.is_valid():
        return refuse(request, amendment.meeting, Typed(form, correcting=amendment.pk), at=at)
    if not amendment.correct(form.cleaned_data["body"], version=form.version_read, by=request.user, at=at):
        form.add_error("body", _("It was changed or answered meanwhile. Copy what you wrote, and add it anew."))
        return refuse(request, amendment.meeting, Typed(form, correcting=amendment.pk), at=at, status=409)
    return answer(request, amendment, at=at)


@require_POST
def reply(request: PageRequest, amendment_id: UUID) -> HttpResponse:
    """Either of the two answers."""
    amendment, at = find_amendment(request, amendment_id), timezone.now()
    enforce(can_reply_to_amendment, request.user, amendment)

    form = AmendmentForm(request.POST)
    if not form.is_valid():
        return refuse(request, amendment.meeting, Typed(form, answering=amendment.pk), at=at)
    return answer(request, amendment.reply(**form.added, by=request.user, at=at), at=at)


@dataclass(frozen=True)
class Typed:
    """A form that was refused: for a new amendment, an answer to one, or a correction of one."""

    form: AmendmentForm
    answering: UUID | None = None
    correcting: UUID | None = None


@dataclass(frozen=True)
class Amendments:
    """What `_amendments.html` shows."""

    meeting: Meeting
    lock: Lock
    threads: tuple[tuple[Amendment, tuple[Amendment, ...]], ...]  # each with its replies
    correctable: frozenset[UUID]
    reader: Person
    locked: bool
    writes: bool
    typed: Typed | None
    key: UUID = field(default_factory=uuid4)

    def form_of(self, *, answering: UUID | None = None, correcting: UUID | None = None) -> AmendmentForm | None:
        """What was typed there and refused."""
        typed = self.typed
        return typed.form if typed and (typed.answering, typed.correcting) == (answering, correcting) else None


def amendments(meeting: Meeting, reader: Person, *, at: datetime, typed: Typed | None = None) -> dict[str, Any]:
    """The additions to the record of one meeting and the replies to them: one query once it is locked, else none."""
    lock = Lock.of(meeting)
    locked = lock.holds(at=at)
    rows = list(Amendment.objects.visible_to(reader).filter(meeting=meeting).in_order()[:MOST]) if locked else []
    replies: dict[UUID, list[Amendment]] = defaultdict(list)
    for row in rows:
        row.meeting, row.author = meeting, author_of(row, meeting)
        if row.answers_id:
            replies[row.answers_id].append(row)
    load_keys(rows)
    return {
        "amendments": Amendments(
            meeting=meeting,
            lock=lock,
            threads=tuple((row, tuple(replies[row.pk])) for row in rows if row.answers_id is None),
            correctable=frozenset(
                row.pk for row in rows if not replies[row.pk] and can_correct_amendment(reader, row, at)
            ),
            reader=reader,
            locked=locked,
            writes=can_amend(reader, meeting, at),
            typed=typed,
        )
    }


def whole(meeting: Meeting, reader: Person, *, at: datetime, typed: Typed | None = None) -> dict[str, Any]:
    """The amendments, and what a page around them needs."""
    return amendments(meeting, reader, at=at, typed=typed) | {
        "meeting": meeting,
        "pair": meeting.pair,
        "other": meeting.pair.other(reader),
        "active": "pairs",
    }


def author_of(amendment: Amendment, meeting: Meeting) -> Person:
    pair = meeting.pair
    return pair.manager if amendment.author_id == pair.manager_id else pair.report


def refuse(request: PageRequest, meeting: Meeting, typed: Typed, *, at: datetime, status: int = 422) -> HttpResponse:
    """What was typed stays, with what is wrong."""
    context = whole(meeting, request.user, at=at, typed=typed)
    return render(request, part(TEMPLATE, "amendments", request), context, status=status)


def locked(request: PageRequest, meeting: Meeting, *, at: datetime) -> HttpResponse:
    """403 for a note on a record that is locked: the sentence, and what was typed as the text of an amendment."""
    sentence = _("The record of this 1:1 is locked. What you wrote is not saved: add it as an amendment.")
    form = AmendmentForm({"body": request.POST.get("body", "")})
    form.add_error("body", sentence)
    return refuse(request, meeting, Typed(form), at=at, status=403)


def answer(request: PageRequest, amendment: Amendment, *, at: datetime) -> HttpResponse:
    """It was taken: the record as it is now."""
    return respond(
        request,
        TEMPLATE,
        "amendments",
        lambda: whole(amendment.meeting, request.user, at=at),
        to=page_of(amendment),
    )


def page_of(amendment: Amendment) -> str:
    return f"{reverse('meeting', args=[amendment.meeting_id])}#amendment-{amendment.pk}"


def find(request: PageRequest, meeting_id: UUID) -> Meeting:
    return get_object_or_404(Meeting.objects.visible_to(request.user).with_pair(), pk=meeting_id)


def find_amendment(request: PageRequest, amendment_id: UUID) -> Amendment:
    amendments = Amendment.objects.visible_to(request.user)
    found = get_object_or_404(amendments.select_related("answers"), pk=amendment_id)
    found.meeting = find(request, found.meeting_id)
    if found.answers is not None:
        found.answers.meeting = found.meeting
    return found
