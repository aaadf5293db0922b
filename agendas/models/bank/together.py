"""These 1:1s, and how the two of you work."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from agendas.models.question import (
    AFTER_LEAVE,
    EITHER,
    FIRST,
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

ask = partial(Question, Theme.TOGETHER)

TOGETHER = (
    ask("q122", EITHER, (WEEK, FIRST), _("What would you like to talk about first?"), opening=True),
    ask("q12", MANAGER, (WEEK, REVIEW), _("Are these 1:1s useful to you, and what would make them better?")),
    ask("q123", EITHER, (FIRST,), _("What should I know about the way you work best?")),
    ask("q124", EITHER, (FIRST,), _("What would make these conversations worth your time?")),
    ask("q125", EITHER, (FIRST, REMOTE), _("How do you like to be reached, and when would you rather not be?")),
    ask("q126", MANAGER, (FIRST, NEW_ROLE), _("What did the best manager you ever had do that I could take over?")),
    ask("q127", EITHER, (FIRST, SKIP_LEVEL), _("What stays between us, and what may I take further?")),
    ask("q128", EITHER, (REVIEW,), _("Do we meet too often, too seldom, or about right?")),
    ask("q129", EITHER, (WEEK, REVIEW), _("Which subject do we keep walking around?")),
    ask("q130", MANAGER, (REVIEW,), _("Who of us talks more in these 1:1s, and should that change?")),
    ask("q131", MANAGER, (FIRST,), _("Is there anything about you that you would like me to know from the start?")),
    ask("q132", REPORT, (FIRST,), _("What matters most to you in the way I work?")),
    ask("q133", EITHER, (REMOTE,), _("We mostly see each other on a screen. What gets lost that way?")),
    ask("q134", MANAGER, (SKIP_LEVEL,), _("What would you like to ask me that you can ask nobody else here?")),
    ask("q135", MANAGER, (AFTER_LEAVE,), _("Which of our habits should we take up again, and which let go?")),
)
