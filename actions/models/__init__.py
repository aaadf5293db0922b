from actions.models.action_item import MEASURE_LENGTH, WHAT_LENGTH, ActionItem
from actions.models.due import read_due, say_due
from actions.models.follow_through import FollowThrough
from actions.models.note_line import NoteLine
from actions.models.redating import Redating
from actions.models.settled import REASON_LENGTH
from actions.models.vague import is_vague

__all__ = [
    "MEASURE_LENGTH",
    "REASON_LENGTH",
    "WHAT_LENGTH",
    "ActionItem",
    "FollowThrough",
    "NoteLine",
    "Redating",
    "is_vague",
    "read_due",
    "say_due",
]
