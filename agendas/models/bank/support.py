"""What one can do for the other."""

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
    REMOTE,
    REPORT,
    REVIEW,
    WEEK,
    Question,
    Theme,
)

ask = partial(Question, Theme.SUPPORT)

SUPPORT = (
    ask("q48", EITHER, (WEEK, FIRST), _("What would you like from me before we meet again?"), opening=True),
    ask("q05", MANAGER, (WEEK, REVIEW), _("What should I do more of, and what less, to help you?")),
    ask("q49", MANAGER, (WEEK, HARD_WEEK), _("What do you need this week that you have not asked for?")),
    ask("q50", MANAGER, (REVIEW,), _("When was I of most use to you, and what had I done?")),
    ask("q51", MANAGER, (HARD_WEEK, CHANGE), _("What should I say to others so that you can get on with your work?")),
    ask("q52", MANAGER, (WEEK,), _("Which promise of mine are you still waiting for?")),
    ask("q53", MANAGER, (REMOTE, NEW_ROLE), _("Do you get enough of my time, and at the right moments?")),
    ask("q54", MANAGER, (NEW_ROLE, FIRST), _("What would make your first months here easier?")),
    ask("q55", EITHER, (HARD_WEEK, WEEK), _("What can I take off your desk?")),
    ask("q56", REPORT, (WEEK,), _("I would like your help with something. May I say what kind?")),
    ask("q57", REPORT, (WEEK,), _("I need a decision from you. What do you need to make it?")),
    ask("q58", MANAGER, (AFTER_LEAVE,), _("What would help you to find your way back in, and what can wait?")),
)
