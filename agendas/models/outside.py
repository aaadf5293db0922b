"""An item away from its page."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from agendas.models.agenda_item import AgendaItem


@dataclass(frozen=True)
class Outside:
    """All that may be said of an item away from the pages of its agenda: in lists, mails, chat, calendars, the API.

    Of a sensitive item that is not one word of its own.
    """

    title: str
    context: str

    @classmethod
    def of(cls, item: "AgendaItem") -> "Outside":
        if item.sensitive:
            return cls(_("A sensitive item"), "")
        return cls(item.title, item.context or "")
