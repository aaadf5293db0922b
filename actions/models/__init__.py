from actions.models.action_item import MEASURE_LENGTH, WHAT_LENGTH, ActionItem
from actions.models.due import read_due, say_due

__all__ = ["MEASURE_LENGTH", "WHAT_LENGTH", "ActionItem", "read_due", "say_due"]
