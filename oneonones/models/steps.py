"""The rhythm strip: each 1:1 is a footstep (ux.md 4.2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from oneonones.models.attendance import Attendance
from oneonones.models.meeting import Meeting
from people.models import Person

SHAPES = {
    Meeting.State.HELD: "held",
    Meeting.State.SKIPPED: "skipped",
    Meeting.State.UNCONFIRMED: "unconfirmed",
}


@dataclass(frozen=True)
class Step:
    """One footstep: its shape (held, moved, skipped, unconfirmed, exempt, today, next) and its meeting."""

    shape: str
    meeting: Meeting


def steps(meetings: Iterable[Meeting], *, reader: Person, at: datetime, last: int = 10) -> list[Step]:
    """The last meetings, oldest first, then the next one; cancelled ones are absent.

    `meetings` are those of one pair in any order. A held meeting that was moved is half tone; one that is planned
    for the reader's own today, or whose time has come, is ember; the first of the others is an outline. One that waits
    for an answer is unconfirmed, also in the minute before that is stored. One from which something exempted the two is
    a short rule once its time has come, and absent before.
    """
    in_order = sorted((m for m in meetings if m.state != Meeting.State.CANCELLED), key=lambda m: (m.starts_at, m.pk))
    shaped = [(meeting, _shape(meeting, at=at)) for meeting in in_order]
    strip = [Step(shape, meeting) for meeting, shape in shaped if shape][-last:]
    for meeting in (meeting for meeting, shape in shaped if not shape and not meeting.exempt):
        if reader.today(meeting.starts_at) <= reader.today(at):
            strip.append(Step("today", meeting))
        else:
            strip.append(Step("next", meeting))
            break
    return strip


def _shape(meeting: Meeting, *, at: datetime) -> str:
    """Of what has been; empty for what is still to come."""
    if meeting.scheduled and meeting.exempt:
        return "exempt" if meeting.starts_at <= at else ""
    if Attendance(meeting).waits_for_an_answer(at=at):
        return "unconfirmed"
    if meeting.held and meeting.moved:
        return "moved"
    return "" if meeting.scheduled else SHAPES[Meeting.State(meeting.state)]


def in_words(strip: Iterable[Step]) -> str:
    """The strip's text alternative: 'Last 9: 7 held, 1 moved, 1 skipped. Today is planned.'"""
    strip = list(strip)
    past = [step.shape for step in strip if step.shape not in ("today", "next")]
    if not past:
        said = _("No 1:1s yet")
    elif set(past) == {"held"}:
        said = ngettext("Last %(n)d: held", "Last %(n)d: all held", len(past)) % {"n": len(past)}
    else:
        names = {
            "held": _("held"),
            "moved": _("moved"),
            "skipped": _("skipped"),
            "unconfirmed": _("unconfirmed"),
            "exempt": _("not due"),
        }
        counts = ", ".join(f"{past.count(shape)} {name}" for shape, name in names.items() if shape in past)
        said = _("Last %(n)d: %(counts)s") % {"n": len(past), "counts": counts}
    if any(step.shape == "today" for step in strip):
        return said + ". " + _("One is planned for today.")
    if any(step.shape == "next" for step in strip):
        return said + ". " + _("The next one is planned.")
    return said + ". " + _("No next date.")
