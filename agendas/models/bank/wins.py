"""What went well, and why."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from agendas.models.question import (
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

ask = partial(Question, Theme.WINS)

WINS = (
    ask("q13", EITHER, (WEEK, FIRST), _("What is going well, and what do you put that down to?"), opening=True),
    ask("q04", MANAGER, (WEEK, REVIEW), _("What are you proud of that nobody has noticed yet?")),
    ask("q14", EITHER, (WEEK,), _("What went better than you expected since we last spoke?")),
    ask("q15", MANAGER, (WEEK, REVIEW), _("Which piece of your work would you show to a friend in the trade?")),
    ask("q16", MANAGER, (WEEK, HARD_WEEK), _("What did you finish that you had been putting off, and how?")),
    ask("q17", EITHER, (WEEK, REVIEW), _("What worked so well that we should do it again on purpose?")),
    ask("q18", MANAGER, (HARD_WEEK, WEEK, REMOTE), _("Which small thing made your week easier?")),
    ask("q19", MANAGER, (REVIEW,), _("If the team’s news gave your month one line, what would it say?")),
    ask("q20", MANAGER, (REVIEW, NEW_ROLE), _("What have you got better at without anybody telling you?")),
    ask("q21", REPORT, (WEEK,), _("There is something I am pleased with. May I show it to you?")),
    ask("q22", MANAGER, (NEW_ROLE,), _("What has already gone right in the new role?")),
    ask("q23", MANAGER, (SKIP_LEVEL,), _("What went well in your team lately that I would not have heard of?")),
)
