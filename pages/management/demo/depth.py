"""What people of the demo keep back until they meet."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from agendas.models import AgendaItem
from oneonones.models import Pair
from people.models import Person

DAY = timedelta(days=1)


def depth(people: Mapping[str, Person], *, now: datetime) -> None:
    """Priya and Ana show each other new items a day before they meet: one of each waits."""
    priya, ana = people["Priya"], people["Ana"]
    pair = Pair.objects.active().get(manager=priya, report=ana)
    AgendaItem.raise_on(pair, title="Who reviews the design system while Lea is away?", by=ana, at=now - 3 * DAY)
    pair.show_items("day_before", by=ana, at=now - 2 * DAY)
    AgendaItem.raise_on(pair, title="What would make the next half year a good one?", by=priya, at=now - 2 * DAY)
    AgendaItem.raise_on(pair, title="I would like to lead the spring release", by=ana, at=now - 2 * DAY)
