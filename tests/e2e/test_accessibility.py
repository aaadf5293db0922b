"""Every screen of the product: axe finds nothing, nothing overflows, in both themes and at three widths."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from actions.models import ActionItem
from agendas.models import (
    AgendaItem,
    AgendaTemplate,
    Amendment,
    Comment,
    Outcome,
    PrivateNote,
    SharedNote,
    WrittenAnswer,
)
from oneonones.models import KeptDate, Meeting, Pair, Request, Series
from people.models import Absence, Person
from tests.conftest import People, past_meeting
from tests.e2e.conftest import SignIn

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (320, 390, 1440)


@pytest.fixture
def lived_in(people: People, pair: Pair, series: Series, meeting: Meeting, at: datetime) -> dict[str, str]:
    """A pair with a past, and the addresses of every screen by name."""
    manager, report = people["manager"], people["report"]
    held = past_meeting(pair, ago=timedelta(days=14), at=at)
    old = AgendaItem.raise_on(
        pair, title="Handover from Sofia", context="Three threads.", by=report, at=at - timedelta(days=15)
    )
    Outcome.start(old, held, by=report, at=held.starts_at)
    SharedNote.of(held, old, at=held.starts_at).append("Two are done.", by=manager, at=held.starts_at)
    Outcome.finish(old, held, kind="discussed", by=manager, at=held.ends_at)
    late = ActionItem.promise(
        pair,
        what="Ask Platform",
        who=manager,
        due_on=manager.today(at) - timedelta(days=4),
        meeting=held,
        by=manager,
        at=held.ends_at,
    )
    done = ActionItem.promise(
        pair, what="Send the draft", measure="Ana signs", who=report, meeting=held, by=manager, at=held.ends_at
    )
    held.wrap_up(by=manager, at=held.ends_at)
    done.complete(by=report, at=at)
    Amendment.add(held, "Two people a shift, not three.", by=report, at=at).reply("Yes, two.", by=manager, at=at)
    skipped = past_meeting(pair, ago=timedelta(days=7), at=at)
    skipped.skip(reason="absence", note="A cold", by=report, at=at)
    unconfirmed = past_meeting(pair, ago=timedelta(days=3), at=at)
    unconfirmed.leave_unconfirmed(at=at)
    items = [
        AgendaItem.raise_on(pair, title=title, context="A line of context.", planned_minutes=10, by=author, at=at)
        for title, author in (("A senior role by spring?", report), ("Cover in December", manager), ("Thanks", manager))
    ]
    asked_in_writing = AgendaItem.raise_on(pair, title="May I book the course?", by=report, at=at)
    WrittenAnswer.give(asked_in_writing, "Yes, book it.", meeting=meeting, by=manager, at=at)
    slipping = AgendaItem.raise_on(pair, title="The roadmap", by=report, at=at - timedelta(days=60))
    Comment.write(slipping, "@Priya: still worth it?", mentions=True, by=report, at=at)
    for weeks in (5, 6, 7):
        before = past_meeting(pair, ago=timedelta(weeks=weeks), at=at)
        Outcome.objects.create(meeting=before, item=slipping, kind="carried", ended_at=before.ends_at)
    AgendaItem.raise_on(pair, title="For me alone", visibility="private", by=manager, at=at)
    Outcome.finish(items[0], meeting, kind="discussed", by=manager, at=at)
    Outcome.start(items[1], meeting, by=manager, at=at)
    note = SharedNote.of(meeting, None, at=at)
    note.rewrite("What Tom wrote", by=report, at=at)
    note.rewrite("What Tom wrote, and Priya", by=manager, at=at)
    SharedNote.of(meeting, None, at=at).append("What Priya wrote meanwhile", by=manager, at=at)
    PrivateNote.of(meeting, manager, at=at).append("Mine", by=manager, at=at)
    ActionItem.promise(pair, what="Check the dates", who=manager, meeting=meeting, by=manager, at=at)
    weekly = AgendaItem.raise_on(pair, title="Energy, 1 to 10", standing=True, by=report, at=at - timedelta(days=15))
    Outcome.objects.create(meeting=held, item=weekly, kind="discussed", person=report, ended_at=held.ends_at)
    SharedNote.of(held, weekly, at=at).append("7, and slept well.", by=report, at=at)
    own = AgendaTemplate.make(name="Fridays", text="Energy\n- 1 to 10\nHelp wanted", by=manager, at=at)
    asked = Request.ask(pair, starts_at=at + timedelta(days=3), minutes=30, line="Sooner?", by=report, at=at)
    far = manager.today(at) + timedelta(days=200)
    away = Absence.add(manager, first_on=far, last_on=far + timedelta(days=20), kind="leave", by=manager, at=at)
    off = Meeting.objects.filter(pair=pair, starts_at__gt=at + timedelta(days=20)).earliest("starts_at")
    Absence.add(report, first_on=off.starts_at.date(), last_on=off.starts_at.date(), kind="sick", by=report, at=at)
    kept = Meeting.objects.filter(pair=pair, starts_at__gt=off.starts_at).earliest("starts_at")
    Absence.add(report, first_on=kept.starts_at.date(), last_on=kept.starts_at.date(), kind="sick", by=report, at=at)
    KeptDate(kept).keep(by=report, at=at + timedelta(seconds=1))
    gone = Pair.start(manager, people["owner"], by=manager, at=at, kind="peer")
    ActionItem.promise(gone, what="Rotate the keys", who=people["owner"], by=manager, at=at)
    people["owner"].deactivate(by=None, at=at)
    peer = Pair.start(manager, people["outsider"], by=manager, at=at, kind="peer")
    elsewhere = Pair.start(manager, people["hr_admin"], by=manager, at=at, kind="peer")
    theirs = Series.begin(
        elsewhere,
        recurrence=series.recurrence,
        on_or_after=manager.today(at),
        clock=series.first_local.time(),
        minutes=30,
        anchor=people["hr_admin"],
        by=manager,
        at=at,
    )
    theirs.pause(first_on=manager.today(at), by=manager, at=at)
    people["hr_admin"].choose_time_zone("Europe/Lisbon", at=at)
    return {
        "home": "/",
        "1:1s": "/pairs/",
        "pair": f"/pairs/{pair.pk}/",
        "rhythm": f"/pairs/{pair.pk}/series/",
        "pause a rhythm": f"/pairs/{pair.pk}/series/pause/",
        "paused, on another clock": f"/pairs/{elsewhere.pk}/",
        "no date": f"/pairs/{peer.pk}/agenda/",
        "end a pair": f"/pairs/{peer.pk}/end/",
        "a pair whose other one has left": f"/pairs/{gone.pk}/",
        "a day off": f"/m/{off.pk}/",
        "a day off, kept": f"/m/{kept.pk}/",
        "prepare": f"/m/{meeting.pk}/?stage=prepare",
        "meet": f"/m/{meeting.pk}/?stage=meet",
        "review": f"/m/{held.pk}/",
        "skipped": f"/m/{skipped.pk}/",
        "unconfirmed": f"/m/{unconfirmed.pk}/",
        "move": f"/m/{meeting.pk}/move/",
        "skip": f"/m/{meeting.pk}/skip/",
        "times of a day": f"/m/{meeting.pk}/move/?day={(meeting.starts_at + timedelta(days=2)).date()}",
        "meet once": f"/pairs/{pair.pk}/meetings/?day={(meeting.starts_at + timedelta(days=2)).date()}",
        "a time asked for": f"/m/{asked.pk}/request/",
        "another time": f"/m/{skipped.pk}/replacement/",
        "questions": f"/pairs/{pair.pk}/questions/",
        "what was said over time": f"/agenda-items/{weekly.pk}/thread/",
        "templates": f"/pairs/{pair.pk}/templates/",
        "new template": f"/pairs/{pair.pk}/templates/new/?from=agenda",
        "edit a template": f"/templates/{own.pk}/?pair={pair.pk}",
        "who can read an item": f"/agenda-items/{items[1].pk}/readers/",
        "answer in writing": f"/agenda-items/{slipping.pk}/answer/?meeting={meeting.pk}",
        "comments": f"/agenda-items/{slipping.pk}/comments/",
        "answered in writing": f"/agenda-items/{asked_in_writing.pk}/answer/",
        "edit an item": f"/agenda-items/{items[1].pk}/edit/",
        "history of a note": f"/shared-notes/{note.pk}/versions/",
        "amendments": f"/m/{held.pk}/amendments/",
        "actions": "/actions/",
        "drop an action": f"/action-items/{late.pk}/drop/",
        "a smaller promise": f"/action-items/{late.pk}/replacement/",
        "note lines": f"/m/{meeting.pk}/note-lines/",
        "new action": f"/actions/new/?pair={pair.pk}",
        "new action, with whom": "/actions/new/",
        "find or do": "/palette/",
        "removed": f"/pairs/{pair.pk}/removed/",
        "decisions": f"/pairs/{pair.pk}/?show=decisions",
        "a decision": f"/m/{held.pk}/agenda-items/{old.pk}/decision/",
        "search": "/search/",
        "search results": "/search/?q=co",
        "search for nothing": "/search/?q=nowhere",
        "search refused": "/search/?q=x&from=never",
        "action": f"/action-items/{late.pk}/",
        "privacy": "/privacy/",
        "me": "/me/",
        "days off": "/me/days/",
        "days away": f"/me/days/absences/{away.pk}/",
        "look": "/me/look/",
        "calendar": "/me/calendar/",
        "keyboard": "/me/keyboard/",
        "not found": "/m/00000000-0000-4000-8000-000000000000/",
    }


def problems(page: Page, name: str) -> list[str]:
    """What axe finds and what overflows at each width and in each theme."""
    found: list[str] = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if over > 0:
                found.append(f"{name} {width} {scheme}: overflows by {over} px")
            result = Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"]})
            for violation in result.response["violations"]:
                targets = [node["target"] for node in violation["nodes"]][:3]
                found.append(f"{name} {width} {scheme}: {violation['id']} at {targets}")
    return found


def headings(page: Page) -> list[int]:
    levels: list[int] = page.eval_on_selector_all(
        "h1, h2, h3, h4, h5, h6", "all => all.filter(h => h.checkVisibility()).map(h => Number(h.tagName[1]))"
    )
    return levels


@pytest.mark.parametrize("half", [0, 1])
def test_every_screen_passes_axe_in_both_themes_at_three_widths(
    sign_in: SignIn, people: dict[str, Person], lived_in: dict[str, str], half: int
) -> None:
    """In two halves, which run side by side."""
    page = sign_in(people["manager"])
    found: list[str] = []
    for name, address in list(lived_in.items())[half::2]:
        page.goto(address)
        found += problems(page, name)
        levels = headings(page)
        assert levels.count(1) == 1, f"{name}: {levels.count(1)} h1"
        assert all(deeper - upper <= 1 for upper, deeper in pairwise(levels)), f"{name}: skips a level: {levels}"
    assert found == []


def test_the_report_s_home_and_the_former_managers_page_pass_axe(
    sign_in: SignIn, people: People, lived_in: dict[str, str], ended_pair: Pair
) -> None:
    report = sign_in(people["report"])
    report.goto("/")
    found = problems(report, "report's home")
    former = sign_in(people["former_manager"])
    former.goto(f"/pairs/{ended_pair.pk}/")
    found += problems(former, "ended pair")
    nobody = sign_in(people["outsider"])
    nobody.goto("/")
    found += problems(nobody, "empty home")
    assert found == []


def test_signed_out_screens_pass_axe(sign_in: SignIn, people: People) -> None:
    page = sign_in(None)
    found: list[str] = []
    for name, address in (("sign in", "/login/"), ("forgotten password", "/password/")):
        page.goto(address)
        found += problems(page, name)
    assert found == []
