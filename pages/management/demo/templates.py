"""Templates of their own."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from agendas.models import AgendaTemplate
from people.models import Person

AFTER_AN_INCIDENT = """What happened, in two minutes
- The timeline is in the write-up. What surprised us?
How is everybody who was on it
What would have caught it earlier
What we promise, and to whom
- One thing, with a date."""


def templates(people: Mapping[str, Person], *, now: datetime) -> None:
    """One that Priya keeps for the 1:1 after a bad night."""
    then = now - timedelta(weeks=5)
    AgendaTemplate.make(name="After an incident", text=AFTER_AN_INCIDENT, by=people["Priya"], at=then)
