"""What follows for pairs when people change."""

from uuid import UUID

from activity.models import Activity, on
from oneonones.models import Pair, Series
from people.models import Person


@on("person.manager_changed")
def follow_the_reporting_line(happened: Activity) -> None:
    """The old direct pair ends, read-only for its two people; a new one starts empty, with the same rhythm."""
    report = Person.objects.get(pk=happened.subject_id)
    by = Person.objects.filter(pk=happened.by_id).first() if happened.by_id else None
    before, manager = happened.particulars["before"], happened.particulars["manager"]
    rhythm: Series | None = None
    if before:
        old = Pair.objects.active().filter(manager_id=UUID(before), report=report, kind=Pair.Kind.DIRECT).first()
        if old is not None:
            rhythm = Series.objects.running().filter(pair=old).first()
            old.end(by=by, at=happened.at)
    if not manager:
        return
    new = Pair.start(Person.objects.get(pk=UUID(manager)), report, by=by, at=happened.at)
    if rhythm is not None and not new.series.filter(ended_on=None).exists():
        rhythm.hand_on(new, by=by, at=happened.at)
