"""Home: the next 1:1, the people you meet, what you owe, and a line to add an item for any of them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from actions.models import ActionItem
from actions.views.regions import open_actions, todo
from actions.views.rows import Reading, row
from agendas.models import AgendaItem, Comment
from agendas.models.revealing import revealing
from kit.http import Toast, enforce, from_script, part, respond, see_other
from kit.vault import load_keys
from kit.words import clock, days, local, plain_day, soon
from oneonones.models import Meeting, Pair
from oneonones.permissions import can_write_in_pair
from pages.forms import QuickItemForm
from pages.views.clock_notices import clock_notices
from pages.views.your_people import Met, people_met
from people.models import PageRequest, Person

TEMPLATE = "pages/homes/show.html"
SOON = timedelta(hours=1)
LISTED = 50
ASKED_AT_ONCE = 3
NUMBERS = (
    gettext_lazy("No"),
    gettext_lazy("One"),
    gettext_lazy("Two"),
    gettext_lazy("Three"),
    gettext_lazy("Four"),
    gettext_lazy("Five"),
    gettext_lazy("Six"),
)


@require_safe
def show(request: PageRequest, block: str = "") -> HttpResponse:
    """Home; for a script one part of it: `quick`, `card` or `people`."""
    if block and not from_script(request):
        return see_other(reverse("home"))
    name = f"{TEMPLATE}#{block}" if block else TEMPLATE
    return render(request, name, home(request.user, at=timezone.now()))


@require_POST
def create(request: PageRequest) -> HttpResponse:
    """An item for one of the people you meet, from one line."""
    at = timezone.now()
    pairs = list(Pair.objects.visible_to(request.user).active().with_people())
    block = "people" if request.POST.get("pair") else "quick"

    form = QuickItemForm(request.POST, pairs=pairs, reader=request.user)
    if not form.is_valid():
        return render(request, part(TEMPLATE, block, request), home(request.user, at=at, form=form), status=422)

    said = form.cleaned_data
    enforce(can_write_in_pair, request.user, said["to"])
    item = AgendaItem.raise_on(
        said["to"], title=said["title"], idempotency_key=said.get("idempotency_key"), by=request.user, at=at
    )
    response = respond(
        request,
        TEMPLATE,
        block,
        lambda: home(request.user, at=at),
        to=reverse("home"),
        toast=Toast(added(item, said["to"].other(request.user))),
    )
    response["HX-Trigger"] = "live:agenda_item"
    return response


def added(item: AgendaItem, other: Person) -> str:
    """Said of an item that was put on the agenda."""
    if item.waits:
        return _("Added to the agenda. %(name)s does not see it yet.") % {"name": other.first_name}
    return _("Added to the agenda.")


def home(reader: Person, *, at: datetime, form: QuickItemForm | None = None) -> dict[str, Any]:
    """Everything on the page: at most eleven queries with those of the frame."""
    met = people_met(reader, at=at)
    leads = any(one.leads for one in met)
    next_up = next((one for one in met if one.next), None)
    line = [one for one in met if one.is_line]
    focus = next_up if leads or next_up else next(iter(line or met), None)
    promises = open_actions(reader)
    items = items_of(focus, reader, at=at) if focus else []
    agreed = last_agreed(focus, reader) if focus and not leads else []
    mentioned = list(Comment.objects.visible_to(reader).asking(reader)[:ASKED_AT_ONCE])
    load_keys(items, promises, agreed, [comment.item for comment in mentioned])
    today = reader.today(at)
    return {
        "active": "home",
        "leads": leads,
        "weekday": date_format(local(at), "l"),
        "title": date_format(local(at), "l j F"),
        "sentence": sentence(met, reader, at=at),
        "clock_notices": clock_notices(met, at=at),
        "unanswered": [(one, meeting) for one in met if (meeting := one.unanswered)][:ASKED_AT_ONCE],
        "mentioned": [(comment.item, comment.item.pair.other(reader)) for comment in mentioned],
        "requests": [(one, meeting) for one in met for meeting in one.recent.asked(at=at)][:ASKED_AT_ONCE],
        "next_up": card(next_up, items, promises, reader, at=at) if next_up else None,
        "focus": focus,
        "listed": [listed(item, focus, reader) for item in items] if focus else [],
        "agreed": [
            row(action, Reading(reader, today, {})) | {"tick_url": None, "edit_url": None, "menu_entries": ()}
            for action in agreed
        ],
        "people": [one for one in met if not one.is_line] if leads else [one for one in met if one is not focus],
        "line": [(one, line_words(one, at=at)) for one in line] if leads else [],
        "nobody": not met,
        "quick": {
            "value": form.data.get("line", "") if form else "",
            "error": form.problem if form else None,
            "key": uuid4(),
            "example": quick_example(met),
        },
        **todo(reader, at=at, mine=promises),
    }


def items_of(one: Met, reader: Person, *, at: datetime) -> list[AgendaItem]:
    """What is on the agenda with one person, as far as the reader may know."""
    found = revealing(lambda items: list(items.open().filter(pair=one.pair).in_order()[:LISTED]), reader, at=at)
    for item in found:
        item.pair = one.pair
    return found


def last_agreed(one: Met, reader: Person) -> list[ActionItem]:
    """What was promised when they last met."""
    if one.last is None:
        return []
    found = list(ActionItem.objects.visible_to(reader).standing().filter(meeting=one.last).in_order()[:5])
    for action in found:
        action.pair = one.pair
    return found


def sentence(met: Sequence[Met], reader: Person, *, at: datetime) -> str:
    """'24 November, 15:48. Two 1:1s today.', and on a Friday afternoon what the next week holds."""
    today = reader.today(at)
    count = sum(one.met_on(today) for one in met)
    number = str(NUMBERS[count]) if count < len(NUMBERS) else str(count)
    said = _("%(day)s, %(time)s.") % {"day": plain_day(at), "time": clock(at)}
    said += " " + ngettext("%(number)s 1:1 today.", "%(number)s 1:1s today.", count) % {"number": number}
    if today.weekday() == 4 and local(at).hour >= 12:
        week = {today + timedelta(days=ahead) for ahead in range(3, 10)}
        ahead = [one for one in met if one.next and reader.today(one.next.starts_at) in week]
        bare = sum(not one.mine + one.theirs for one in ahead)
        if ahead:
            said += " " + _("Next week: %(n)d, %(bare)d without items.") % {"n": len(ahead), "bare": bare}
    return said


def card(
    one: Met, items: Sequence[AgendaItem], promises: Sequence[ActionItem], reader: Person, *, at: datetime
) -> dict[str, Any]:
    """The next 1:1: when, with whom, what waits, and what the reader owes."""
    assert one.next is not None
    owed = [action for action in promises if action.pair_id == one.pair.pk]
    from_other = [item for item in items if item.author_id == one.other.pk]
    newest = max(from_other, key=lambda item: item.raised_at, default=None)
    return {
        "met": one,
        "meeting": one.next,
        "when": when(one.next, at=at),
        "now": one.next.starts_at - at <= SOON,
        "their_time": their_time(one.next, one.other, reader),
        "newest": newest.outside.title if newest else None,
        "owed": owed_words(owed, one.other, today=reader.today(at)) if owed else None,
        "late": any(action.days_late(on=reader.today(at)) for action in owed),
    }


def when(meeting: Meeting, *, at: datetime) -> str:
    """'In 12 minutes, at 16:00', 'Now, since 16:00', else 'Today, 16:00' or 'Thu, 10:30'."""
    ahead = meeting.starts_at - at
    if ahead <= timedelta():
        return _("Now, since %(time)s") % {"time": clock(meeting.starts_at)}
    if ahead < SOON:
        minutes = max(1, round(ahead.total_seconds() / 60))
        said = ngettext("In %(n)d minute, at %(time)s", "In %(n)d minutes, at %(time)s", minutes)
        return said % {"n": minutes, "time": clock(meeting.starts_at)}
    return soon(meeting.starts_at)


def their_time(meeting: Meeting, other: Person, reader: Person) -> str:
    """'23:00 for Mei', where the clocks of the two differ at that moment."""
    there, here = meeting.starts_at.astimezone(other.zone), meeting.starts_at.astimezone(reader.zone)
    if there.utcoffset() == here.utcoffset():
        return ""
    day = "" if there.date() == here.date() else date_format(there, "D") + " "
    return _("%(time)s for %(name)s") % {"time": f"{day}{there:%H:%M}", "name": other.first_name}


def owed_words(owed: Sequence[ActionItem], other: Person, *, today: Any) -> str:
    """'You owe Tom an action, 4 days late: “Ask Platform for a staging slot”'."""
    first, late = owed[0], owed[0].days_late(on=today)
    said = {"name": other.first_name, "n": len(owed), "days": days(late), "what": first.what}
    if len(owed) == 1:
        if late:
            return _("You owe %(name)s an action, %(days)s late: “%(what)s”") % said
        return _("You owe %(name)s an action: “%(what)s”") % said
    if late:
        return _("You owe %(name)s %(n)d actions, one %(days)s late: “%(what)s”") % said
    return _("You owe %(name)s %(n)d actions, first: “%(what)s”") % said


def listed(item: AgendaItem, one: Met, reader: Person) -> dict[str, Any]:
    """One line of what is on the next 1:1."""
    own = item.author_id == reader.pk
    author = reader if own else one.other
    page = one.next.get_absolute_url() if one.next else reverse("pair_agenda", args=[one.pair.pk])
    return {
        "title": item.outside.title,
        "author": (author.initials, author.hue, _("You") if own else author.first_name),
        "private": item.private,
        "waits": item.waits,
        "href": f"{page}#item-{item.pk}",
    }


def line_words(one: Met, *, at: datetime) -> dict[str, str]:
    """'is on Wednesday at 14:00. You’ve added 1 item.'"""
    n = one.mine
    added = ngettext("You’ve added %(n)d item.", "You’ve added %(n)d items.", n) % {"n": n} if n else ""
    if one.next is None:
        return {"when": _("has no date."), "added": added}
    start = local(one.next.starts_at)
    ahead = (start.date() - local(at).date()).days
    said = {"day": date_format(start, "l" if ahead < 7 else "l j F"), "time": clock(one.next.starts_at)}
    if ahead == 0:
        return {"when": _("is today at %(time)s.") % said, "added": added}
    return {"when": _("is on %(day)s at %(time)s.") % said, "added": added}


def quick_example(met: Sequence[Met]) -> str:
    """What the field shows while it is empty: the name of somebody they do meet."""
    if not met:
        return ""
    return _("%(name)s: ask about cover in December") % {"name": met[0].other.first_name}
