"""The question bank: our own questions, a file a theme, a row a question.

To add one: the next free key, who would ask it, when it fits, and the words. A key is never given twice and never
taken back, also when its question goes: items of years ago remember it.
"""

from agendas.models.bank.blockers import BLOCKERS
from agendas.models.bank.career import CAREER
from agendas.models.bank.feedback import FEEDBACK
from agendas.models.bank.growth import GROWTH
from agendas.models.bank.recognition import RECOGNITION
from agendas.models.bank.support import SUPPORT
from agendas.models.bank.team import TEAM
from agendas.models.bank.together import TOGETHER
from agendas.models.bank.wellbeing import WELLBEING
from agendas.models.bank.wins import WINS
from agendas.models.bank.work import WORK
from agendas.models.question import Question

QUESTIONS: tuple[Question, ...] = (
    *WINS,
    *BLOCKERS,
    *WORK,
    *SUPPORT,
    *FEEDBACK,
    *GROWTH,
    *WELLBEING,
    *RECOGNITION,
    *TEAM,
    *CAREER,
    *TOGETHER,
)
BY_KEY = {question.key: question for question in QUESTIONS}
OPENING = tuple(question for question in QUESTIONS if question.opening)

__all__ = ["BY_KEY", "OPENING", "QUESTIONS"]
