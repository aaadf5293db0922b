"""Who may do what with actions. Whoever may not even know of them gets 404 before these are asked."""

from actions.models import ActionItem
from oneonones.models import Pair
from oneonones.permissions import can_write_in_pair
from people.models import Person


def can_add_action_item(person: Person, pair: Pair) -> bool:
    """Either of the two, while their pair lasts."""
    return can_write_in_pair(person, pair)


def can_change_action_item(person: Person, action: ActionItem) -> bool:
    """Either of the two: whoever promised, whoever wrote it down, and the other one."""
    return can_write_in_pair(person, action.pair)
