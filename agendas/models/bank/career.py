"""What comes after this."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from agendas.models.question import (
    CHANGE,
    EITHER,
    FIRST,
    MANAGER,
    NEW_ROLE,
    REPORT,
    REVIEW,
    SKIP_LEVEL,
    WEEK,
    Question,
    Theme,
)

ask = partial(Question, Theme.CAREER)

CAREER = (
    ask("q11", MANAGER, (REVIEW,), _("What kind of work would you like to do a year from now?")),
    ask("q112", MANAGER, (REVIEW,), _("What would a good next step look like to you, with or without a new title?")),
    ask("q113", MANAGER, (WEEK, REVIEW), _("If you could keep only one part of your job, which would it be?")),
    ask("q114", MANAGER, (REVIEW,), _("Which kind of problem do you want to be asked about two years from now?")),
    ask("q115", MANAGER, (REVIEW, CHANGE), _("What could make you look elsewhere, and can we do something about it?")),
    ask("q116", MANAGER, (REVIEW,), _("What have you done that should be on record before the review?")),
    ask("q117", MANAGER, (SKIP_LEVEL, REVIEW), _("Which role here makes you curious?")),
    ask("q118", REPORT, (REVIEW,), _("What is missing between where I am and the next step?")),
    ask("q119", REPORT, (REVIEW,), _("How are pay and roles decided here, and where do I stand?")),
    ask("q120", EITHER, (FIRST, SKIP_LEVEL), _("How did you come to do the work you do now?")),
    ask("q121", MANAGER, (NEW_ROLE,), _("Is the new role what you thought it would be?")),
)
