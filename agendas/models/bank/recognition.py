"""Whose work deserves a word."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from agendas.models.question import (
    EITHER,
    FIRST,
    HARD_WEEK,
    MANAGER,
    NEW_ROLE,
    REMOTE,
    REVIEW,
    SKIP_LEVEL,
    WEEK,
    Question,
    Theme,
)

ask = partial(Question, Theme.RECOGNITION)

RECOGNITION = (
    ask("q92", MANAGER, (WEEK, REVIEW), _("Which thanks have you had lately that meant something to you?")),
    ask("q93", MANAGER, (FIRST, NEW_ROLE), _("How do you like to be thanked: before everybody, in a note, in here?")),
    ask("q94", EITHER, (WEEK, HARD_WEEK), _("Whose work made yours possible this week?")),
    ask("q95", MANAGER, (WEEK, HARD_WEEK), _("Which effort of yours went unseen because nothing went wrong?")),
    ask("q96", EITHER, (WEEK,), _("I would like to thank you for something. May I say what it changed?")),
    ask("q97", EITHER, (WEEK,), _("Who outside the team has helped us, and have we told them?")),
    ask("q98", MANAGER, (REVIEW,), _("Which of last month’s results is yours more than people think?")),
    ask("q99", MANAGER, (HARD_WEEK,), _("What did you do in these hard days that I should remember?")),
    ask("q100", MANAGER, (SKIP_LEVEL,), _("Whose name should I mention when I next speak to everybody?")),
    ask("q101", EITHER, (REMOTE, WEEK), _("Whose good work is easy to miss because they are far away or quiet?")),
)
