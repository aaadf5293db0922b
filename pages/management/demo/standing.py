"""What Priya and Tom talk about every time."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from agendas.models import AgendaItem, Outcome, SharedNote
from oneonones.models import Meeting, Pair
from people.models import Person

ENERGY = (
    "7. Two quiet shifts in a row, and the new starter asks good questions.",
    "5. Slept badly after Thursday’s page. Platform owes us an answer on the alert.",
    "6. Mostly on-call. The reading hour on Friday helps.",
)


def standing(people: Mapping[str, Person], *, now: datetime) -> None:
    """One item that is on every 1:1 of theirs, with what was said at the last three."""
    priya, tom = people["Priya"], people["Tom"]
    pair = Pair.objects.active().get(manager=priya, report=tom)
    item = AgendaItem.raise_on(
        pair, title="Energy, 1 to 10, and what moved it", standing=True, by=tom, at=now - timedelta(weeks=9)
    )
    item.place_before(AgendaItem.objects.open().revealed().filter(pair=pair).in_order().first(), by=tom, at=now)
    held = Meeting.objects.filter(pair=pair, state="held").order_by("-starts_at")[: len(ENERGY)]
    for meeting, words in zip(held, ENERGY, strict=True):
        then = meeting.starts_at + timedelta(minutes=2)
        SharedNote.of(meeting, item, at=then).append(words, by=tom, at=then)
        Outcome.objects.create(
            meeting=meeting, item=item, kind="discussed", person=tom, started_at=meeting.starts_at, ended_at=then
        )
