"""The head of a meeting's page and its next date: parts that fetch themselves again when something happens."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from kit.http import from_script, part
from kit.words import ordinal, short_day
from oneonones.models import (
    Attendance,
    Meeting,
    Recent,
    Series,
    exempt_words,
    first_back_words,
    kept_words,
    passed_over_words,
)
from oneonones.models.steps import in_words
from oneonones.models.two_clocks import on_their_clock
from oneonones.permissions import can_change_meeting
from oneonones.views.clock_news import clocks
from oneonones.views.rhythms import capital, rhythm, rhythm_since
from people.models import PageRequest, Person

TEMPLATE = "oneonones/meetings/show.html"
STAGES = ("prepare", "meet", "review")
LONGEST = 4  # weeks between two meetings of one rhythm


@require_safe
def show_head(request: PageRequest, meeting_id: UUID) -> HttpResponse:
    """The head alone. Who asks for it as a page gets the whole one."""
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user).with_pair().with_number(), pk=meeting_id)
    if not from_script(request):
        return redirect(meeting)
    at = timezone.now()
    recent = Recent.of(meeting.pair, around=meeting, at=at)
    return render(request, part(TEMPLATE, "head", request), head(meeting, request.user, at=at, recent=recent))


@require_safe
def show_next(request: PageRequest, meeting_id: UUID) -> HttpResponse:
    """The next date alone, with Move, Skip and Wrap up."""
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user).with_pair(), pk=meeting_id)
    if not from_script(request):
        return redirect(meeting)
    at = timezone.now()
    stage = stage_of(request, meeting, at=at)
    recent = Recent.of(meeting.pair, around=meeting, at=at)
    context = next_date(meeting, request.user, at=at, recent=recent, stage=stage)
    return render(request, part(TEMPLATE, "next", request), context)


def stage_of(request: PageRequest, meeting: Meeting, *, at: datetime) -> str:
    """What the person chose by hand, else what the time says."""
    said = request.GET.get("stage") or request.POST.get("stage") or ""
    return said if said in STAGES else meeting.stage(at=at)


def head(meeting: Meeting, reader: Person, *, at: datetime, recent: Recent) -> dict[str, Any]:
    """What `_head.html` shows: names, both clocks, rhythm, number, strip, and what became of the meeting."""
    pair, other = meeting.pair, meeting.pair.other(reader)
    strip = recent.strip(reader, at=at)
    series, before, holder = meeting.series, meeting.moved_from, recent.next(at=at)
    return {
        "meeting": meeting,
        "pair": pair,
        "other": other,
        "their_clock": on_their_clock(meeting.starts_at, meeting.ends_at, reader=reader, other=other),
        "their_clock_before": before and on_their_clock(before, reader=reader, other=other),
        "rhythm_words": series.recurrence.words if series else "",
        "number_words": number_words(getattr(meeting, "number", None), cancelled=meeting.cancelled),
        "strip_shapes": [step.shape for step in strip],
        "strip_words": in_words(strip),
        "strip_caption": caption(holder.series if holder else series, recent, reader, at=at),
        "ahead_words": ahead(meeting.starts_at, reader, at=at) if meeting.scheduled else "",
        "far_away": meeting.stage(at=at) == "prepare",
        "mover": pair.first_name_of(meeting.moved_by_id, reader=reader),
        "skipper": pair.first_name_of(meeting.skipped_by_id, reader=reader),
        "canceller": pair.first_name_of(meeting.cancelled_by_id, reader=reader),
        "holder": holder,
        "may_change": can_change_meeting(reader, meeting) and meeting.scheduled and meeting.ends_at > at,
        "may_unskip": can_change_meeting(reader, meeting) and meeting.skipped and meeting.ends_at > at,
        "may_uncancel": can_change_meeting(reader, meeting)
        and meeting.cancelled
        and bool(meeting.skip_reason)
        and meeting.ends_at > at,
        "asks": can_change_meeting(reader, meeting) and Attendance(meeting).waits_for_an_answer(at=at),
        "exempt_words": exempt_words(meeting, pair, reader, at=at) if meeting.scheduled else "",
        "kept_words": kept_words(meeting, pair, reader),
        "first_back_words": first_back_words(meeting, pair, reader) if meeting.scheduled else "",
        "denier": pair.first_name_of(meeting.disputed_by_id, reader=reader) if meeting.disputed_at else "",
        "may_retract": can_change_meeting(reader, meeting) and meeting.disputed_by_id == reader.pk,
        **clocks(meeting, reader, at=at),
        "doing": "",
    }


def next_date(
    meeting: Meeting, reader: Person, *, at: datetime, recent: Recent, stage: str | None = None
) -> dict[str, Any]:
    """What `_next.html` shows: the 1:1 after this one, and the buttons that end this one."""
    pair, other = meeting.pair, meeting.pair.other(reader)
    following, later = recent.after(meeting, at=at), recent.later(meeting)
    natural = meeting.stage(at=at)
    stage = stage or natural
    writes = can_change_meeting(reader, meeting)
    shown = {
        "meeting": meeting,
        "pair": pair,
        "other": other,
        "stage_asked": stage if stage != natural else "",
        "following": following,
        "next_words": after_words(meeting, following, reader, at=at, recent=recent) if following else "",
        "may_move_next": writes and following is not None and (later is None or later.starts_at > at),
        "may_wrap_up": writes
        and meeting.scheduled
        and meeting.may_wrap_up(at=at)
        and (stage != "prepare" or meeting.starts_at <= at),
        "may_reopen": writes and meeting.may_reopen(at=at),
        "may_dispute": writes and Attendance(meeting).may_dispute(at=at),
        "ender": (pair.first_name_of(meeting.ended_by_id, reader=reader) or _("You")) if meeting.ended_by_id else "",
        "doing": "",
    }
    if following is None and pair.active:
        shown |= rhythm(pair, pair.rhythm, reader, at=at, back=str(meeting.pk))
    return shown


def number_words(number: int | None, *, cancelled: bool) -> str:
    """'your 47th'."""
    if number is None or cancelled:
        return ""
    return _("your first") if number == 1 else _("your %(number)s") % {"number": ordinal(number)}


def caption(series: Series | None, recent: Recent, reader: Person, *, at: datetime) -> str:
    """Under the strip: 'Every week since March', or what there is to say without a rhythm.

    The rhythm that goes on says it, also on dates of one that ends when it moves for good.
    """
    going_on = (one.series for one in reversed(recent.meetings) if one.series and one.series.ended_on is None)
    series = next(going_on, series)
    if series is not None and series.ended_on is None and not series.has_run_out(at=at):
        return rhythm_since(series, reader, at=at)
    held = sum(1 for one in recent.meetings if one.held)
    if not held:
        return _("No rhythm yet")
    return ngettext("Met once", "Met %(n)d times lately", held) % {"n": held}


def ahead(start: datetime, reader: Person, *, at: datetime) -> str:
    """'in 6 days', 'tomorrow', 'in 3 hours', 'in 12 minutes'; empty once it has begun."""
    if start <= at:
        return ""
    days = (reader.today(start) - reader.today(at)).days
    minutes = -(-int((start - at).total_seconds()) // 60)
    if days > 1:
        return ngettext("in %(n)d day", "in %(n)d days", days) % {"n": days}
    if days == 1 and minutes > 12 * 60:
        return _("tomorrow")
    if minutes >= 60:
        return ngettext("in %(n)d hour", "in %(n)d hours", minutes // 60) % {"n": minutes // 60}
    return ngettext("in %(n)d minute", "in %(n)d minutes", minutes) % {"n": minutes}


def after_words(meeting: Meeting, following: Meeting, reader: Person, *, at: datetime, recent: Recent) -> str:
    """'Same time next week.' where it is so, what the other clock shows, who put it there, and what lies between."""
    here, there = meeting.starts_at.astimezone(reader.zone), following.starts_at.astimezone(reader.zone)
    weeks, rest = divmod((there.date() - here.date()).days, 7)
    said = []
    if theirs := on_their_clock(following.starts_at, reader=reader, other=meeting.pair.other(reader)):
        said.append(capital(theirs) + ".")
    if not rest and 1 <= weeks <= LONGEST and here.time() == there.time():
        said.append(
            _("Same time next week.")
            if weeks == 1
            else ngettext("Same time in %(n)d week.", "Same time in %(n)d weeks.", weeks) % {"n": weeks}
        )
    if following.moved:
        mover = meeting.pair.first_name_of(following.moved_by_id, reader=reader) or _("You")
        said.append(_("%(name)s moved it there.") % {"name": mover})
    for one in recent.skipped_between(meeting, following):
        who = meeting.pair.first_name_of(one.skipped_by_id, reader=reader) or _("You")
        said.append(
            _("%(name)s skipped %(day)s: %(reason)s.")
            % {"name": who, "day": short_day(one.starts_at), "reason": one.get_skip_reason_display().lower()}
        )
    between = recent.exempt_before(following, after=max(at, meeting.ends_at))
    said += passed_over_words(between, following, meeting.pair, reader, at=at)
    if meeting.scheduled:
        said.append(_("What is open then is on its page."))
    return " ".join(said)
