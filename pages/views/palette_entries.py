"""What the palette offers before anybody types: commands, people, dates, items and promises of the reader's own 1:1s.

At most 20 kB, so that the script holds all of it and finds in it within a keystroke; what is not here is searched for.
"""

import json
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from actions.models import ActionItem
from agendas.models import AgendaItem
from kit.vault import load_keys
from kit.words import clock, day
from oneonones.models import Meeting, Pair
from people.models import Person

MOST_BYTES = 20_000
EACH = 60
AROUND = timedelta(days=31)

COMMANDS, PEOPLE, DATES, ITEMS, ACTIONS = "commands", "people", "dates", "items", "actions"


@dataclass(frozen=True)
class Entry:
    """One line: what it says, what else is known of it, and where it leads. `does`: what a script does in place."""

    kind: str
    words: str
    href: str
    about: str = ""
    does: str = ""

    @property
    def packed(self) -> list[str]:
        """As the script reads it."""
        return [self.kind, self.words, self.href, self.about, self.does]


def entries(reader: Person, *, at: datetime) -> list[Entry]:
    """Everything, the commands first: five queries whatever the counts."""
    pairs = list(Pair.objects.visible_to(reader).with_people())
    known = {pair.pk: pair for pair in pairs}
    going_on = sorted((pair for pair in pairs if pair.active), key=lambda pair: pair.other(reader).name.casefold())
    found = [
        *commands(going_on, reader),
        *people(pairs, reader),
        *dates(known, reader, at=at),
        *items(known, reader),
        *actions(known, reader),
    ]
    return within(found, MOST_BYTES)


def commands(pairs: Iterable[Pair], reader: Person) -> Iterator[Entry]:
    """What can be done from anywhere."""
    yield Entry(COMMANDS, _("New action"), reverse("new_action"))
    yield Entry(COMMANDS, _("List of keys"), reverse("keyboard"), does="keys")
    for words, name in (
        (_("Search"), "search"),
        (_("Home"), "home"),
        (_("1:1s"), "pairs"),
        (_("Actions"), "actions"),
        (_("Settings"), "me"),
        (_("Hours and days off"), "days_off"),
        (_("Who can see what"), "privacy"),
    ):
        yield Entry(COMMANDS, words, reverse(name), _("Go to"))
    look = reverse("look")
    for theme, words in (("light", _("light")), ("dark", _("dark")), ("system", _("as the system"))):
        yield Entry(COMMANDS, _("Colours: %(theme)s") % {"theme": words}, look, does=f"theme {theme}")
    for pair in list(pairs)[:EACH]:
        whom = {"name": pair.other(reader).name}
        yield Entry(COMMANDS, _("Plan a date with %(name)s") % whom, reverse("pair_meetings", args=[pair.pk]))
        yield Entry(COMMANDS, _("Add an item for %(name)s") % whom, reverse("pair_agenda", args=[pair.pk]) + "#add")
        yield Entry(COMMANDS, _("New action with %(name)s") % whom, f"{reverse('new_action')}?pair={pair.pk}")


def people(pairs: Iterable[Pair], reader: Person) -> Iterator[Entry]:
    """Those the reader meets, or met."""
    for pair in pairs:
        other = pair.other(reader)
        about = [other.job_title, other.department, "" if pair.active else _("ended")]
        yield Entry(PEOPLE, other.name, pair.get_absolute_url(), " · ".join(filter(None, about)))


def dates(known: dict[UUID, Pair], reader: Person, *, at: datetime) -> Iterator[Entry]:
    """1:1s of the last month and the next: those to come first."""
    near = Meeting.objects.visible_to(reader).filter(starts_at__gt=at - AROUND, starts_at__lt=at + AROUND)
    found = list(near.not_cancelled().order_by("starts_at", "id")[: EACH * 4])
    for meeting in [
        *(one for one in found if one.ends_at > at),
        *(one for one in reversed(found) if one.ends_at <= at),
    ]:
        with_whom = _("1:1 with %(name)s") % {"name": known[meeting.pair_id].other(reader).name}
        said = f"{day(meeting.starts_at)}, {clock(meeting.starts_at)}"
        yield Entry(DATES, said, meeting.get_absolute_url(), with_whom)


def items(known: dict[UUID, Pair], reader: Person) -> Iterator[Entry]:
    """What is open on the agendas, as it may be said away from its page."""
    visible = AgendaItem.objects.visible_to(reader).open().filter(pair__ended_on=None)
    found = list(visible.order_by("-raised_at", "id")[:EACH])
    load_keys(found)
    for item in found:
        about = _("only you see this") if item.private else ""
        yield Entry(ITEMS, item.outside.title, reverse("agenda_item", args=[item.pk]), met(known, item, reader, about))


def actions(known: dict[UUID, Pair], reader: Person) -> Iterator[Entry]:
    """What is promised, by either of the two."""
    found = list(ActionItem.objects.visible_to(reader).in_living_pairs().open().in_order()[:EACH])
    load_keys(found)
    for action in found:
        yield Entry(ACTIONS, action.what, action.get_absolute_url(), met(known, action, reader))


def met(known: dict[UUID, Pair], thing: Any, reader: Person, more: str = "") -> str:
    """'Tom Okafor', and more."""
    return " · ".join(filter(None, (known[thing.pair_id].other(reader).name, more)))


def within(found: list[Entry], most: int) -> list[Entry]:
    """As many as fit, one of each kind in turns: a hundred people leave room for the items."""
    waiting: dict[str, deque[Entry]] = {}
    for one in found:
        waiting.setdefault(one.kind, deque()).append(one)
    size, kept = 0, set[Entry]()
    while any(waiting.values()):
        for some in filter(None, waiting.values()):
            one = some.popleft()
            size += len(json.dumps(one.packed, ensure_ascii=False).encode()) + 2
            if size > most:
                return [one for one in found if one in kept]
            kept.add(one)
    return found
