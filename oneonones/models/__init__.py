from oneonones.models.acting import Acting, CannotAct
from oneonones.models.ad_hoc import AdHoc, TimeTaken
from oneonones.models.attendance import Attendance
from oneonones.models.availability import Availability, Obstacle
from oneonones.models.exempt_words import (
    exempt_words,
    first_back_words,
    kept_words,
    passed_over_briefly,
    passed_over_words,
)
from oneonones.models.exemption import Exemption
from oneonones.models.first_back import FirstBack
from oneonones.models.introduction import CannotMeet, Introduction, Manner
from oneonones.models.kept_date import KeptDate
from oneonones.models.last_change import LastChange
from oneonones.models.lasting_move import LastingMove, Scope
from oneonones.models.lock import Lock
from oneonones.models.meeting import Meeting
from oneonones.models.move import Move
from oneonones.models.next_date import NextDate
from oneonones.models.office_move import OfficeMove
from oneonones.models.offset_shift import OffsetShift
from oneonones.models.pair import Pair
from oneonones.models.recent import Recent
from oneonones.models.recurrence import Recurrence
from oneonones.models.request import Request
from oneonones.models.resumption import Resumption
from oneonones.models.reveal import Reveal
from oneonones.models.rhythm_change import RhythmChange
from oneonones.models.rule_text import BadRule
from oneonones.models.series import Series
from oneonones.models.steps import Step, steps

__all__ = [
    "Acting",
    "AdHoc",
    "Attendance",
    "Availability",
    "BadRule",
    "CannotAct",
    "CannotMeet",
    "Exemption",
    "FirstBack",
    "Introduction",
    "KeptDate",
    "LastChange",
    "LastingMove",
    "Lock",
    "Manner",
    "Meeting",
    "Move",
    "NextDate",
    "Obstacle",
    "OfficeMove",
    "OffsetShift",
    "Pair",
    "Recent",
    "Recurrence",
    "Request",
    "Resumption",
    "Reveal",
    "RhythmChange",
    "Scope",
    "Series",
    "Step",
    "TimeTaken",
    "exempt_words",
    "first_back_words",
    "kept_words",
    "passed_over_briefly",
    "passed_over_words",
    "steps",
]
