from oneonones.models.attendance import Attendance
from oneonones.models.introduction import CannotMeet, Introduction, Manner
from oneonones.models.lock import Lock
from oneonones.models.meeting import Meeting
from oneonones.models.pair import Pair
from oneonones.models.recent import Recent
from oneonones.models.recurrence import Recurrence
from oneonones.models.series import Series
from oneonones.models.steps import Step, steps

__all__ = [
    "Attendance",
    "CannotMeet",
    "Introduction",
    "Lock",
    "Manner",
    "Meeting",
    "Pair",
    "Recent",
    "Recurrence",
    "Series",
    "Step",
    "steps",
]
