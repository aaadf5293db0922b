"""What the demo's people asked each other, and what they do not want to be asked to ask."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from agendas.models import BY_KEY, AgendaItem, SetAside
from oneonones.models import Pair
from people.models import Person

WEEK = timedelta(weeks=1)


def questions(people: Mapping[str, Person], *, now: datetime) -> None:
    """Three that Priya asked Tom, weeks ago and lately, and one that she does not want to see again."""
    priya, tom = people["Priya"], people["Tom"]
    pair = Pair.objects.active().get(manager=priya, report=tom)
    for key, weeks in (("q02", 3), ("q04", 11), ("q07", 6)):
        asked = AgendaItem.raise_on(
            pair, title=str(BY_KEY[key].text), question_key=key, by=priya, at=now - weeks * WEEK
        )
        asked.close(how="discussed", by=priya, at=now - (weeks - 1) * WEEK)
    SetAside.hide(pair, "q09", by=priya, at=now - WEEK)
