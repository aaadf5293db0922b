"""People change in the demo: somebody stands in for a while, and somebody has left."""

from datetime import datetime, timedelta

from actions.models import ActionItem
from oneonones.models import Acting, Pair
from people.models import Person, ReportingLine

DAY = timedelta(days=1)


def changes(people: dict[str, Person], *, now: datetime) -> None:
    """Olu stands in for Vera's manager; Dmitri has left Sofia, with a promise open; Ingrid has no manager on purpose."""
    Acting.start(people["Olu"], people["Vera"], until=people["Olu"].today(now) + 21 * DAY, by=people["Olu"], at=now)
    dmitri, sofia = people["Dmitri"], people["Sofia"]
    pair = Pair.objects.active().get(manager=sofia, report=dmitri)
    due_on = (now + 3 * DAY).date()
    for who, what in ((dmitri, "Write down how the nightly export is run"), (sofia, "Ask for a second reviewer")):
        ActionItem.promise(pair, what=what, who=who, due_on=due_on, by=sofia, at=now - 9 * DAY)
    dmitri.deactivate(by=None, at=now - 2 * DAY)
    ReportingLine.change(people["Ingrid"], None, by=None, at=now)
