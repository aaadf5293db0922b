"""How promises are kept, counted honestly: against the day that was first promised (domain.md, *follow-through*)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from actions.models.action_item import ActionItem
from oneonones.models import Pair
from people.models import Person

LOOKS_BACK = timedelta(weeks=26)


@dataclass(frozen=True)
class FollowThrough:
    """The promises that one person of a pair made lately, and what became of them.

    `made` are all of them, dropped ones too. `due` are those whose first date has passed or that are done; one that
    was dropped by its first date was given back in time and is not due. Of these, `kept` were done by the first date
    and `late` are the rest: done later, still open, put off or dropped after it. `open` wait to be done, whatever
    their date. What was never promised for a day is made, and open or done, but never kept or late.
    """

    made: int = 0
    due: int = 0
    kept: int = 0
    open: int = 0
    slips: int = 0

    @property
    def late(self) -> int:
        return self.due - self.kept

    @classmethod
    def of(cls, promises: Iterable[ActionItem], *, on: date) -> "FollowThrough":
        """Those promises, counted on that day."""
        promises = list(promises)
        return cls(
            made=len(promises),
            due=sum(is_due(promise, on=on) for promise in promises),
            kept=sum(is_kept(promise) for promise in promises),
            open=sum(promise.open for promise in promises),
            slips=sum(promise.slips for promise in promises),
        )

    @classmethod
    def both_ways(cls, pair: Pair, *, at: datetime) -> "list[tuple[Person, FollowThrough]]":
        """The manager's and the report's, of the last 26 weeks: one query, no word of theirs is read."""
        made = ActionItem.objects.filter(pair=pair, promised_at__gte=at - LOOKS_BACK).defer("what", "measure")
        both: dict[object, list[ActionItem]] = {person.pk: [] for person in (pair.manager, pair.report)}
        for promise in made:
            promise.pair = pair
            both[promise.who_id].append(promise)
        return [(person, cls.of(both[person.pk], on=person.today(at))) for person in (pair.manager, pair.report)]


def is_kept(promise: ActionItem) -> bool:
    """Done on or before the day first promised. A later date that both agreed to does not count."""
    first, done = promise.original_due_on, promise.completed_on
    return first is not None and done is not None and done <= first


def is_due(promise: ActionItem, *, on: date) -> bool:
    """Has the day first promised passed, or is it done before that? Not if it was given back by then."""
    first = promise.original_due_on
    if first is None:
        return False
    if promise.dropped_at is not None:
        return promise.promiser.today(promise.dropped_at) > first
    return promise.completed or first < on
