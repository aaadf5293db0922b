"""Who may see what, as the privacy page shows it. A test holds each line against what the code really answers."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

YES, NO, AUTHOR, LATER, KEY = "yes", "no", "author", "later", "key"


@dataclass(frozen=True)
class Line:
    """One kind of thing, and the answer for each kind of reader."""

    name: str
    what: str | Promise
    the_two: str
    managers_manager: str = NO
    hr_admin: str = NO
    owner: str = NO
    operator: str = KEY


LINES = (
    Line("private_notes", _("Your private notes and private items"), AUTHOR),
    Line("content", _("Items, shared notes and actions: every word of them"), YES),
    Line("reasons", _("Why a 1:1 was skipped, in words"), YES),
    Line("dates", _("When your 1:1s were planned, held, moved or skipped"), YES, LATER, LATER, LATER, YES),
)

READERS = ("the_two", "managers_manager", "hr_admin", "owner", "operator")
