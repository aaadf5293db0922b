"""How one action looks to its reader: what the `action` macro needs, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.dateformat import format as date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actions.models import WHAT_LENGTH, ActionItem, is_vague, say_due
from kit.words import days, local, short_day
from oneonones.models import Pair
from people.models import Person

TagParts = tuple[str, str, str | None]


@dataclass(frozen=True)
class Reading:
    """Who reads, on which of their days, and where on the site the rows stand (its query string)."""

    reader: Person
    today: date
    place: Mapping[str, str]

    def url(self, name: str, action: ActionItem) -> str:
        """An address of the action that comes back to this place."""
        address = reverse(name, args=[action.pk])
        return f"{address}?{urlencode(self.place)}" if self.place else address


def people_of(pair: Pair, reader: Person) -> list[tuple[str, str]]:
    """The two as choices, the one typing first."""
    other = pair.other(reader)
    return [(str(reader.pk), _("You")), (str(other.pk), other.first_name)]


def row(
    action: ActionItem, reading: Reading, *, between: bool = False, form: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """One row for the two of its pair. `between`: the list mixes pairs, so say whom it is for.

    `form`: what was typed and is refused, shown open (values, errors).
    """
    shown: dict[str, Any] = {
        "id": action.pk,
        "what": action.what,
        "done": action.completed,
        "facts_parts": facts_of(action, reading, between=between),
        "tag_parts": tag_of(action, reading),
    }
    if not action.pair.active:
        return shown
    undo = "_undo" if action.completed else ""
    return {
        **shown,
        "tick_url": None if action.dropped else reading.url(f"action_item_completion{undo}", action),
        "edit_url": reading.url("action_item_edit", action),
        "edit": edit_of(action, reading, form) if form else None,
        "menu_entries": menu_of(action, reading),
        "key": "X",
        "put_off": ways_on(action, reading),
        "vague": asks_for_its_end(action, reading),
    }


def brief(action: ActionItem, reading: Reading) -> dict[str, Any]:
    """One row of a short list: its tick, its words, which lead to its page, and whom it is for."""
    shown = row(action, reading, between=True)
    return {
        **shown,
        "facts_parts": shown["facts_parts"][:1],
        "href": action.get_absolute_url(),
        "edit_url": None,
        "menu_entries": (),
        "put_off": None,
        "vague": False,
    }


def facts_of(action: ActionItem, reading: Reading, *, between: bool = False) -> list[str]:
    """'You · due Fri 20 Nov · known by: a date in the calendar'; among several pairs 'for Tom', which leads there."""
    pair, reader = action.pair, reading.reader
    if between:
        own = action.who_id == reader.pk
        name = pair.other(reader).first_name
        said = _("for %(name)s") % {"name": name} if own else _("%(name)s, for you") % {"name": name}
        first: str = format_html('<a href="{}">{}</a>', pair.get_absolute_url(), said)
    else:
        first = pair.first_name_of(action.who_id, reader=reader) or _("You")
    facts: list[str] = [first]
    if action.days_late(on=reading.today) and action.due_on:
        facts.append(_("due %(day)s") % {"day": short_day(action.due_on)})
    if put_off := later_than_first(action):
        facts.append(put_off)
    if action.drop_reason:
        facts.append(f"“{action.drop_reason}”")
    if action.measure:
        facts.append(_("known by: %(measure)s") % {"measure": action.measure})
    if action.on_agenda and action.open:
        facts.append(_("on the agenda"))
    return facts


def later_than_first(action: ActionItem) -> str:
    """'2 weeks later than first promised', in one place for rows and history; empty for what is still on its day."""
    if action.lost_its_date and action.original_due_on:
        return _("first promised for %(day)s, no date now") % {"day": short_day(action.original_due_on)}
    if not action.put_off_by:
        return ""
    return _("%(span)s later than first promised") % {"span": weeks_or_days(action.put_off_by)}


def weeks_or_days(number: int) -> str:
    """'2 weeks' where they are whole, else '10 days'."""
    weeks, rest = divmod(number, 7)
    return days(number) if rest else ngettext("%(n)d week", "%(n)d weeks", weeks) % {"n": weeks}


def asks_for_its_end(action: ActionItem, reading: Reading) -> bool:
    """A hint for whoever promised: nobody is corrected in front of the other."""
    if not action.open or action.who_id != reading.reader.pk:
        return False
    return is_vague(action.what, dated=action.due_on is not None, measured=bool(action.measure))


def ways_on(action: ActionItem, reading: Reading) -> dict[str, Any] | None:
    """What may help more than another date, once a promise stands with its third one."""
    if not action.promised_again_and_again:
        return None
    talk = [] if action.on_agenda else [(_("Talk about it"), reading.url("action_item_agenda_item", action), None)]
    said = _(
        "It was promised for %(n)d different days. Another date seldom helps: talk about what is in the way, "
        "promise a smaller part of it, or drop it with a word why."
    )
    return {
        "text": _("promised %(n)d times") % {"n": action.times_promised},
        "meaning": said % {"n": action.times_promised},
        "entries": [
            *talk,
            (_("A smaller promise"), None, reading.url("action_item_replacement", action)),
            (_("Drop it"), None, reading.url("action_item_drop", action)),
        ],
    }


def tag_of(action: ActionItem, reading: Reading) -> TagParts | None:
    """'4 days late' in brick, 'Today', 'Fri 27 Nov', or 'Done Thu' once it is."""
    if action.completed_at is not None:
        on = local(action.completed_at).date()
        recent = 0 <= (reading.today - on).days < 7
        day = date_format(on, "D") if recent else short_day(on)
        return (_("Done today") if on == reading.today else _("Done %(day)s") % {"day": day}, "good", None)
    if action.dropped:
        return (_("Dropped"), "", None)
    if late := action.days_late(on=reading.today):
        return (_("%(days)s late") % {"days": days(late)}, "late", "late")
    if action.due_on is None:
        return None
    return (_("Today") if action.due_on == reading.today else short_day(action.due_on), "", None)


def edit_of(action: ActionItem, reading: Reading, form: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The arguments of the `action_edit` macro, as the action is saved or as it was typed."""
    typed = form["values"] if form else {}
    return {
        "action": reading.url("action_item", action),
        "version": action.version,
        "people": people_of(action.pair, reading.reader),
        "what": typed.get("what", action.what),
        "owner": typed.get("owner", str(action.who_id)),
        "due": typed.get("due", say_due(action.due_on, today=reading.today)),
        "measure": typed.get("measure", action.measure or ""),
        "maxlength": WHAT_LENGTH,
        "history": reverse("action_item_history", args=[action.pk]),
        "errors": form["errors"] if form else {},
        "cancel": action.get_absolute_url(),
    }


def menu_of(action: ActionItem, reading: Reading) -> list[dict[str, Any] | None]:
    """What else can be done about it."""
    entries: list[dict[str, Any] | None] = [
        {"text": _("Edit"), "href": reading.url("action_item_edit", action), "edits": True}
    ]
    if action.open and not action.on_agenda:
        entries.append({"text": _("Talk about this"), "action": reading.url("action_item_agenda_item", action)})
    if reading.place.get("on") != "action":
        entries.append({"text": _("Details"), "href": action.get_absolute_url()})
    if action.dropped:
        entries.append({"text": _("Take it up again"), "action": reading.url("action_item_drop_undo", action)})
    if action.open:
        entries += [None, {"text": _("Drop…"), "href": reading.url("action_item_drop", action)}]
    return entries
