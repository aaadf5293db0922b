"""What the agenda of a page shows, and what was refused on it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.urls import reverse
from django.utils.translation import gettext as _

from agendas.forms import AgendaItemEditForm, AgendaItemForm, MissedForm
from agendas.models import Agenda, AgendaItem, Entry
from agendas.models.co_edited import called
from agendas.models.hint import too_many_of, vague
from agendas.models.prose import Node
from agendas.models.said import Kind, Said
from agendas.permissions import can_answer_agenda_item
from agendas.views.places import Place
from agendas.views.readings import tree_of
from kit.words import clock, short_day
from oneonones.models import Reveal
from people.models import Person

ASKED_FROM = 3  # carries


def sees(name: str, reveal: Reveal, *, new: bool = False) -> str:
    """From when on somebody sees an item (`new`: what is added) that waits, where there is no date to name."""
    if new and reveal is Reveal.DAY_BEFORE:
        return _("%(name)s sees what you add a day before you meet.") % {"name": name}
    if new:
        return _("%(name)s sees what you add when you meet.") % {"name": name}
    if reveal is Reveal.DAY_BEFORE:
        return _("%(name)s sees this a day before you meet") % {"name": name}
    return _("%(name)s sees this when you meet") % {"name": name}


@dataclass(frozen=True)
class Refused:
    """A change of an item that was not taken: what was typed and what is wrong, or that it was saved elsewhere."""

    item_id: UUID
    form: AgendaItemEditForm
    conflict: bool = False


def said(item: AgendaItem) -> Said:
    """What an item says, as its form says it."""
    return {
        "title": item.title,
        "context": item.context or "",
        "planned_minutes": item.planned_minutes,
        "kind": item.kind,
        "impact": item.impact or "",
        "evidence": item.evidence or "",
        "sensitivity": item.sensitivity,
        "standing": item.standing,
    }


def edit_of(item: AgendaItem, place: Place, reader: Person, typed: AgendaItemEditForm | None = None) -> dict[str, Any]:
    """The arguments of the `item_edit` macro, as the item is saved or as it was typed."""
    saved = {**said(item), "sensitive": item.sensitive, "version": item.version}
    shown = {name: typed.data.get(name) for name in typed.data} if typed else saved
    return {
        "action": reverse("agenda_item", args=[item.pk]) + place.item_query,
        "values": shown | {"private": item.private},
        "wrong": typed.problems if typed else {},
        "name": place.pair.other(reader).first_name,
        "leads": reader.pk == place.pair.manager_id,
        "kinds": list(Kind),
        "cancel": place.after(item.pk),
    }


@dataclass(frozen=True)
class AgendaPart:
    """What `_agenda.html` shows."""

    shown: Agenda
    place: Place
    reader: Person
    at: datetime
    adding: AgendaItemForm
    refused: Refused | None
    writes: bool  # both may still write here
    changes: bool  # what the meeting came to can still be changed: it is not locked
    meets: bool  # Start, Done and Carry over are offered
    missed: MissedForm | None = None  # offered in Review, until the record locks
    key: UUID = field(default_factory=uuid4)

    @property
    def other(self) -> Person:
        return self.place.pair.other(self.reader)

    @property
    def kinds(self) -> list[Kind]:
        """What sorts of items there are."""
        return list(Kind)

    @property
    def leads(self) -> bool:
        """Is the reader the manager of the pair?"""
        return self.reader.pk == self.place.pair.manager_id

    def edit_of(self, item: AgendaItem) -> dict[str, Any] | None:
        """The edit form of an item, open, where what was typed in it was refused."""
        if self.refused is None or self.refused.conflict or self.refused.item_id != item.pk:
            return None
        return edit_of(item, self.place, self.reader, self.refused.form)

    @property
    def mostly_own(self) -> tuple[int, int] | None:
        """(own, all) for a manager whose items most are, before they meet; nobody else is told."""
        if not (self.leads and self.writes and self.shown.here and self.place.stage == "prepare"):
            return None
        return too_many_of(self.place.pair, (entry.item for entry in self.shown.entries))

    def asks_for_purpose(self, item: AgendaItem) -> bool:
        """Is it the reader's own, open, and does it name a subject alone? Said before they meet, and to nobody else.

        What is on every 1:1 has its purpose already.
        """
        own = (
            self.writes
            and item.open
            and not item.standing
            and item.author_id == self.reader.pk
            and self.place.stage == "prepare"
        )
        return own and vague(item.title, item.context)

    def asks_what_becomes_of(self, entry: Entry) -> bool:
        """From the third carry on: talk about it now, answer in writing, or drop it."""
        waits = self.writes and self.shown.here and self.place.stage != "review"
        return (
            waits
            and entry.carries >= ASKED_FROM
            and can_answer_agenda_item(self.reader, entry.item)
            and (entry.item.open and entry.state in ("open", "carried"))
        )

    def reopens(self, entry: Entry) -> bool:
        """May what became of it be taken back from its menu? An answer at any time before they wrap up."""
        if entry.state == "answered":
            return self.writes and self.shown.here and not entry.item.open
        return self.meets and entry.state in ("done", "dropped")

    def shown_from(self, item: AgendaItem) -> str:
        """From when on the other sees an item that waits: "Tom sees this from Monday 23 November, 10:00"."""
        name, reveal = self.other.first_name, Reveal(item.reveal)
        upcoming = self.shown.upcoming
        if upcoming is None or upcoming.ends_at <= item.raised_at:
            return sees(name, reveal)
        moment = reveal.moment(upcoming.starts_at)
        return _("%(name)s sees this from %(day)s, %(time)s") % {
            "name": name,
            "day": short_day(moment),
            "time": clock(moment),
        }

    @property
    def new_items_wait(self) -> str:
        """What the pair agreed on for new items, where the other does not see them right away."""
        reveal = self.place.pair.reveals
        return sees(self.other.first_name, reveal, new=True) if reveal.waits else ""

    def since(self, entry: Entry) -> tuple[datetime, str] | None:
        """Since when the current item is talked about, and how long that is: "4:12"."""
        if entry.outcome is None or not entry.outcome.now or entry.outcome.started_at is None:
            return None
        minutes, seconds = divmod(max(0, int((self.at - entry.outcome.started_at).total_seconds())), 60)
        return entry.outcome.started_at, f"{minutes}:{seconds:02d}"

    @property
    def names(self) -> dict[str, str]:
        return called(self.place.pair)

    def said(self, entry: Entry) -> Node:
        """What was noted on an item here."""
        return tree_of(entry.note)

    @property
    def notes_open(self) -> bool:
        """May the notes on items be written here? In Review they are read."""
        return self.changes and self.place.stage != "review"
