"""*Worth asking*: which questions to suggest to a reader, each with the reason why now."""

from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agendas.models.background import Asked, Background
from agendas.models.bank import QUESTIONS
from agendas.models.question import Asker, Question


class Suggestion(NamedTuple):
    """A question and the reason why it is suggested now."""

    question: Question
    reason: str


def worth_asking(known: Background, *, role: Asker, today: date, count: int) -> list[Suggestion]:
    """Questions for somebody in `role`: not yet asked ones first, then those asked longest ago."""
    asked = known.asked
    left = [
        one
        for one in QUESTIONS
        if one.fits(role) and one.key not in known.unwanted and not (one.key in asked and asked[one.key].open)
    ]
    left.sort(key=lambda question: asked[question.key].on if question.key in asked else date.min)
    return [Suggestion(question, _reason(question, asked.get(question.key), today=today)) for question in left[:count]]


def _reason(question: Question, asked: Asked | None, *, today: date) -> str:
    if asked is None:
        return _("%(theme)s: not asked yet") % {"theme": question.theme.label}
    weeks = (today - asked.on).days // 7
    if weeks < 1:
        return _("%(theme)s: asked this week") % {"theme": question.theme.label}
    words = ngettext("%(theme)s: asked %(n)d week ago", "%(theme)s: asked %(n)d weeks ago", weeks)
    return words % {"theme": question.theme.label, "n": weeks}
