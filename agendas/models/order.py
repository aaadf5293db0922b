"""The order of an agenda: fractional places, so that a move touches one row."""

from typing import TYPE_CHECKING

from django.db.models import Max

from agendas.models.agenda_items import AgendaItemQuerySet

if TYPE_CHECKING:
    from agendas.models.agenda_item import AgendaItem

GAP = 1024.0  # between two neighbours: room for some 40 moves to one place before the list is spaced anew


class Order:
    """The places of a pair's `items`. Whoever asks for one holds the pair's row, or takes the end."""

    def __init__(self, items: AgendaItemQuerySet) -> None:
        self.items = items

    @property
    def end(self) -> float:
        """The place after all others."""
        last: float | None = self.items.aggregate(last=Max("position"))["last"]
        return (last or 0.0) + GAP

    def before(self, other: "AgendaItem", *, moved: "AgendaItem") -> float:
        """A place for `moved` right before `other`."""
        rest = self.items.exclude(pk=moved.pk)
        for _attempt in range(2):
            other.refresh_from_db(fields=["position"])
            neighbour = rest.ahead_of(other).in_order().last()
            low = neighbour.position if neighbour is not None else other.position - 2 * GAP
            place = (low + other.position) / 2
            if low < place < other.position:
                return place
            self._space_out(rest)
        raise AssertionError("Items that were spaced out leave room between them.")

    @staticmethod
    def _space_out(items: AgendaItemQuerySet) -> None:
        """Give every item its GAP again: two were raised at once, or their room was halved away."""
        rows = list(items.only("position", "raised_at").in_order())
        for index, row in enumerate(rows, start=1):
            row.position = index * GAP
        items.bulk_update(rows, ["position"], batch_size=500)
