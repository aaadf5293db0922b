"""The palette in a browser: anywhere, by keyboard alone, quick, and quiet about what it does not know."""

import re
from datetime import datetime

from playwright.sync_api import Locator, Page, Response, expect

from actions.models import ActionItem
from agendas.models import AgendaItem, SharedNote
from oneonones.models import Meeting
from tests.conftest import People
from tests.e2e.conftest import SignIn, meeting_url
from tests.e2e.test_accessibility import WIDTHS, problems
from tests.e2e.test_budgets import weight


def opened(page: Page) -> Locator:
    """The palette, with its list."""
    page.keyboard.press("Control+k")
    palette = page.get_by_role("dialog", name="Find or do")
    expect(palette.get_by_role("option").first).to_be_visible()
    return palette


def test_a_person_is_found_and_reached_with_keys_alone(
    sign_in: SignIn, people: People, meeting: Meeting, live_url: str
) -> None:
    page = sign_in(people["manager"])
    page.goto("/")
    palette = opened(page)
    field = palette.get_by_role("combobox", name="Find or do")
    expect(field).to_be_focused()
    page.keyboard.type("okafor")
    person = palette.get_by_role("group", name="People").get_by_role("option", name=re.compile("^Tom Okafor"))
    expect(person).to_be_visible()
    for _ in range(12):
        if person.get_attribute("aria-selected") == "true":
            break
        page.keyboard.press("ArrowDown")
    expect(field).to_have_attribute("aria-activedescendant", person.get_attribute("id") or "")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{live_url}{meeting.pair.get_absolute_url()}")


def test_it_opens_while_one_types_and_gives_the_field_back(sign_in: SignIn, people: People, meeting: Meeting) -> None:
    page = sign_in(people["manager"])
    page.goto(meeting_url(meeting, "prepare"))
    add = page.get_by_role("textbox", name="Add to the agenda")
    add.fill("Half a tho")
    opened(page)
    page.keyboard.press("Escape")
    expect(add).to_be_focused()
    expect(add).to_have_value("Half a tho")
    opened(page)
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog", name="Find or do")).to_be_hidden()


def test_what_is_typed_before_the_list_is_there_counts(sign_in: SignIn, people: People, meeting: Meeting) -> None:
    page = sign_in(people["manager"])
    page.goto(meeting_url(meeting, "prepare"))
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.keyboard.type("tom")
    palette = page.get_by_role("dialog", name="Find or do")
    expect(palette.get_by_role("option", name=re.compile("^Tom Okafor"))).to_be_visible()
    expect(palette.get_by_role("combobox")).to_have_value("tom")


def test_what_is_not_in_the_list_is_searched_for(
    sign_in: SignIn, people: People, meeting: Meeting, at: datetime
) -> None:
    SharedNote.of(meeting, None, at=at).append("The staging slot", by=people["report"], at=at)
    page = sign_in(people["manager"])
    page.goto("/")
    palette = opened(page)
    page.keyboard.type("staging")
    found = palette.get_by_role("group", name="Found").get_by_role("option", name=re.compile("Shared note"))
    expect(found).to_be_visible()
    expect(palette.get_by_role("option", name="Search for “staging” everywhere")).to_be_visible()
    found.click()
    page.wait_for_url(re.compile(f"{meeting.get_absolute_url()}#notes$"))


def test_a_new_action_takes_the_words_along(sign_in: SignIn, people: People, meeting: Meeting) -> None:
    page = sign_in(people["manager"])
    page.goto("/")
    palette = opened(page)
    page.keyboard.type("Ask Platform")
    palette.get_by_role("option", name="New action: “Ask Platform”").click()
    page.wait_for_url(re.compile(r"/actions/new/\?what=Ask%20Platform"))
    page.get_by_role("link", name="Tom Okafor").last.click()
    expect(page.get_by_role("textbox", name=re.compile("What needs to happen"))).to_have_value("Ask Platform")


def test_the_theme_changes_in_place_and_carries_the_tick(sign_in: SignIn, people: People, meeting: Meeting) -> None:
    page = sign_in(people["manager"])
    page.goto("/")
    palette = opened(page)
    page.keyboard.type("colours dark")
    expect(palette.get_by_role("option", name="Colours: dark")).to_be_visible()
    with page.expect_response("**/me/look/"):
        page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    people["manager"].refresh_from_db()
    assert people["manager"].theme == "dark"
    opened(page)
    expect(palette.get_by_role("option").first).to_have_text("Colours: dark✓ last time")
    page.keyboard.type("colours")
    expect(palette.get_by_role("option", name="Colours: dark")).to_have_text("Colours: dark✓ chosen")


