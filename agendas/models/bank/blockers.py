"""What is in the way."""

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
    SKIP_LEVEL,
    WEEK,
    Question,
    Theme,
)

ask = partial(Question, Theme.BLOCKERS)

BLOCKERS = (
    ask("q24", EITHER, (WEEK, FIRST), _("What is in your way, or about to be?"), opening=True),
    ask("q02", MANAGER, (WEEK, HARD_WEEK), _("What is the one thing that slows you down most right now?")),
    ask("q25", MANAGER, (WEEK, REMOTE), _("What are you waiting for, and from whom?")),
    ask("q26", EITHER, (WEEK, SKIP_LEVEL), _("Which decision is stuck, and who could make it?")),
    ask("q27", MANAGER, (HARD_WEEK, WEEK), _("What have you tried already, and what did that tell you?")),
    ask("q28", EITHER, (WEEK, SKIP_LEVEL), _("Where does work pile up between our team and another one?")),
    ask("q29", MANAGER, (WEEK, NEW_ROLE), _("Which tool or step costs you more time than it saves?")),
    ask("q30", MANAGER, (WEEK,), _("What would you mend first if next Friday were free?")),
    ask("q31", EITHER, (WEEK, REMOTE), _("Which meeting could we drop or shorten without missing it?")),
    ask("q32", REPORT, (WEEK, HARD_WEEK), _("I am stuck on something. Can we think it through together?")),
    ask("q33", REPORT, (WEEK, NEW_ROLE), _("Who could help me with this, and would you introduce us?")),
    ask("q34", EITHER, (HARD_WEEK,), _("What went wrong, and which part of it could we have seen coming?")),
    ask("q35", EITHER, (CHANGE,), _("Which part of the change is still unclear, and whom can we ask?")),
)
