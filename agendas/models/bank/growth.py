"""What one learns, and wants to."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from agendas.models.question import EITHER, FIRST, MANAGER, NEW_ROLE, REPORT, REVIEW, WEEK, Question, Theme

ask = partial(Question, Theme.GROWTH)

GROWTH = (
    ask("q70", EITHER, (WEEK, FIRST), _("What are you learning or working out at the moment?"), opening=True),
    ask("q03", MANAGER, (REVIEW,), _("Which skill would you like to be better at three months from now?")),
    ask("q71", MANAGER, (WEEK,), _("What did you learn lately that you had not set out to learn?")),
    ask("q72", MANAGER, (WEEK, REVIEW), _("What would you like to try that you have not done before?")),
    ask("q73", MANAGER, (WEEK,), _("Who can do something that you would like to learn from watching?")),
    ask("q74", MANAGER, (REVIEW,), _("Which part of your job has become too easy?")),
    ask("q75", MANAGER, (REVIEW, NEW_ROLE), _("What would stretch you and still let you sleep?")),
    ask("q76", MANAGER, (REVIEW,), _("What do people come to you for, and is it what you want to be known for?")),
    ask("q77", REPORT, (REVIEW,), _("Where do you see me ready for more, and where not yet?")),
    ask("q78", REPORT, (WEEK, REVIEW), _("Could I take on something that is yours today, with you close by?")),
    ask("q79", REPORT, (NEW_ROLE,), _("What should I learn next to be more use to the team?")),
    ask("q80", MANAGER, (NEW_ROLE,), _("What has been hardest to learn here so far?")),
)
