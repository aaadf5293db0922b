"""The parts of pages that show actions: each builder gives what its partial needs, pure of the request."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from actions.forms import ActionItemForm
from actions.models import ActionItem
from actions.permissions import can_promise_at
from actions.views.places import Place
from actions.views.rows import Reading, brief, people_of, row
from actions.views.told import history
from agendas.models import AgendaItem
from kit.vault import load_keys
from oneonones.models import Meeting, Pair
from people.models import Person

SHOWN = 200
DONE_FOR = timedelta(days=30)
TO_DO = 5
DONE_SHOWN = 20


@dataclass(frozen=True)
class Promises:
    """What a page of one pair shows: promises from before, and those of this meeting. `more` are not fetched."""

    before: Sequence[ActionItem]
    today: Sequence[ActionItem]
    more: bool = False


def actions_of(pair: Pair, meeting: Meeting | None, reader: Person, *, last_ended_at: datetime | None) -> Promises:
    """Both lists, in one query whatever the counts."""
    shown = ActionItem.objects.visible_to(reader).shown_on(pair, meeting, last_ended_at=last_ended_at)
    found = list(shown.select_related("raised_as").in_order(first=meeting)[: SHOWN + 1])
    for action in found:
        action.pair = pair
    here = meeting.pk if meeting else None
    return Promises(
        before=[action for action in found[:SHOWN] if here is None or action.meeting_id != here],
        today=[action for action in found[:SHOWN] if here is not None and action.meeting_id == here],
        more=len(found) > SHOWN,
    )


def last_end(pair: Pair, meeting: Meeting | None, reader: Person) -> datetime | None:
    """When the pair's last held meeting (before this one) ended."""
    held = Meeting.objects.visible_to(reader).filter(pair=pair, state=Meeting.State.HELD)
    if meeting is not None:
        held = held.filter(starts_at__lt=meeting.starts_at)
    return held.order_by("-ended_at").values_list("ended_at", flat=True).first()


def since(
    pair: Pair,
    meeting: Meeting | None,
    reader: Person,
    *,
    at: datetime,
    last_ended_at: datetime | None,
    found: Promises | None = None,
    refused: "Refused | None" = None,
) -> dict[str, Any]:
    """*Since last time*: what was promised before. `found` are the actions if the page has fetched them already."""
    found = found or actions_of(pair, meeting, reader, last_ended_at=last_ended_at)
    place = Place("since", meeting, pair)
    return {
        "since": {
            "rows": rows(found.before, place.read_by(reader, at), refused),
            "conflict": refused and refused.conflict,
            "done": sum(action.completed for action in found.before),
            "more": found.more,
            "first_ever": last_ended_at is None and not found.before,
            "url": reverse("since", args=[meeting.pk]) if meeting else reverse("pair_since", args=[pair.pk]),
        }
    }


def promised(
    pair: Pair,
    meeting: Meeting,
    reader: Person,
    *,
    at: datetime,
    found: Promises | None = None,
    form: ActionItemForm | None = None,
    item: AgendaItem | None = None,
    refused: "Refused | None" = None,
) -> dict[str, Any]:
    """What was agreed at this meeting, and the form for one more (made from `item`, where it was)."""
    found = found or actions_of(pair, meeting, reader, last_ended_at=at)
    place = Place("promised", meeting, pair)
    locked = not can_promise_at(reader, meeting, at)
    return {
        "promised": {
            "rows": rows(found.today, place.read_by(reader, at), refused),
            "conflict": refused and refused.conflict,
            "url": reverse("promised", args=[meeting.pk]) + (f"?item={item.pk}" if item else ""),
            "form": None
            if locked
            else new_form(pair, reader, to=reverse("action_items", args=[meeting.pk]), form=form, item=item),
            "alone_url": f"{reverse('new_action')}?pair={pair.pk}" if locked and pair.active else "",
        }
    }


def new_form(
    pair: Pair, reader: Person, *, to: str, form: ActionItemForm | None = None, item: AgendaItem | None = None
) -> dict[str, Any] | None:
    """The arguments of `action_form`; None where the pair is over and nothing is promised any more."""
    if not pair.active:
        return None
    typed = {name: form.data.get(name) for name in ("item", "left")} if form else {}
    fields = {name: value for name, value in typed.items() if value} | ({"item": str(item.pk)} if item else {})
    return {
        "action": to,
        "people": people_of(pair, reader),
        "idempotency_key": uuid4(),
        "values": form.typed if form else {},
        "errors": form.problems if form else {},
        "fields": fields,
        "hint": _("From “%(title)s”") % {"title": item.title} if item else None,
        "focus": item is not None,
        "key": "N",
    }


