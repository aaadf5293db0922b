"""*Worth asking*: which questions to suggest to a reader, each with the reason why now. Rules are pure functions."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agendas.models.background import Asked, Background
from agendas.models.bank import QUESTIONS
from agendas.models.question import Asker, Question, Situation, Theme
from agendas.models.stuck import Stuck

UNSAID_FOR = 4  # weeks without recognition
LET_LIE_FOR = 6  # weeks without a theme that the two have talked about before
ASKED_FOR = 4  # weeks until something stuck is asked about again
AT_A_FIRST = 3
AT_A_RETURN = 1


class Suggestion(NamedTuple):
    """What to ask and the reason why it is suggested now. `key`: of a question, or of what it is about."""

    key: str
    text: str
    reason: str


def worth_asking(known: Background, *, role: Asker, today: date, count: int) -> list[Suggestion]:
    """What somebody in `role` might ask: what a rule has a reason for, then the rest of the bank.

    Nothing that is open now, that the reader does not want to see, or that stands here already.
    """
    left = [
        one
        for one in QUESTIONS
        if one.fits(role)
        and one.key not in known.unwanted
        and not (one.key in known.asked and known.asked[one.key].open)
    ]
    left.sort(key=lambda one: known.asked[one.key].on if one.key in known.asked else date.min)
    found: dict[str, Suggestion] = {}
    for rule in (back_from_leave, first_time, carried_on, put_off, recognition, let_lie, the_rest):
        for suggestion in rule(known, left, today):
            found.setdefault(suggestion.key, suggestion)
            if len(found) == count:  # the rest of the bank would be a hundred sentences that nobody reads
                return list(found.values())
    return list(found.values())


def back_from_leave(known: Background, left: list[Question], today: date) -> Iterator[Suggestion]:
    """The first 1:1 after a long absence begins with a question to arrive by."""
    fitting = [one for one in left if Situation.AFTER_LEAVE in one.situations]
    for question in fitting[: AT_A_RETURN if known.returning else 0]:
        yield asked(question, _("The first 1:1 after a long absence"))


def carried_on(known: Background, left: list[Question], today: date) -> Iterator[Suggestion]:
    """What was carried three times: not the topic again, but what keeps it open. One at a time."""
    for one in _wanted(known, "carried", today)[:1]:
        text = _("What keeps “%(title)s” from being settled?") % {"title": one.words}
        said = ngettext("Carried %(n)d time", "Carried %(n)d times", one.count) % {"n": one.count}
        yield Suggestion(one.key, text, said)


def put_off(known: Background, left: list[Question], today: date) -> Iterator[Suggestion]:
    """A promise that was late twice and has its third date: a fourth will not help. One at a time."""
    for one in _wanted(known, "slipped", today)[:1]:
        text = _("What would make “%(what)s” possible, or is it time to let it go?") % {"what": one.words}
        said = ngettext("Promised %(n)d time", "Promised %(n)d times", one.count) % {"n": one.count}
        yield Suggestion(one.key, text, said)


def first_time(known: Background, left: list[Question], today: date) -> Iterator[Suggestion]:
    """Two people who have not met yet begin with questions for a first 1:1."""
    if not known.held:
        fitting = [one for one in left if Situation.FIRST in one.situations]
        for question in fitting[:AT_A_FIRST]:
            yield asked(question, _("For your first 1:1 together"))


def recognition(known: Background, left: list[Question], today: date) -> Iterator[Suggestion]:
    """Nobody's work had a word on the agenda for four weeks: no win, no feedback, no such question."""
    weeks = _weeks(known.recognised_on, today)
    if not known.held or (weeks is not None and weeks < UNSAID_FOR):
        return
    question = next((one for one in left if one.theme == Theme.RECOGNITION), None)
    if question is not None and weeks is None:
        yield asked(question, _("Recognition has not been on the agenda yet"))
    elif question is not None:
        yield asked(question, _("No recognition on the agenda for %(n)d weeks") % {"n": weeks})


def let_lie(known: Background, left: list[Question], today: date) -> Iterator[Suggestion]:
    """The theme that they have talked about, and not for longest: after six weeks."""
    if not known.themes:
        return
    theme = min(known.themes, key=lambda one: (known.themes[one], list(Theme).index(one)))
    weeks = _weeks(known.themes[theme], today) or 0
    question = next((one for one in left if one.theme == theme), None)
    if weeks >= LET_LIE_FOR and question is not None:
        yield asked(question, _("%(theme)s: not talked about for %(n)d weeks") % {"theme": theme.label, "n": weeks})


def the_rest(known: Background, left: list[Question], today: date) -> Iterator[Suggestion]:
    """Not yet asked ones first, then those asked longest ago; one of each theme before the second of any."""
    turn: dict[Theme, int] = dict.fromkeys(Theme, 0)
    turns: dict[str, int] = {}
    for question in left:
        turns[question.key] = turn[question.theme]
        turn[question.theme] += 1
    for question in sorted(left, key=lambda one: (one.key in known.asked, turns[one.key])):
        yield asked(question, _reason(question, known.asked.get(question.key), today=today))


def asked(question: Question, reason: str) -> Suggestion:
    return Suggestion(question.key, str(question.text), reason)


def _wanted(known: Background, kind: str, today: date) -> list[Stuck]:
    """What is stuck, but for what was asked about in the last weeks, or is not wanted now."""
    lately = {key for key, asked in known.asked.items() if asked.open or (today - asked.on).days < 7 * ASKED_FOR}
    return [one for one in known.stuck if one.kind == kind and one.key not in known.unwanted | lately]


def _weeks(since: date | None, today: date) -> int | None:
    return None if since is None else (today - since).days // 7


def _reason(question: Question, asked: Asked | None, *, today: date) -> str:
    if asked is None:
        return _("%(theme)s: not asked yet") % {"theme": question.theme.label}
    weeks = (today - asked.on).days // 7
    if weeks < 1:
        return _("%(theme)s: asked this week") % {"theme": question.theme.label}
    words = ngettext("%(theme)s: asked %(n)d week ago", "%(theme)s: asked %(n)d weeks ago", weeks)
    return words % {"theme": question.theme.label, "n": weeks}
