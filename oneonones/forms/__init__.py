"""What the forms of pairs and meetings take. They clean; they do not save."""

from oneonones.forms.introductions import IntroductionForm
from oneonones.forms.moves import MoveForm
from oneonones.forms.pauses import PauseForm
from oneonones.forms.rhythms import RhythmForm
from oneonones.forms.times import LENGTHS, TAKEN, AskForm, SkipForm, TimeForm

__all__ = [
    "LENGTHS",
    "TAKEN",
    "AskForm",
    "IntroductionForm",
    "MoveForm",
    "PauseForm",
    "RhythmForm",
    "SkipForm",
    "TimeForm",
]