def listing(place: Place, reader: Person, *, at: datetime, refused: "Refused | None" = None) -> dict[str, Any]:
    """All of the reader's actions, or those that others promised them, in the pairs that go on."""
    theirs = place.whose == "theirs"
    everything = ActionItem.objects.visible_to(reader).in_living_pairs().with_pair()
    ours = everything.exclude(who=reader) if theirs else everything.promised_by(reader)
    if place.other:
        ours = ours.filter(Q(pair__manager=place.other) | Q(pair__report=place.other))
    waiting = list(ours.open().in_order()[: SHOWN + 1])
    done = list(ours.filter(completed_at__gte=at - DONE_FOR).order_by("-completed_at", "id")[: TO_DO * 10])
    load_keys(waiting, done)
    reading = place.read_by(reader, at)
    return {
        "listing": {
            "groups": [
                {"title": title, "id": name, "rows": rows(some, reading, refused, between=True)}
                for name, title, some in grouped(waiting[:SHOWN], done, today=reading.today)
                if some
            ],
            "conflict": refused and refused.conflict,
            "more": len(waiting) > SHOWN,
            "theirs": theirs,
            "filtered": bool(place.other),
            "url": place.page,
        }
    }


def grouped(
    waiting: Iterable[ActionItem], done: Sequence[ActionItem], *, today: date
) -> list[tuple[str, str, Sequence[ActionItem]]]:
    """Late, this week (which ends on Sunday), later, without a date; then what was done in the last 30 days."""
    sunday = today + timedelta(days=6 - today.weekday())
    late, week, later, dateless = [], [], [], []
    for action in waiting:
        if action.due_on is None:
            dateless.append(action)
        elif action.due_on < today:
            late.append(action)
        elif action.due_on <= sunday:
            week.append(action)
        else:
            later.append(action)
    return [
        ("late", _("Late"), late),
        ("this-week", _("This week"), week),
        ("later", _("Later"), later),
        ("no-date", _("No date"), dateless),
        ("done", _("Done"), done),
    ]


def of_pair(pair: Pair, reader: Person, *, at: datetime, refused: "Refused | None" = None) -> dict[str, Any]:
    """Everything the two have promised and not done, and what was done last."""
    theirs = ActionItem.objects.visible_to(reader).filter(pair=pair).with_pair()
    waiting = list(theirs.open().in_order()[:SHOWN])
    ended = list(theirs.settled()[:DONE_SHOWN])
    load_keys(waiting, ended)
    reading = Place("pair", pair=pair).read_by(reader, at)
    return {
        "promises": {
            "waiting": rows(waiting, reading, refused),
            "done": rows([action for action in ended if action.completed], reading, refused),
            "dropped": rows([action for action in ended if action.dropped], reading, refused),
            "conflict": refused and refused.conflict,
            "url": pair.get_absolute_url(),
        }
    }


def open_actions(reader: Person) -> list[ActionItem]:
    """What the reader has promised in the pairs that go on, by due date: one query, bounded."""
    mine = ActionItem.objects.visible_to(reader).promised_by(reader).in_living_pairs()
    return list(mine.open().with_pair().in_order()[:SHOWN])


def todo(reader: Person, *, at: datetime, mine: Sequence[ActionItem] | None = None) -> dict[str, Any]:
    """*Yours to do*: the first few of `mine`, which the home page may have fetched already."""
    mine = open_actions(reader) if mine is None else mine
    first, reading = mine[:TO_DO], Place("todo").read_by(reader, at)
    load_keys(first)
    return {
        "todo": {
            "rows": [brief(action, reading) for action in first],
            "url": reverse("todo"),
            "more": len(mine) > TO_DO,
        }
    }


@dataclass(frozen=True)
class Refused:
    """A change of an action that was not taken: shown as it was typed, with what is wrong; or beside what the other has
    saved meanwhile."""

    action_id: Any
    form: ActionItemForm
    conflict: Mapping[str, Any] | None = None


def detail(action: ActionItem, reader: Person, *, at: datetime, refused: Refused | None = None) -> dict[str, Any]:
    """One action and its history, on a page of its own."""
    place = Place("action", pair=action.pair)
    return {
        "detail": {
            "rows": rows([action], place.read_by(reader, at), refused),
            "conflict": refused and refused.conflict,
            "history": history(action, reader),
            "url": action.get_absolute_url(),
        },
        "pair": action.pair,
        "other": action.pair.other(reader),
        "page_class": "page-narrow",
    }


def rows(
    found: Iterable[ActionItem], reading: Reading, refused: Refused | None = None, *, between: bool = False
) -> list[dict[str, Any]]:
    """The rows, with what was typed and refused in its place."""
    typed = None
    if refused and not refused.conflict:
        typed = {"values": refused.form.typed, "errors": refused.form.problems}
    return [
        row(action, reading, between=between, form=typed if refused and action.pk == refused.action_id else None)
        for action in found
    ]
