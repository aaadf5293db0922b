"""What happened to an action, told to one of the two: sentences, the oldest first."""

from datetime import datetime

from django.utils.translation import gettext as _

from actions.models import ActionItem, Redating
from actions.views.rows import weeks_or_days
from kit.words import plain_day, short_day
from people.models import Person


def history(action: ActionItem, reader: Person) -> list[str]:
    """'Priya promised it on 3 November, for Tue 10 Nov', 'Priya moved it from Tue 10 Nov to Tue 17 Nov on …'."""
    told = [promised(action, reader)]
    if action.instead_of is not None:
        told.append(_("It stands in the place of “%(what)s”") % {"what": action.instead_of.what})
    told += [moved(one, action, reader) for one in action.redatings.all()]
    if action.completed_at:
        told.append(done(action, action.completed_at, reader))
    if action.dropped_at:
        said = {"name": name_of(action.dropped_by_id, action, reader), "day": plain_day(action.dropped_at)}
        told.append(_("%(name)s dropped it on %(day)s") % said + because(action))
    return told


def name_of(person_id: object, action: ActionItem, reader: Person) -> str:
    """Which of the two, as the reader calls them; nobody in particular once an account is gone."""
    if person_id is None:
        return _("Somebody")
    return action.pair.first_name_of(person_id, reader=reader) or _("You")


def promised(action: ActionItem, reader: Person) -> str:
    """Who promised it, who wrote that down if it was the other one, and for which day first."""
    said = {"name": name_of(action.who_id, action, reader), "day": plain_day(action.promised_at)}
    told = _("%(name)s promised it on %(day)s") % said
    if action.author_id != action.who_id:
        told = _("%(told)s, as %(name)s wrote down") % {"told": told, "name": by_name(action.author_id, action, reader)}
    if action.original_due_on:
        told = _("%(told)s, for %(day)s") % {"told": told, "day": short_day(action.original_due_on)}
    return told


def by_name(person_id: object, action: ActionItem, reader: Person) -> str:
    """The same inside a sentence."""
    return action.pair.first_name_of(person_id, reader=reader) or _("you")


def moved(one: Redating, action: ActionItem, reader: Person) -> str:
    """One change of the due date."""
    said = {"name": name_of(one.by_id, action, reader), "on": plain_day(one.at)}
    before, after = one.from_due_on, one.to_due_on
    if before is None and after is not None:
        return _("%(name)s gave it a date, %(to)s, on %(on)s") % {**said, "to": short_day(after)}
    if before is None or after is None:
        return _("%(name)s took its date away on %(on)s") % said
    span = weeks_or_days(abs((after - before).days))
    told = _("%(name)s moved it from %(from)s to %(to)s on %(on)s, %(span)s later")
    if after < before:
        told = _("%(name)s moved it from %(from)s to %(to)s on %(on)s, %(span)s earlier")
    return told % {**said, "from": short_day(before), "to": short_day(after), "span": span}


def because(action: ActionItem) -> str:
    """The word why, or the smaller promise that stands in its place."""
    if action.drop_reason:
        return f": “{action.drop_reason}”"
    smaller = action.replacements.last()
    return _(", for a smaller promise: “%(what)s”") % {"what": smaller.what} if smaller else ""


def done(action: ActionItem, at: datetime, reader: Person) -> str:
    """Done, and whether that was by the day first promised."""
    said = {"name": name_of(action.completed_by_id, action, reader), "day": plain_day(at)}
    told = _("%(name)s ticked it on %(day)s") % said
    first, on = action.original_due_on, action.completed_on
    if first is None or on is None:
        return told
    if on <= first:
        return _("%(told)s, by the day first promised") % {"told": told}
    return _("%(told)s, %(span)s after the day first promised") % {
        "told": told,
        "span": weeks_or_days((on - first).days),
    }
