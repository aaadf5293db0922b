"""Who can see what, in the reader's own terms."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pages.permissions import AUTHOR, KEY, LATER, LINES, NO, READERS, YES
from people.models import PageRequest, Person, ReportingLine, Role

NAMED = 3


@require_safe
def show(request: PageRequest) -> HttpResponse:
    """The table, and the names of those whom it is about."""
    said = answers()
    return render(
        request,
        "pages/privacy/show.html",
        {
            "active": "settings",
            "head": [_("What"), _("You two"), _("Manager’s manager"), _("HR admin"), _("Owner"), _("Server operator")],
            "rows": [[str(line.what), *(said[getattr(line, who)] for who in READERS)] for line in LINES],
            "names": names(request.user),
        },
    )


def names(reader: Person) -> list[str]:
    """'HR here: Hana Novak.': who the columns are, for this reader."""
    manager = ReportingLine.manager_of(reader)
    above = ReportingLine.manager_of(manager) if manager else None
    said = [_("Your manager’s manager: %(names)s.") % {"names": above.name}] if above else []
    for role, sentence in (
        (Role.Name.HR_ADMIN, _("HR here: %(names)s.")),
        (Role.Name.OWNER, _("Owners here: %(names)s.")),
    ):
        if holders := Role.holders(role):
            known = [_("you") if holder == reader else holder.name for holder in holders[:NAMED]]
            said.append(sentence % {"names": ", ".join([*known, *([_("others")] if holders[NAMED:] else [])])})
    return said


def answers() -> dict[str, Any]:
    """The answers of the table, in words."""
    return {
        YES: _("Yes"),
        NO: _("No"),
        AUTHOR: _("Only who wrote them"),
        LATER: _("Not in this version"),
        KEY: _("Only with the server’s master key"),
    }
