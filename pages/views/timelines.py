"""What one meeting looks like in a list: its day, what became of it, and how much."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agendas.models import Decision
from oneonones.models import Meeting, Pair, exempt_words
from people.models import Person

LAST = 3


@dataclass(frozen=True)
class Entry:
    """A line of the timeline: `shape` as in the strip, `words` say the same."""

    meeting: Meeting
    shape: str
    words: str
    decisions: tuple[Decision, ...] = ()


def entry(meeting: Meeting, pair: Pair, reader: Person, *, at: datetime) -> Entry:
    """One line. `meeting` carries its counts."""
    if meeting.skipped:
        return Entry(meeting, "skipped", skipped_words(meeting, pair, reader))
    if meeting.cancelled:
        return Entry(meeting, "cancelled", _("Cancelled"))
    if meeting.scheduled and meeting.exempt:
        return Entry(meeting, "exempt", exempt_words(meeting, pair, reader, at=at))
    if meeting.scheduled:
        today = reader.today(meeting.starts_at) <= reader.today(at)
        words = moved_words(meeting, pair, reader) or (_("Today") if today else _("Planned"))
        return Entry(meeting, "today" if today else "next", words)
    told = [counts(meeting)]
    if meeting.unconfirmed:
        told.insert(0, denied_words(meeting, pair, reader) or _("Not confirmed"))
    if meeting.moved:
        told.append(moved_words(meeting, pair, reader))
    shape = "unconfirmed" if meeting.unconfirmed else "moved" if meeting.moved else "held"
    return Entry(meeting, shape, " · ".join(words for words in told if words))


def looking_back(before: Sequence[Meeting], pair: Pair, reader: Person, *, at: datetime) -> dict[str, Any]:
    """*Looking back*: the last three, and how many there are in all if the page knows."""
    return {"looking_back": [entry(meeting, pair, reader, at=at) for meeting in before[:LAST]]}


def counts(meeting: Meeting) -> str:
    """'4 items, 3 actions'; what there is none of is left out."""
    items, actions = getattr(meeting, "item_count", 0), getattr(meeting, "action_count", 0)
    said = []
    if items:
        said.append(ngettext("%(n)d item", "%(n)d items", items) % {"n": items})
    if actions:
        said.append(ngettext("%(n)d action", "%(n)d actions", actions) % {"n": actions})
    return ", ".join(said) or ("" if meeting.unconfirmed else _("Held"))


def skipped_words(meeting: Meeting, pair: Pair, reader: Person) -> str:
    """'Skipped by Tom: clash'."""
    name = pair.first_name_of(meeting.skipped_by_id, reader=reader) or _("you")
    reason = meeting.get_skip_reason_display().lower()
    return _("Skipped by %(name)s: %(reason)s") % {"name": name, "reason": reason}


def denied_words(meeting: Meeting, pair: Pair, reader: Person) -> str:
    """'Not met, says Tom', or nothing."""
    if meeting.disputed_at is None:
        return ""
    name = pair.first_name_of(meeting.disputed_by_id, reader=reader)
    return _("Not met, says %(name)s") % {"name": name} if name else _("Not met, you said")


def moved_words(meeting: Meeting, pair: Pair, reader: Person) -> str:
    """'Moved by you', or nothing."""
    if not meeting.moved:
        return ""
    return _("Moved by %(name)s") % {"name": pair.first_name_of(meeting.moved_by_id, reader=reader) or _("you")}
