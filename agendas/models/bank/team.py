"""The others, and how it is among them."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from agendas.models.question import (
    CHANGE,
    EITHER,
    FIRST,
    HARD_WEEK,
    MANAGER,
    NEW_ROLE,
    REMOTE,
    REPORT,
    REVIEW,
    SKIP_LEVEL,
    WEEK,
    Question,
    Theme,
)

ask = partial(Question, Theme.TEAM)

TEAM = (
    ask("q08", MANAGER, (WEEK, REVIEW), _("Who in the team deserves thanks, and for what?")),
    ask("q102", MANAGER, (WEEK,), _("Whom would you like to work with more, and on what?")),
    ask("q103", EITHER, (WEEK,), _("Which conversation in the team is overdue?")),
    ask("q104", MANAGER, (HARD_WEEK, WEEK), _("Who has too much on their plate just now?")),
    ask("q105", EITHER, (WEEK, REVIEW), _("What does the team do well that we never talk about?")),
    ask("q106", MANAGER, (REMOTE, WEEK), _("How much do you know of what the others are working on?")),
    ask("q107", EITHER, (WEEK, SKIP_LEVEL), _("Whose voice is missing when we decide things?")),
    ask("q108", MANAGER, (NEW_ROLE,), _("What should a new colleague know about us that is written nowhere?")),
    ask("q109", MANAGER, (SKIP_LEVEL,), _("What would you change about the way your team works if it were up to you?")),
    ask("q110", MANAGER, (HARD_WEEK, CHANGE), _("Is there tension in the team that I should know of?")),
    ask("q111", REPORT, (FIRST, NEW_ROLE), _("Whom should I get to know first, and why?")),
)
