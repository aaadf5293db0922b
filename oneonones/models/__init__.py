from oneonones.models.ad_hoc import AdHoc, TimeTaken
from oneonones.models.attendance import Attendance
from oneonones.models.availability import Availability, Obstacle
from oneonones.models.introduction import CannotMeet, Introduction, Manner
from oneonones.models.lasting_move import LastingMove, Scope
from oneonones.models.lock import Lock
from oneonones.models.meeting import Meeting
from oneonones.models.pair import Pair
from oneonones.models.recent import Recent
from oneonones.models.recurrence import Recurrence
from oneonones.models.request import Request
from oneonones.models.rhythm_change import RhythmChange
from oneonones.models.rule_text import BadRule
from oneonones.models.series import Series
from oneonones.models.steps import Step, steps

__all__ = [
    "AdHoc",
    "Attendance",
    "Availability",
    "BadRule",
    "CannotMeet",
    "Introduction",
    "LastingMove",
    "Lock",
    "Manner",
    "Meeting",
    "Obstacle",
    "Pair",
    "Recent",
    "Recurrence",
    "Request",
    "RhythmChange",
    "Scope",
    "Series",
    "Step",
    "TimeTaken",
    "steps",
]
