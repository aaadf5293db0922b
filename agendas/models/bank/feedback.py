"""What each hears too seldom."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from agendas.models.question import (
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

ask = partial(Question, Theme.FEEDBACK)

FEEDBACK = (
    ask("q06", MANAGER, (WEEK, REVIEW), _("What did I decide lately that you would have decided otherwise?")),
    ask("q59", EITHER, (WEEK,), _("What could I have done better since we last spoke?")),
    ask("q60", EITHER, (REVIEW,), _("What do I do that I probably do not notice myself?")),
    ask("q61", EITHER, (WEEK, REVIEW), _("What is one thing that I should go on doing just as it is?")),
    ask("q62", MANAGER, (FIRST, NEW_ROLE), _("How would you like to hear it when something was not good?")),
    ask("q63", MANAGER, (WEEK,), _("Which remark of somebody’s are you still thinking about?")),
    ask("q64", EITHER, (WEEK,), _("What have you wanted to tell me and left out so far?")),
    ask("q65", MANAGER, (HARD_WEEK, CHANGE), _("How did what I said last time land with you?")),
    ask("q66", MANAGER, (REVIEW,), _("What surprised you in your last review, and should not in the next?")),
    ask("q67", REPORT, (WEEK, REVIEW), _("How do you think my last piece of work went? Please be frank.")),
    ask("q68", MANAGER, (SKIP_LEVEL,), _("What does your manager do that helps you most, and what would help more?")),
    ask("q69", EITHER, (WEEK, CHANGE), _("What do I hear too late?")),
)
