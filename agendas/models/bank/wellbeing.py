"""How one is, as far as one wants to say."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from agendas.models.question import (
    AFTER_LEAVE,
    CHANGE,
    EITHER,
    HARD_WEEK,
    MANAGER,
    REMOTE,
    REPORT,
    WEEK,
    Question,
    Theme,
)

ask = partial(Question, Theme.WELLBEING)

WELLBEING = (
    ask("q01", MANAGER, (WEEK,), _("What gave you energy since we last spoke, and what took it?")),
    ask("q10", MANAGER, (WEEK,), _("How does your week look: too full, about right, or room for more?")),
    ask("q81", EITHER, (WEEK, HARD_WEEK, AFTER_LEAVE), _("How are you, in more than one word?")),
    ask("q82", MANAGER, (HARD_WEEK,), _("When did you last have an evening without work on your mind?")),
    ask("q83", MANAGER, (HARD_WEEK, REMOTE), _("What helps you to switch off, and do you get to it?")),
    ask("q84", MANAGER, (HARD_WEEK,), _("What would make next week lighter than this one?")),
    ask("q85", MANAGER, (WEEK, CHANGE), _("Is there anything outside work that I should make room for?")),
    ask("q86", MANAGER, (REMOTE,), _("How is working from where you are: what do you like, and what do you miss?")),
    ask("q87", MANAGER, (AFTER_LEAVE,), _("How was it to come back, and what is still too much?")),
    ask("q88", MANAGER, (WEEK, REMOTE), _("Which day of your week is the hardest, and could we change it?")),
    ask("q89", REPORT, (HARD_WEEK, WEEK), _("I have more to do than fits. Can we go through it together?")),
    ask("q90", MANAGER, (AFTER_LEAVE,), _("What would you rather not go back to doing the way it was?")),
    ask("q91", MANAGER, (CHANGE,), _("What worries you about the change, and what do you look forward to?")),
)
