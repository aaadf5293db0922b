"""What a page shows, after it has revealed what is due."""

from collections.abc import Callable
from datetime import datetime

from agendas.models.agenda_item import AgendaItem
from agendas.models.agenda_items import AgendaItemQuerySet
from people.models import Person


def revealing(
    rows_of: Callable[[AgendaItemQuerySet], list[AgendaItem]], reader: Person, *, at: datetime
) -> list[AgendaItem]:
    """The rows that `rows_of` picks of what `reader` may know. Nothing due: one query; else what is due is revealed.

    So nobody waits for the minute's task, and no page shows an item that is not stamped as revealed.
    """
    rows = rows_of(AgendaItem.objects.visible_or_due(reader, at=at))
    due = [row.pk for row in rows if getattr(row, "due", False)]
    if not due:
        return rows
    AgendaItem.objects.filter(pk__in=due).reveal(at=at)
    return rows_of(AgendaItem.objects.visible_to(reader))
