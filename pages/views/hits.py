"""How something that was found looks in a list: what it is, with whom, when, and the words around the words."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from agendas.models.said import Sensitivity
from kit.finding import Piece
from kit.words import plain_day
from oneonones.models import Pair
from oneonones.views.pairs import kind_words
from pages.views.findings import Finding
from pages.views.readings import Reading
from pages.views.sources import (
    ACTIONS,
    AMENDMENTS,
    ANSWERS,
    COMMENTS,
    DECISIONS,
    ITEMS,
    NOTES,
    PEOPLE,
    PRIVATE,
    TEMPLATES,
)


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


def person(one: Finding, reading: Reading) -> Hit:
    pair: Pair = one.row
    other = pair.other(reading.reader)
    ended = _("Ended %(day)s") % {"day": plain_day(pair.ended_on)} if pair.ended_on else ""
    return Hit(
        pair.get_absolute_url(),
        "pair",
        reading.wanted.marked(one.title),
        reading.wanted.marked(one.body),
        [kind_words(pair, reading.reader), ended],
        (other.initials, other.hue, ""),
    )


def item(one: Finding, reading: Reading) -> Hit:
    item = one.row
    shown = item.sensitivity != Sensitivity.SENSITIVE
    closed = {"discussed": _("discussed"), "answered": _("answered in writing"), "dropped": _("dropped")}.get(
        item.closed_as, ""
    )
    return Hit(
        reverse("agenda_item", args=[item.id]),
        "note",
        reading.wanted.marked(one.title) if shown else [Piece(_("A sensitive item"), False)],
        reading.wanted.excerpt(one.body) if one.body and shown else [],
        [reading.met(one), _("raised %(day)s") % {"day": plain_day(item.dated)}, closed],
        reading.named(item.author_id, one),
        item.revealed_at is None,
    )


def note(one: Finding, reading: Reading) -> Hit:
    note = one.row
    place = f"item-{note.item_id}" if note.item_id else "notes"
    page = f"{reverse('meeting', args=[note.meeting_id])}#{place}"
    return on_item(one, reading, page, "edit", _("Note on “%(title)s”"), _("Shared note"))


def private_note(one: Finding, reading: Reading) -> Hit:
    note = one.row
    page = f"{reverse('meeting', args=[note.meeting_id])}#private" if note.meeting_id else ""
    return Hit(
        page,
        "lock",
        [Piece(_("Your private note"), False)],
        reading.wanted.excerpt(one.body),
        [reading.met(one), plain_day(note.dated) if note.dated else ""],
        private=True,
    )


def action(one: Finding, reading: Reading) -> Hit:
    action = one.row
    state = _("done") if action.completed_at else _("dropped") if action.dropped_at else ""
    due = _("by %(day)s") % {"day": plain_day(action.due_on)} if action.due_on else ""
    return Hit(
        reverse("action_item", args=[action.id]),
        "check",
        reading.wanted.marked(one.title),
        reading.wanted.excerpt(one.body) if one.body else [],
        [reading.met(one), due, state],
        reading.named(action.who_id, one),
    )


def decision(one: Finding, reading: Reading) -> Hit:
    mark = one.row
    return Hit(
        f"{reverse('meeting', args=[mark.meeting_id])}#item-{mark.item_id}",
        "check",
        [Piece(_("Decision"), False)],
        [] if mark.item__sensitivity == Sensitivity.SENSITIVE else reading.wanted.excerpt(one.body),
        [reading.met(one), plain_day(mark.dated)],
    )


def amendment(one: Finding, reading: Reading) -> Hit:
    added = one.row
    return Hit(
        f"{reverse('meeting', args=[added.meeting_id])}#amendment-{added.id}",
        "edit",
        [Piece(_("Added to the record"), False)],
        reading.wanted.excerpt(one.body),
        [reading.met(one), plain_day(added.dated)],
        reading.named(added.author_id, one),
    )


def comment(one: Finding, reading: Reading) -> Hit:
    page = f"{reverse('agenda_item_comments', args=[one.row.item_id])}#comment-{one.row.id}"
    return on_item(one, reading, page, "note", _("Comment on “%(title)s”"), _("Comment"))


def answer(one: Finding, reading: Reading) -> Hit:
    page = reverse("agenda_item", args=[one.row.item_id])
    return on_item(one, reading, page, "edit", _("Answer to “%(title)s”"), _("Answered in writing"))


def on_item(one: Finding, reading: Reading, page: str, drawing: str, titled: str, bare: str) -> Hit:
    """What was written on an item: away from its page a sensitive one shows not one word of it."""
    about, sensitive = reading.items.get(one.row.item_id, ("", one.row.item_id is not None))
    author = getattr(one.row, "author_id", None)
    return Hit(
        page,
        drawing,
        [Piece(titled % {"title": about} if about else bare, False)],
        [] if sensitive else reading.wanted.excerpt(one.body),
        [reading.met(one), plain_day(one.row.dated)],
        reading.named(author, one) if author else None,
    )


def template(one: Finding, reading: Reading) -> Hit:
    return Hit(
        reverse("agenda_template", args=[one.row.id]),
        "note",
        reading.wanted.marked(one.title),
        reading.wanted.excerpt(one.body),
        [_("Your template"), plain_day(one.row.dated)],
        private=True,
    )


BY_KIND = {
    PEOPLE: person,
    ITEMS: item,
    NOTES: note,
    PRIVATE: private_note,
    ACTIONS: action,
    DECISIONS: decision,
    AMENDMENTS: amendment,
    COMMENTS: comment,
    ANSWERS: answer,
    TEMPLATES: template,
}


def hit(one: Finding, reading: Reading) -> Hit:
    return BY_KIND[one.kind](one, reading)
