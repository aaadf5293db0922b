"""The product's main job, as two people do it in two browsers."""

import re
from datetime import datetime, timedelta

from playwright.sync_api import Locator, Page, expect

from actions.models import ActionItem
from agendas.models import AgendaItem
from oneonones.models import Meeting, Pair, Series
from tests.conftest import People, past_meeting
from tests.e2e.conftest import SignIn, meeting_url


def region(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name, exact=True)


def add_item(page: Page, title: str) -> None:
    box = page.get_by_role("textbox", name="Add to the agenda", exact=True)
    box.fill(title)
    box.press("Enter")
    expect(region(page, "Agenda").get_by_role("heading", name=title)).to_be_visible()


def saved(page: Page) -> None:
    expect(page.get_by_role("status").filter(has_text=re.compile("^Saved$"))).to_be_visible()


def test_two_people_run_a_meeting_and_next_week_opens_with_what_is_open(
    sign_in: SignIn, people: People, pair: Pair, series: Series, meeting: Meeting, at: datetime
) -> None:
    before = past_meeting(pair, ago=timedelta(days=6), at=at)
    ActionItem.promise(
        pair,
        what="Ask Platform for a slot",
        who=people["manager"],
        meeting=before,
        by=people["manager"],
        at=before.starts_at,
    )
    before.wrap_up(by=people["manager"], at=before.ends_at)

    priya, tom = sign_in(people["manager"]), sign_in(people["report"])
    priya.goto(meeting_url(meeting))
    tom.goto(meeting_url(meeting))
    expect(priya.get_by_text("Tom is here")).to_be_visible()

    # The report adds two items, the manager sees them at once.
    add_item(tom, "Flaky checkout tests slow me down")
    add_item(tom, "Is a senior role realistic by spring?")
    for title in ("Flaky checkout tests slow me down", "Is a senior role realistic by spring?"):
        expect(region(priya, "Agenda").get_by_role("heading", name=title)).to_be_visible(timeout=2000)

    # They meet: last time's promise first.
    priya.get_by_role("link", name="Meet", exact=True).click()
    tom.get_by_role("link", name="Meet", exact=True).click()
    region(priya, "Since last time").get_by_role("checkbox", name=re.compile("Ask Platform for a slot")).click()
    expect(region(priya, "Since last time")).to_contain_text("1 of 1 done")
    expect(region(tom, "Since last time")).to_contain_text("1 of 1 done", timeout=2000)

    # The first item is talked about; what one notes is on the other's page.
    region(priya, "Agenda").get_by_role("button", name=re.compile("^Start")).first.click()
    note = region(priya, "Agenda").get_by_role("textbox", name=re.compile("^Notes on"))
    note.fill("Fix the worst five first.")
    saved(priya)
    expect(region(tom, "Agenda").get_by_role("textbox", name=re.compile("^Notes on"))).to_have_text(
        "Fix the worst five first.", timeout=3000
    )
    region(priya, "Agenda").get_by_role("button", name="Done, next item").click()
    expect(region(priya, "Agenda")).to_contain_text("talked through")  # now the tools are those of the second item
    region(priya, "Agenda").get_by_role("button", name="Carry over").click()
    expect(region(priya, "Agenda")).to_contain_text("Carried")

    # Both write; one of them writes for herself alone.
    region(tom, "Shared notes").get_by_role("textbox").fill("Energy 7 of 10.")
    saved(tom)
    expect(region(priya, "Shared notes").get_by_role("textbox")).to_have_text("Energy 7 of 10.", timeout=3000)
    region(priya, "Private notes").get_by_role("textbox").fill("Do not promise a date.")
    saved(priya)
    expect(tom.get_by_text("Do not promise a date.")).to_have_count(0)

    # They promise two things, and wrap up.
    for what, when in (("Fix the worst five tests", "in 2 weeks"), ("Check the panel dates", "fri")):
        form = region(priya, "Before you go")
        form.get_by_role("textbox", name=re.compile("^What needs to happen")).fill(what)
        form.get_by_role("textbox", name=re.compile("^By when")).fill(when)
        form.get_by_role("button", name="Add action").click()
        # Acknowledged, not only shown at once: the list has its final height before the next press.
        expect(form.get_by_role("checkbox", name=re.compile(what))).to_be_visible()
        expect(form.get_by_role("textbox", name=re.compile("^What needs to happen"))).to_have_value("")
    region(priya, "Before you go").get_by_role("button", name="Wrap up").click()
    expect(priya.get_by_role("link", name="Review", exact=True)).to_have_attribute("aria-current", re.compile(".+"))
    meeting.refresh_from_db()
    assert meeting.held

    # Next week's page opens with the promises and the carried item.
    following = Meeting.objects.filter(pair=pair).upcoming(at=at)[0]
    assert following.pk != meeting.pk
    tom.goto(meeting_url(following))
    for what in ("Fix the worst five tests", "Check the panel dates"):
        expect(region(tom, "Since last time").get_by_text(what)).to_be_visible()
    agenda = region(tom, "Agenda")
    expect(agenda.get_by_role("heading", name="Is a senior role realistic by spring?")).to_be_visible()
    expect(agenda).to_contain_text("carried")
    expect(agenda.get_by_role("heading", name="Flaky checkout tests slow me down")).to_have_count(0)
    assert AgendaItem.objects.open().get().title == "Is a senior role realistic by spring?"


def test_the_cycle_works_without_javascript(
    sign_in: SignIn, people: People, pair: Pair, series: Series, meeting: Meeting, at: datetime
) -> None:
    page = sign_in(people["report"], java_script_enabled=False)
    page.goto(meeting_url(meeting, "meet"))
    page.get_by_role("textbox", name="Add to the agenda", exact=True).fill("Works without script")
    page.get_by_role("textbox", name="Add to the agenda", exact=True).press("Enter")
    expect(region(page, "Agenda").get_by_role("heading", name="Works without script")).to_be_visible()
    page.goto(meeting_url(meeting, "meet"))
    region(page, "Agenda").get_by_role("button", name=re.compile("^Start")).first.click()
    page.goto(meeting_url(meeting, "meet"))
    region(page, "Agenda").get_by_role("button", name="Done, next item").click()
    page.goto(meeting_url(meeting, "meet"))
    form = region(page, "Before you go")
    form.get_by_role("textbox", name=re.compile("^What needs to happen")).fill("Write it down")
    form.get_by_role("button", name="Add action").click()
    page.goto(meeting_url(meeting, "meet"))
    region(page, "Before you go").get_by_role("button", name="Wrap up").click()
    meeting.refresh_from_db()
    assert meeting.held
    assert ActionItem.objects.get().what == "Write it down"
