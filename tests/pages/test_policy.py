"""The access table of domain.md: every address × every kind of person, in living pairs and in ended ones."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse

from actions.models import ActionItem
from agendas.models import (
    AgendaItem,
    AgendaTemplate,
    Amendment,
    Comment,
    Decision,
    NoteVersion,
    Outcome,
    PrivateNote,
    SharedNote,
)
from integrations.models import CalendarFeed
from live.access import Claim, Refusal, judge
from oneonones.models import Meeting, Pair
from pages.management.policy import ALLOWED, LIVE, POLICY, PUBLIC_VIEWS, SIGN_IN, Kind, patterns, routes
from people.models import Absence, HolidayList, PasswordLink, Person
from tests.conftest import Browse, People, past_meeting

SECRET = "Zwetschgendatschi"


@dataclass(frozen=True)
class Things:
    """One of each thing that a pair has, written by its report."""

    meeting: Meeting
    item: AgendaItem
    private_item: AgendaItem
    removed_item: AgendaItem
    private_note: PrivateNote
    note_version: NoteVersion
    locked: Meeting
    held: Meeting
    decision: Decision
    no_decision: Decision
    amendment: Amendment
    comment: Comment
    removed_comment: Comment
    action: ActionItem
    absence: Absence
    holidays: HolidayList
    template: AgendaTemplate

    @classmethod
    def of(cls, pair: Pair, meeting: Meeting, at: datetime) -> "Things":
        by, about = pair.report, {"by": pair.report, "at": at}
        removed = AgendaItem.raise_on(pair, title=SECRET, **about)
        removed.remove(**about)
        locked = past_meeting(pair, ago=timedelta(days=9), at=at)
        locked.wrap_up(by=by, at=locked.ends_at)
        held = past_meeting(pair, ago=timedelta(days=2), at=at)
        held.wrap_up(by=by, at=held.ends_at)
        decisions = []
        for _ in range(2):
            talked = AgendaItem.raise_on(pair, title=SECRET, **about)
            Outcome.objects.create(item=talked, meeting=meeting, kind="discussed", ended_at=at)
            decision = Decision.mark(talked, meeting, words=SECRET, **about)
            assert decision is not None
            decisions.append(decision)
        decisions[1].withdraw(**about)
        note, private = SharedNote.of(meeting, None, at=at), PrivateNote.of(meeting, by, at=at)
        for some in (note, private):
            some.append(f"{SECRET} one", **about)
        note.append(f"{SECRET} two", by=by, at=at + timedelta(minutes=10))
        item = AgendaItem.raise_on(pair, title=SECRET, **about)
        removed_comment = Comment.write(item, SECRET, **about)
        removed_comment.remove(**about)
        return cls(
            meeting=meeting,
            item=item,
            comment=Comment.write(item, SECRET, **about),
            removed_comment=removed_comment,
            private_item=AgendaItem.raise_on(pair, title=SECRET, visibility="private", **about),
            removed_item=removed,
            private_note=private,
            locked=locked,
            held=held,
            decision=decisions[0],
            no_decision=decisions[1],
            amendment=Amendment.add(locked, SECRET, **about),
            note_version=NoteVersion.objects.get(note=note),
            action=ActionItem.promise(pair, what=SECRET, who=by, **about),
            absence=Absence.add(by, first_on=by.today(at), last_on=by.today(at), kind="sick", **about),
            template=AgendaTemplate.make(name=SECRET, text=SECRET, **about),
            holidays=HolidayList.take(by, [(by.today(at), SECRET)], **about),
        )


@pytest.fixture
def living(pair: Pair, meeting: Meeting, at: datetime) -> Things:
    return Things.of(pair, meeting, at)


@pytest.fixture
def ended(ended_pair: Pair, at: datetime) -> Things:
    return Things.of(ended_pair, past_meeting(ended_pair, ago=timedelta(days=30), at=at), at)


@pytest.fixture
def cast(people: People) -> dict[Kind, Person | None]:
    """Tom wrote what there is; Priya is the other of his pair."""
    others = {kind: people[kind.value] for kind in Kind if kind.value in people}
    return {Kind.SIGNED_OUT: None, Kind.AUTHOR: people["report"], Kind.OTHER: people["manager"], **others}


def address(name: str, things: Things, person: Person | None = None) -> str:
    """Where `name` is for these things."""
    meetings = {"amendments": things.locked, "missed_items": things.held, "missed_item_undo": things.held}
    found = {
        "meeting_id": meetings.get(name, things.meeting).pk,
        "amendment_id": things.amendment.pk,
        "comment_id": (things.removed_comment if name == "comment_removal_undo" else things.comment).pk,
        "pair_id": things.meeting.pair_id,
        "item_id": (things.removed_item if name == "agenda_item_removal_undo" else things.item).pk,
        "key": "q02",
        "template_id": things.template.pk,
        "action_item_id": things.action.pk,
        "decision_id": (things.no_decision if name == "decision_withdrawal_undo" else things.decision).pk,
        "note_id": things.note_version.note_id,
        "private_note_id": things.private_note.pk,
        "version_id": things.note_version.pk,
        "absence_id": things.absence.pk,
        "holiday_list_id": things.holidays.pk,
    }
    if name == "password_link":
        return PasswordLink.to(person or things.meeting.pair.report).removeprefix("http://127.0.0.1:8000")
    if name == "calendar_feed":
        feed = CalendarFeed.objects.open().filter(person=things.meeting.pair.report).first()
        feed = feed or CalendarFeed.open(things.meeting.pair.report, with_names=True, at=things.meeting.starts_at)
        return feed.address.removeprefix("http://127.0.0.1:8000")
    wanted = re.findall(r"<\w+:(\w+)>", routes()[name])
    return reverse(name, kwargs={parameter: found[parameter] for parameter in wanted})


def met(browser: Client, method: str, url: str, *, reads: bool, **headers: str) -> int:
    """The status that somebody meets; 200 for getting in, whatever the form then says. Nothing is left changed.

    `reads`: may they read what the pair wrote? If not, no word of it may be in the answer.
    """
    with transaction.atomic():
        response = browser.generic(method, url, headers=headers)
        transaction.set_rollback(True)
    assert reads or SECRET not in response.content.decode(), f"{method} {url} gives words away"
    if response.status_code in (302, 303) and response["Location"].startswith("/login/"):
        return SIGN_IN
    if response.status_code == 401 and response["X-Sign-In"] == "/login/?panel=1":
        return SIGN_IN
    if response.status_code < 400 or response.status_code in (409, 422, 503):
        return ALLOWED
    return response.status_code


SCRIPT = {"HX-Request": "true"}


def test_every_address_is_in_the_table_and_nothing_else() -> None:
    assert set(routes()) == set(POLICY)


@pytest.mark.parametrize("name", POLICY)
def test_each_address_answers_everybody_as_the_table_says(
    name: str, living: Things, cast: dict[Kind, Person | None], browse: Browse
) -> None:
    """To a script as to a browser; and with no word that the two wrote on any answer to anybody else."""
    rule, got, wanted = POLICY[name], {}, {}
    for kind, person in cast.items():
        browser, url = browse(person), address(name, living, person)
        for method in ("GET", "POST"):
            for headers in ({}, SCRIPT):
                reads = kind in (Kind.AUTHOR, Kind.OTHER)
                got[method, kind, *headers] = met(browser, method, url, reads=reads, **headers)
                wanted[method, kind, *headers] = rule.answer(method, kind)
    assert got == wanted


@pytest.mark.parametrize("name", [name for name, rule in POLICY.items() if rule.about_a_pair])
def test_once_a_pair_has_ended_it_is_read_by_its_two_and_written_by_nobody(
    name: str, ended: Things, cast: dict[Kind, Person | None], people: People, browse: Browse
) -> None:
    """The former manager is the other of this pair, and the manager of today a stranger to it."""
    rule, got, wanted = POLICY[name], {}, {}
    seen_from_here = {**cast, Kind.OTHER: people["former_manager"], Kind.FORMER_MANAGER: people["manager"]}
    for kind, person in seen_from_here.items():
        browser, url = browse(person), address(name, ended)
        for method in ("GET", "POST"):
            reads = kind in (Kind.AUTHOR, Kind.OTHER)
            got[method, kind] = met(browser, method, url, reads=reads)
            wanted[method, kind] = rule.answer(method, kind, living=False)
    assert got == wanted


ABOUT_AN_ITEM = [name for name, path in routes().items() if ":item_id>" in path and name != "agenda_item_removal_undo"]


def test_a_private_item_is_nowhere_for_the_other(living: Things, people: People, browse: Browse) -> None:
    assert len(ABOUT_AN_ITEM) > 10
    author, other = browse(people["report"]), browse(people["manager"])
    for name in ABOUT_AN_ITEM:
        url = address(name, living).replace(str(living.item.pk), str(living.private_item.pk))
        for method in POLICY[name].methods:
            assert met(other, method, url, reads=False) == 404, name
            assert met(author, method, url, reads=True) in (ALLOWED, 403), f"{name}: its author knows of it"


def test_the_search_for_words_would_have_found_one(living: Things, people: People, browse: Browse) -> None:
    page = browse(people["manager"]).get(address("pair_agenda", living), follow=True).content.decode()
    assert SECRET in page


def test_a_foreign_thing_and_none_at_all_say_the_same(living: Things, people: People, browse: Browse) -> None:
    browser = browse(people["outsider"])
    for name, rule in POLICY.items():
        if not (rule.about_a_pair and rule.get):
            continue
        foreign = address(name, living)
        none = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", lambda _: str(uuid4()), foreign)
        pages = [browser.get(url).content.decode() for url in (foreign, none)]
        first, second = (re.sub(r'(nonce|content|value)="[^"]*"', "", page) for page in pages)
        assert first == second, name


# --- Live connections


@pytest.mark.parametrize("name", LIVE)
@pytest.mark.parametrize("is_living", [True, False])
def test_live_connections_follow_the_same_table(
    name: str,
    is_living: bool,
    pair: Pair,
    ended_pair: Pair,
    cast: dict[Kind, Person | None],
    people: People,
    browse: Browse,
) -> None:
    _, rule = LIVE[name]
    (method,) = rule.methods
    about = pair if is_living else ended_pair
    if not is_living:
        cast = {**cast, Kind.OTHER: people["former_manager"], Kind.FORMER_MANAGER: people["manager"]}
    for kind, person in cast.items():
        key = browse(person).session.session_key if person else "none"
        (verdict,) = judge([Claim(key or "none", about.pk)]).values()
        expected = rule.answer(method, kind, living=is_living)
        heard = {SIGN_IN: Refusal.SESSION, 404: Refusal.ACCESS, ALLOWED: person.pk if person else None}[expected]
        assert verdict == heard, kind


# --- What holds for all


def views() -> list[tuple[str, Callable[..., object]]]:
    return [
        (f"{pattern.callback.__module__}.{pattern.callback.__name__}", pattern.callback) for pattern, _ in patterns()
    ]


def test_the_views_that_ask_for_no_sign_in_are_these() -> None:
    assert tuple(sorted({name for name, view in views() if not getattr(view, "login_required", True)})) == PUBLIC_VIEWS


def test_no_view_is_exempt_from_the_csrf_check() -> None:
    assert [name for name, view in views() if getattr(view, "csrf_exempt", False)] == []


def test_a_post_from_elsewhere_is_refused(living: Things, people: People) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(people["report"])
    for name, rule in POLICY.items():
        if rule.post is not None:
            url = address(name, living)
            assert browser.post(url, headers={"Origin": "https://evil.test"}).status_code == 403, name
            assert browser.post(url).status_code == 403, name


def test_the_dump_is_the_table() -> None:
    out = StringIO()
    call_command("policy", "dump", "--json", stdout=out)
    rows = json.loads(out.getvalue())
    assert {row["route"] for row in rows} == set(POLICY) | set(LIVE)
    one = next(row for row in rows if row["route"] == "agenda_item" and row["method"] == "POST")
    assert one["answers"]["other_of_the_pair"] == 403
    assert one["answers"]["hr_admin"] == 404
    assert one["once_the_pair_has_ended"] == {"author": 403, "other_of_the_pair": 403}


def test_the_dump_is_readable_too() -> None:
    out = StringIO()
    call_command("policy", "dump", stdout=out)
    assert re.search(r"GET +/m/<uuid:meeting_id>/ +302 +200 +200 +404 +404 +404 +404 +404\n", out.getvalue())
