"""Whoever reads a list of what was found: the people and items that its rows name."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from agendas.models import AgendaItem
from kit.finding import Wanted
from kit.vault import Unopenable, load_keys
from oneonones.models import Pair
from pages.views.findings import Finding
from pages.views.sources import ANSWERS, COMMENTS, NOTES
from people.models import Person

ON_ITEMS = (NOTES, COMMENTS, ANSWERS)


@dataclass(frozen=True)
class Reading:
    """A reader, what they look for, and the people and items that the rows on one page name."""

    reader: Person
    wanted: Wanted
    pairs: dict[UUID, Pair]
    items: dict[UUID, tuple[str, bool]]  # the title away from its page, and whether the item is sensitive

    @classmethod
    def of(cls, found: Iterable[Finding], reader: Person, wanted: Wanted, pairs: Iterable[Pair]) -> "Reading":
        """With the titles of the items that notes, comments and answers are on: one query."""
        wanted_ids = [one.row.item_id for one in found if one.kind in ON_ITEMS and one.row.item_id]
        items = list(
            AgendaItem.objects.visible_to(reader).filter(pk__in=wanted_ids).only("title", "context", "sensitivity")
        )
        load_keys(items)
        return cls(
            reader,
            wanted,
            {pair.pk: pair for pair in pairs},
            {item.pk: (title_of(item), item.sensitive) for item in items},
        )

    def met(self, one: Finding) -> str:
        """'1:1 with Tom Okafor'."""
        pair = self.pairs.get(one.pair_id) if one.pair_id else None
        return _("1:1 with %(name)s") % {"name": pair.other(self.reader).name} if pair else ""

    def named(self, person_id: Any, one: Finding) -> tuple[str, int, str]:
        """Whose it is, as an avatar and a name."""
        if person_id == self.reader.pk:
            return self.reader.initials, self.reader.hue, _("You")
        assert one.pair_id is not None  # what has an author has a pair
        other = self.pairs[one.pair_id].other(self.reader)
        return other.initials, other.hue, other.first_name


def title_of(item: AgendaItem) -> str:
    """As it may be said away from its page; nothing, if no key opens it: the note on it is still to be read."""
    try:
        return item.outside.title
    except Unopenable:
        return ""
