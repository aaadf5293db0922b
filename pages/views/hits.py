"""How something that was found looks in a list: what it is, with whom, when, and the words around the words."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from agendas.models import AgendaItem
from agendas.models.said import Sensitivity
from kit.finding import Piece, Wanted
from kit.vault import Unopenable, load_keys
from kit.words import plain_day
from oneonones.models import Pair
from oneonones.views.pairs import kind_words
from pages.views.findings import Finding
from pages.views.sources import ACTIONS, AMENDMENTS, DECISIONS, ITEMS, NOTES, PEOPLE, PRIVATE
from people.models import Person


@dataclass(frozen=True)
class Hit:
    """One row of the results."""

    href: str
    drawing: str
    title: list[Piece]
    excerpt: list[Piece]
    facts: list[str]
    author: tuple[str, int, str] | None = None
    private: bool = False

    @property
    def words(self) -> str:
        """The title in one piece."""
        return "".join(piece.text for piece in self.title)


@dataclass(frozen=True)
class Reading:
    """A reader, what they look for, and the people and items that the rows on one page name."""

    reader: Person
    wanted: Wanted
    pairs: dict[UUID, Pair]
    items: dict[UUID, tuple[str, bool]]  # the title away from its page, and whether the item is sensitive

    @classmethod
    def of(cls, found: Iterable[Finding], reader: Person, wanted: Wanted, pairs: Iterable[Pair]) -> "Reading":
        """With the titles of the items that notes were taken on: one query."""
        wanted_ids = [one.row.item_id for one in found if one.kind == NOTES and one.row.item_id]
        items = list(
            AgendaItem.objects.visible_to(reader).filter(pk__in=wanted_ids).only("title", "context", "sensitivity")
        )
        load_keys(items)
        return cls(
            reader,
            wanted,
            {pair.pk: pair for pair in pairs},
            {item.pk: (title_of(item), item.sensitive) for item in items},
        )

    def hit(self, one: Finding) -> Hit:
        return {
            PEOPLE: self.person,
            ITEMS: self.item,
            NOTES: self.note,
            PRIVATE: self.private_note,
            ACTIONS: self.action,
            DECISIONS: self.decision,
            AMENDMENTS: self.amendment,
        }[one.kind](one)

    def person(self, one: Finding) -> Hit:
        pair: Pair = one.row
        other = pair.other(self.reader)
        ended = _("Ended %(day)s") % {"day": plain_day(pair.ended_on)} if pair.ended_on else ""
        return Hit(
            pair.get_absolute_url(),
            "pair",
            self.wanted.marked(one.title),
            self.wanted.marked(one.body),
            [kind_words(pair, self.reader), ended],
            (other.initials, other.hue, ""),
        )

    def item(self, one: Finding) -> Hit:
        item = one.row
        shown = item.sensitivity != Sensitivity.SENSITIVE
        closed = {"discussed": _("discussed"), "answered": _("answered in writing"), "dropped": _("dropped")}.get(
            item.closed_as, ""
        )
        return Hit(
            reverse("agenda_item", args=[item.id]),
            "note",
            self.wanted.marked(one.title) if shown else [Piece(_("A sensitive item"), False)],
            self.wanted.excerpt(one.body) if one.body and shown else [],
            [self.met(one), _("raised %(day)s") % {"day": plain_day(item.dated)}, closed],
            self.named(item.author_id, one),
            item.revealed_at is None,
        )

    def note(self, one: Finding) -> Hit:
        note = one.row
        about, sensitive = self.items.get(note.item_id, ("", False))
        title = _("Note on “%(title)s”") % {"title": about} if about else _("Shared note")
        place = f"item-{note.item_id}" if note.item_id else "notes"
        return Hit(
            f"{reverse('meeting', args=[note.meeting_id])}#{place}",
            "edit",
            [Piece(title, False)],
            [] if sensitive else self.wanted.excerpt(one.body),
            [self.met(one), plain_day(note.dated)],
        )

    def private_note(self, one: Finding) -> Hit:
        note = one.row
        page = f"{reverse('meeting', args=[note.meeting_id])}#private" if note.meeting_id else ""
        return Hit(
            page,
            "lock",
            [Piece(_("Your private note"), False)],
            self.wanted.excerpt(one.body),
            [self.met(one), plain_day(note.dated) if note.dated else ""],
            private=True,
        )

    def action(self, one: Finding) -> Hit:
        action = one.row
        state = _("done") if action.completed_at else _("dropped") if action.dropped_at else ""
        due = _("by %(day)s") % {"day": plain_day(action.due_on)} if action.due_on else ""
        return Hit(
            reverse("action_item", args=[action.id]),
            "check",
            self.wanted.marked(one.title),
            self.wanted.excerpt(one.body) if one.body else [],
            [self.met(one), due, state],
            self.named(action.who_id, one),
        )

    def decision(self, one: Finding) -> Hit:
        mark = one.row
        return Hit(
            f"{reverse('meeting', args=[mark.meeting_id])}#item-{mark.item_id}",
            "check",
            [Piece(_("Decision"), False)],
            [] if mark.item__sensitivity == Sensitivity.SENSITIVE else self.wanted.excerpt(one.body),
            [self.met(one), plain_day(mark.dated)],
        )

    def amendment(self, one: Finding) -> Hit:
        added = one.row
        return Hit(
            f"{reverse('meeting', args=[added.meeting_id])}#amendment-{added.id}",
            "edit",
            [Piece(_("Added to the record"), False)],
            self.wanted.excerpt(one.body),
            [self.met(one), plain_day(added.dated)],
            self.named(added.author_id, one),
        )

    def met(self, one: Finding) -> str:
        """'1:1 with Tom Okafor'."""
        pair = self.pairs.get(one.pair_id) if one.pair_id else None
        return _("1:1 with %(name)s") % {"name": pair.other(self.reader).name} if pair else ""

    def named(self, person_id: Any, one: Finding) -> tuple[str, int, str]:
        """Whose it is, as an avatar and a name."""
        if person_id == self.reader.pk:
            return self.reader.initials, self.reader.hue, _("You")
        other = self.pairs[one.pair_id].other(self.reader)  # type: ignore[index]  # what has an author has a pair
        return other.initials, other.hue, other.first_name


def title_of(item: AgendaItem) -> str:
    """As it may be said away from its page; nothing, if no key opens it: the note on it is still to be read."""
    try:
        return item.outside.title
    except Unopenable:
        return ""
