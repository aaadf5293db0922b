"""Who may do what with pairs and meetings. Whoever may not even know of them gets 404 before these are asked."""

from oneonones.models import Meeting, Pair
from people.models import Person


def can_write_in_pair(person: Person, pair: Pair) -> bool:
    """The two, while their pair lasts: an ended pair is read-only."""
    return pair.has(person) and pair.active


def can_end_pair(person: Person, pair: Pair) -> bool:
    """Either of the two, but for a manager and their direct report: that pair ends when the chart changes."""
    return can_write_in_pair(person, pair) and pair.kind != Pair.Kind.DIRECT


def can_plan_series(person: Person, pair: Pair) -> bool:
    """Either of the two sets the rhythm."""
    return can_write_in_pair(person, pair)


def can_choose_reveal(person: Person, pair: Pair) -> bool:
    """Either of the two chooses from when on new items are seen."""
    return can_write_in_pair(person, pair)


def can_change_meeting(person: Person, meeting: Meeting) -> bool:
    """Either of the two moves, skips or wraps up."""
    return can_write_in_pair(person, meeting.pair)
