"""What matters now, and what can wait."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from agendas.models.question import (
    AFTER_LEAVE,
    CHANGE,
    EITHER,
    FIRST,
    HARD_WEEK,
    MANAGER,
    NEW_ROLE,
    REPORT,
    REVIEW,
    SKIP_LEVEL,
    WEEK,
    Question,
    Theme,
)

ask = partial(Question, Theme.WORK)

WORK = (
    ask("q07", MANAGER, (WEEK, HARD_WEEK), _("If you could drop one piece of work this week, which would it be?")),
    ask("q09", MANAGER, (WEEK, REVIEW, NEW_ROLE), _("Which of our goals is still unclear to you?")),
    ask("q36", EITHER, (WEEK,), _("Which one or two things must go well before we meet again?")),
    ask("q37", MANAGER, (WEEK,), _("What are you still doing that nobody would miss?")),
    ask("q38", EITHER, (HARD_WEEK, WEEK), _("If we had to say no to one request this month, which should it be?")),
    ask("q39", EITHER, (REVIEW, CHANGE), _("What will we be glad to have begun three months from now?")),
    ask("q40", EITHER, (WEEK,), _("How will we both know that this is finished?")),
    ask("q41", MANAGER, (WEEK,), _("Which date is at risk that I do not know of yet?")),
    ask("q42", MANAGER, (AFTER_LEAVE,), _("What changed while you were away, and what of it concerns you?")),
    ask("q43", REPORT, (WEEK, HARD_WEEK), _("These cannot all come first. Which of them should?")),
    ask("q44", REPORT, (FIRST, NEW_ROLE), _("What do you expect of me by the end of the third month?")),
    ask("q45", REPORT, (AFTER_LEAVE,), _("What happened while I was away that I should know first?")),
    ask("q46", MANAGER, (SKIP_LEVEL,), _("Which of our plans makes little sense from where you sit?")),
    ask("q47", EITHER, (CHANGE,), _("What stays the same, whatever else changes?")),
)