def test_what_the_page_offers_by_a_key_is_there_with_its_key(sign_in: SignIn, people: People, meeting: Meeting) -> None:
    page = sign_in(people["manager"])
    page.goto(meeting_url(meeting, "meet"))
    expect(page.get_by_role("textbox", name=re.compile("Private notes"))).to_be_visible()  # once the editor is there
    palette = opened(page)
    page.keyboard.type("private notes")
    palette.get_by_role("group", name="On this page").get_by_role("option").first.click()
    expect(page.get_by_role("textbox", name=re.compile("Private notes"))).to_be_focused()


def gone_to_quokka(page: Page) -> Page:
    """On the page of the item of that name, found and chosen in the palette."""
    page.goto("/")
    opened(page)
    page.keyboard.type("quokka")
    expect(page.get_by_role("option", name=re.compile("Quokka"))).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/m/"))
    return page


def test_nothing_of_it_is_kept_in_the_browser(sign_in: SignIn, people: People, meeting: Meeting, at: datetime) -> None:
    AgendaItem.raise_on(meeting.pair, title="Quokka", by=people["report"], at=at)
    page = gone_to_quokka(sign_in(people["manager"]))
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "uokka" not in kept


def test_after_sign_out_this_tab_holds_nothing_of_it(
    sign_in: SignIn, people: People, meeting: Meeting, at: datetime
) -> None:
    """Neither its list nor what was chosen last: whoever signs in here next finds nothing of who was here before."""
    AgendaItem.raise_on(meeting.pair, title="Quokka", by=people["report"], at=at)
    page = gone_to_quokka(sign_in(people["manager"]))
    assert page.evaluate("sessionStorage.getItem('palette:last')")

    page.goto("/me/")
    opened(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(re.compile("/logout/"))
    assert page.evaluate("Object.keys(sessionStorage)") == []
    assert page.evaluate("Object.keys(localStorage)") == []
    assert page.evaluate("caches.keys()") == []
    asked = (
        "fetch('/palette/', {cache: 'force-cache', headers: {'HX-Request': 'true'}}).then((answer) => answer.status)"
    )
    assert page.evaluate(asked) == 401, "the browser keeps no copy"
    page.go_back()
    page.keyboard.press("Control+k")
    expect(page.get_by_text("Quokka")).to_have_count(0)


def test_without_a_script_the_link_in_the_rail_leads_to_a_page_of_links(
    sign_in: SignIn, people: People, meeting: Meeting, at: datetime
) -> None:
    ActionItem.promise(meeting.pair, what="Ask Platform", who=people["manager"], by=people["report"], at=at)
    page = sign_in(people["manager"], java_script_enabled=False)
    page.goto("/")
    page.get_by_role("link", name="Find or do").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Find or do")
    page.get_by_role("link", name="Ask Platform").click()
    expect(page).to_have_url(re.compile("/action-items/"))


def test_its_list_is_fetched_once_the_hand_goes_for_it(sign_in: SignIn, people: People, meeting: Meeting) -> None:
    page = sign_in(people["manager"])
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/")
    with page.expect_request("**/dist/palette-*.js"):
        pass  # its code comes once the page stands
    assert not [url for url in asked if url.endswith("/palette/")]
    with page.expect_request("**/palette/"):
        page.keyboard.down("Control")
    opened(page)
    assert len([url for url in asked if url.endswith("/palette/")]) == 1


def test_until_the_list_is_there_the_places_and_people_of_the_rail_are(
    sign_in: SignIn, people: People, meeting: Meeting
) -> None:
    page = sign_in(people["manager"])
    page.route("**/palette/", lambda route: None)  # it never answers
    page.goto("/")
    palette = opened(page)
    page.keyboard.type("tom")
    expect(palette.get_by_role("group", name="Your people").get_by_role("option")).to_have_text(["Tom Okafor"])
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(meeting.pair.get_absolute_url()))


def test_its_code_keeps_the_budget_of_every_page(sign_in: SignIn, people: People, meeting: Meeting) -> None:
    page = sign_in(people["manager"])
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto("/")
    opened(page)
    assert weight([one for one in answers if "palette" in one.url], ".js") > 0
    assert weight(answers, ".js") <= 26


def test_axe_finds_nothing_in_it(sign_in: SignIn, people: People, meeting: Meeting, at: datetime) -> None:
    AgendaItem.raise_on(meeting.pair, title="Cover in December " * 8, by=people["report"], at=at)
    page = sign_in(people["manager"])
    page.goto(meeting_url(meeting, "meet"))
    opened(page)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 700})
        assert page.evaluate("document.querySelector('.palette').scrollWidth - innerWidth") <= 0
    assert problems(page, "palette") == []
