"""Who may do what with actions. Whoever may not even know of them gets 404 before these are asked."""

from datetime import datetime

from actions.models import ActionItem
from agendas.permissions import can_change_record
from oneonones.models import Meeting, Pair
from oneonones.permissions import can_write_in_pair
from people.models import Person


def can_add_action_item(person: Person, pair: Pair) -> bool:
    """Either of the two, while their pair lasts."""
    return can_write_in_pair(person, pair)


def can_promise_at(person: Person, meeting: Meeting, at: datetime) -> bool:
    """What was agreed at a meeting is part of its record: nothing joins it once that is locked."""
    return can_change_record(person, meeting, at)


def can_change_action_item(person: Person, action: ActionItem) -> bool:
    """Either of the two: whoever promised, whoever wrote it down, and the other one."""
    return can_write_in_pair(person, action.pair)
