"""What moving and skipping have in common: on whose page the form opens, and what that page is told afterwards."""

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from kit.http import Toast, part, respond
from oneonones.models import Meeting, Recent
from oneonones.views.meetings import STAGES, TEMPLATE, head, next_date, stage_of
from oneonones.views.planning import Planning
from people.models import PageRequest


class Change:
    """A change of one meeting, asked for on its own page (in the head) or on that of the one before it (*Next*)."""

    def __init__(self, request: PageRequest, meeting: Meeting, *, at: datetime) -> None:
        self.request, self.meeting, self.at = request, meeting, at

    @cached_property
    def page(self) -> Meeting:
        """The meeting on whose page the person is: `page` of the form or the address, if it is of the same pair."""
        said = self.request.POST.get("page") or self.request.GET.get("page")
        if not said or said == str(self.meeting.pk):
            return self.meeting
        try:
            wanted = UUID(said)
        except ValueError:
            return self.meeting
        theirs = Meeting.objects.visible_to(self.request.user).with_pair().with_number()
        return theirs.filter(pk=wanted, pair=self.meeting.pair).first() or self.meeting

    @property
    def block(self) -> str:
        return "head" if self.page == self.meeting else "next"

    def ask(self, doing: str, form: forms.Form, *, more: Mapping[str, Any] | None = None) -> HttpResponse:
        """Show the form: 422 if it was sent and refused."""
        context = {**self.context(), **(more or {}), "doing": doing, "form": form, "subject": self.meeting}
        status = 422 if form.is_bound else 200
        return render(self.request, part(TEMPLATE, self.block, self.request), context, status=status)

    def done(self, toast: Toast, *, instead: Meeting | None = None) -> HttpResponse:
        """Show the part as it is now; the page fetches its other parts again. `instead`: what asks for another time."""
        response = respond(
            self.request,
            TEMPLATE,
            self.block,
            lambda: {**self.context(), "instead": instead},
            to=self.page.get_absolute_url(),
            toast=toast,
        )
        if response.status_code == 200:
            response["HX-Trigger"] = "live:meeting"
        return response

    def context(self) -> dict[str, Any]:
        recent = Recent.of(self.page.pair, around=self.page, at=self.at)
        stage = stage_of(self.request, self.page, at=self.at)
        return {
            **head(self.page, self.request.user, at=self.at, recent=recent),
            **next_date(self.page, self.request.user, at=self.at, recent=recent, stage=stage),
            "active": "pairs",
            "page_class": "page-narrow",
            "region_id": self.block,
        }

    def planning(self) -> Planning:
        """Times to which it may go, close to the one it has."""
        said = self.request.POST.get("stage") or self.request.GET.get("stage") or ""
        stage = (("stage", said),) if said in STAGES else ()
        return Planning(
            self.meeting.pair,
            self.request.user,
            at=self.at,
            near=self.meeting.starts_at,
            instead_of=self.meeting.starts_at,
            length=self.meeting.length,
            moving=self.meeting,
            link=reverse("meeting_move", args=[self.meeting.pk]),
            fields=(("page", str(self.page.pk)), *stage),
        )

    def undo_url(self, name: str) -> str:
        return f"{reverse(name, args=[self.meeting.pk])}?page={self.page.pk}"
