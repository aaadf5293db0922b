"""Questions worth asking: twelve of our own to start with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext


@dataclass(frozen=True)
class Question:
    """One question, with the theme it belongs to. The key is fixed for good: items remember it."""

    key: str
    theme: Promise
    text: Promise


QUESTIONS: tuple[Question, ...] = (
    Question(
        "q01", gettext_lazy("Energy"), gettext_lazy("What gave you energy since we last spoke, and what took it?")
    ),
    Question(
        "q02", gettext_lazy("Blockers"), gettext_lazy("What is the one thing that slows you down most right now?")
    ),
    Question(
        "q03", gettext_lazy("Growth"), gettext_lazy("Which skill would you like to be better at three months from now?")
    ),
    Question("q04", gettext_lazy("Wins"), gettext_lazy("What are you proud of that nobody has noticed yet?")),
    Question("q05", gettext_lazy("Support"), gettext_lazy("What should I do more of, and what less, to help you?")),
    Question(
        "q06", gettext_lazy("Feedback"), gettext_lazy("What did I decide lately that you would have decided otherwise?")
    ),
    Question(
        "q07",
        gettext_lazy("Priorities"),
        gettext_lazy("If you could drop one piece of work this week, which would it be?"),
    ),
    Question("q08", gettext_lazy("Team"), gettext_lazy("Who in the team deserves thanks, and for what?")),
    Question("q09", gettext_lazy("Goals"), gettext_lazy("Which of our goals is still unclear to you?")),
    Question(
        "q10",
        gettext_lazy("Workload"),
        gettext_lazy("How does your week look: too full, about right, or room for more?"),
    ),
    Question("q11", gettext_lazy("Future"), gettext_lazy("What kind of work would you like to do a year from now?")),
    Question(
        "q12", gettext_lazy("Our 1:1s"), gettext_lazy("Are these 1:1s useful to you, and what would make them better?")
    ),
)
BY_KEY = {question.key: question for question in QUESTIONS}


class Suggestion(NamedTuple):
    """A question and the reason why it is suggested now."""

    question: Question
    reason: str


class Asked(NamedTuple):
    """When a question was last put on the agenda, and whether it is open there now."""

    on: date
    open: bool


def worth_asking(asked: Mapping[str, Asked], *, today: date, count: int) -> list[Suggestion]:
    """Questions for a pair: not yet asked ones first, then those asked longest ago; never one that is open now.

    `asked` is by key, as far as the reader knows: what the other keeps to themselves tells nothing.
    """
    left = [question for question in QUESTIONS if not (question.key in asked and asked[question.key].open)]
    left.sort(key=lambda question: (asked[question.key].on if question.key in asked else date.min, question.key))
    return [Suggestion(question, _reason(question, asked.get(question.key), today=today)) for question in left[:count]]


def _reason(question: Question, asked: Asked | None, *, today: date) -> str:
    if asked is None:
        return _("%(theme)s: not asked yet") % {"theme": question.theme}
    weeks = (today - asked.on).days // 7
    if weeks < 1:
        return _("%(theme)s: asked this week") % {"theme": question.theme}
    words = ngettext("%(theme)s: asked %(n)d week ago", "%(theme)s: asked %(n)d weeks ago", weeks)
    return words % {"theme": question.theme, "n": weeks}
