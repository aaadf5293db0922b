"""A template put on an agenda: a plain class, what it leaves behind are items."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from agendas.models.agenda_item import AgendaItem
from agendas.models.agenda_items import AgendaItemQuerySet
from agendas.models.agenda_template import AgendaTemplate
from agendas.models.ready_templates import ReadyTemplate
from agendas.models.template_line import MOST_LINES
from oneonones.models import Pair
from people.models import Person


@dataclass(frozen=True)
class Filling:
    """One press that puts a template on the agenda of a pair; `key` makes it happen once, and finds it for Undo."""

    pair: Pair
    key: UUID

    def put_on(
        self, template: ReadyTemplate | AgendaTemplate, *, standing: bool = False, by: Person, at: datetime
    ) -> list[AgendaItem]:
        """Its lines as items, in their order; on every 1:1 from now on if `standing`.

        What `by` sees on the agenda already, in the same words, is not put there twice.
        """
        before = list(self._items(by))
        if before:
            return before
        there = {item.title.casefold() for item in AgendaItem.objects.visible_to(by).open().filter(pair=self.pair)}
        with transaction.atomic():
            return [
                AgendaItem.raise_on(
                    self.pair,
                    title=line.title,
                    context=line.context,
                    kind=line.kind,
                    standing=standing,
                    from_template=template.origin,
                    idempotency_key=key,
                    by=by,
                    at=at,
                )
                for line, key in zip(template.lines, self._keys(), strict=False)
                if line.title.casefold() not in there
            ]

    def take_off(self, *, by: Person, at: datetime) -> None:
        """Undo: what it put there is gone again, but for what the two have talked about since."""
        with transaction.atomic():
            for item in self._items(by):
                item.remove(by=by, at=at)

    def _keys(self) -> list[UUID]:
        return [uuid5(self.key, str(number)) for number in range(MOST_LINES)]

    def _items(self, by: Person) -> AgendaItemQuerySet:
        return AgendaItem.objects.filter(pair=self.pair, author=by, idempotency_key__in=self._keys())
