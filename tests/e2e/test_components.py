"""The components in a real browser, on the living page at /setup/ui/, whose addresses under try/ are answered here."""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from tests.e2e.rooms import Rooms

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SEEN_TITLES = "[...document.querySelectorAll('.agenda .item')].map(row => row.dataset.id)"


def until(page: Page, true: str | Callable[[], object]) -> None:
    """Looks again and again (Playwright's own wait_for_function needs eval, which our policy forbids)."""
    for _ in range(150):
        if page.evaluate(true) if isinstance(true, str) else true():
            return
        page.wait_for_timeout(30)
    pytest.fail(f"never came true: {true}")


class Answers:
    """The server of this page: says 204 to everything until told otherwise, and remembers what was sent."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.sent: list[tuple[str, dict[str, list[str]], dict[str, str]]] = []
        self.said: dict[str, Callable[[Route], None]] = {}
        page.route("**/setup/ui/try/**", self._answer)

    def _answer(self, route: Route) -> None:
        request = route.request
        path = urlsplit(request.url).path.removeprefix("/setup/ui/try/")
        if request.method == "POST":
            self.sent.append((path, parse_qs(request.post_data or "", keep_blank_values=True), request.all_headers()))
        say = self.said.get(path)
        if say is None:
            route.fulfill(status=204)
        else:
            say(route)

    def say(self, path: str, *, status: int = 200, body: str = "", json: object = None, **headers: str) -> None:
        extra = {name.replace("_", "-"): value for name, value in headers.items()}
        if json is not None:
            self.said[path] = lambda route: route.fulfill(status=status, json=json, headers=extra)
        else:
            self.said[path] = lambda route: route.fulfill(
                status=status, body=body, content_type="text/html; charset=utf-8", headers=extra
            )

    def fail(self, path: str) -> None:
        self.said[path] = lambda route: route.abort("connectionrefused")

    def to(self, path: str, count: int = 1) -> list[dict[str, list[str]]]:
        """What was posted there, once it has been posted `count` times."""
        until(self.page, lambda: len([one for one in self.sent if one[0] == path]) >= count)
        return [form for one, form, _ in self.sent if one == path]


@pytest.fixture
def answers(page: Page, live_url: str) -> Iterator[Answers]:
    found = Answers(page)
    Rooms(page)
    page.goto(f"{live_url}/setup/ui/")
    until(page, "document.querySelectorAll('note-editor[data-open]').length === 3")
    until(page, "!!customElements.get('key-map') && !!document.querySelector('[data-htmx-powered]')")
    yield found
    page.unroute("**/setup/ui/try/**")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1440])
def test_axe_finds_nothing_and_nothing_overflows(page: Page, answers: Answers, width: int, scheme: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_page_breaks_no_rule_of_its_own_policy(page: Page, live_url: str) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if "Content Security" in message.text else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    Answers(page)
    page.goto(f"{live_url}/setup/ui/")
    until(page, "!!customElements.get('key-map')")
    assert complaints == []
    assert page.locator("[style]").count() == 0


def test_ids_are_unique_and_headings_skip_no_level(page: Page, answers: Answers) -> None:
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(one => one.id)")
    assert sorted(ids) == sorted(set(ids))
    levels = page.evaluate("[...document.querySelectorAll('main :is(h1,h2,h3,h4)')].map(one => +one.tagName[1])")
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_motion_stops_when_less_is_wanted(page: Page, answers: Answers) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.locator(".typing").first.evaluate("one => one.hidden = false")
    longest = page.evaluate(
        "Math.max(0, ...document.getAnimations().map(one => +one.effect.getComputedTiming().duration))"
    )
    assert longest <= 1


def test_forced_colours_keep_ticks_and_steps_apart(page: Page, answers: Answers) -> None:
    page.emulate_media(forced_colors="active")
    shown = page.locator("#action-a1 .tick").evaluate("one => getComputedStyle(one, '::after').opacity")
    hidden = page.locator("#action-a2 .tick").evaluate("one => getComputedStyle(one, '::after').opacity")
    assert (shown, hidden) == ("1", "0")
    dashes = page.locator(".rhythm .skipped").evaluate("one => getComputedStyle(one).strokeDasharray")
    assert dashes != "none"


def test_without_script_ticks_titles_and_notes_are_plain_forms(page: Page, live_url: str) -> None:
    browser = page.context.browser
    assert browser is not None
    plain = browser.new_context(java_script_enabled=False, storage_state=page.context.storage_state())
    try:
        bare = plain.new_page()
        posted: list[str] = []
        bare.route("**/setup/ui/try/**", lambda route: (posted.append(route.request.url), route.fulfill(status=204)))
        bare.goto(f"{live_url}/setup/ui/")
        bare.get_by_role("checkbox", name="Ask Platform for a staging slot").click()
        bare.get_by_role("button", name="Add to the note: Shared notes").click()
        bare.locator("#action-a2 summary").click()
        bare.get_by_role("link", name="Edit").click()
        asked = [urlsplit(one).path.split("/try/")[1] for one in posted]
        assert asked == ["actions/a2/completion/", "note/", "actions/a2/edit/"]
        assert bare.locator("#item-i3 .grip").is_hidden()
    finally:
        plain.close()


def test_a_tick_shows_before_the_answer_and_goes_back_with_a_reason(page: Page, answers: Answers) -> None:
    held: list[Route] = []
    answers.said["actions/a2/completion/"] = held.append
    tick = page.get_by_role("checkbox", name="Ask Platform for a staging slot")
    tick.click()
    expect(tick).to_have_attribute("aria-checked", "true")
    until(page, lambda: held)
    held[0].fulfill(status=500)
    expect(tick).to_have_attribute("aria-checked", "false")
    expect(page.locator("#since").get_by_text("Couldn’t save that. Try again.")).to_be_visible()


def test_a_tick_that_lands_brings_its_region(page: Page, answers: Answers) -> None:
    answers.say("actions/a2/completion/", body='<section id="since" data-region><p>All done.</p></section>')
    page.get_by_role("checkbox", name="Ask Platform for a staging slot").click()
    expect(page.get_by_text("All done.")).to_be_visible()
    assert "csrfmiddlewaretoken" in answers.to("actions/a2/completion/")[0]


def test_done_moves_on_and_after_the_last_item_to_what_is_agreed(page: Page, answers: Answers) -> None:
    part = page.locator("#agenda").evaluate("one => one.outerHTML")
    moved = part.replace(' data-state="now"', "").replace(' aria-current="step"', "")
    following = moved.replace('id="item-i3"', 'id="item-i3" data-state="now" aria-current="step"')
    answers.say("items/i2/done/", body=following.replace("items/i3/start/", "items/i2/done/"))
    page.get_by_role("button", name="Done, next item").click()
    expect(page.locator("#item-i3")).to_be_focused()
    answers.say("items/i2/done/", body=moved)
    page.get_by_role("button", name="Done, next item").click()
    expect(page.get_by_role("region", name="Before you go")).to_be_focused()


def test_an_added_item_is_there_at_once_and_its_key_is_new_the_next_time(page: Page, answers: Answers) -> None:
    held: list[Route] = []
    answers.said["items/"] = held.append
    box = page.get_by_role("textbox", name="Add to the agenda")
    box.fill("Budget for training")
    box.press("Enter")
    expect(page.locator(".agenda").get_by_text("Budget for training")).to_be_visible()
    expect(box).to_have_value("")
    until(page, lambda: held)
    del answers.said["items/"]
    held[0].fulfill(status=204)
    until(page, "!document.querySelector('.going')")
    box.fill("Second thought")
    box.press("Enter")
    until(page, "!document.querySelector('.going')")
    first, second = answers.to("items/", 2)
    assert first["title"] == ["Budget for training"]
    assert first["idempotency_key"] != second["idempotency_key"]


def test_a_refused_item_is_back_in_its_field(page: Page, answers: Answers) -> None:
    answers.say("items/", status=403)
    box = page.get_by_role("textbox", name="Add to the agenda")
    box.fill("Budget for training")
    box.press("Enter")
    expect(page.locator("#agenda").get_by_text("You can’t change this any more.")).to_be_visible()
    expect(box).to_have_value("Budget for training")
    expect(page.locator(".agenda").get_by_text("Budget for training")).to_have_count(0)


def test_what_is_typed_to_add_survives_a_reload_of_this_tab_until_it_is_sent(page: Page, answers: Answers) -> None:
    box = page.get_by_role("textbox", name="Add to the agenda")
    box.fill("Half a thou")
    page.reload()
    expect(box).to_have_value("Half a thou")
    box.press("Enter")
    until(page, "Object.keys(sessionStorage).every(key => !key.startsWith('draft:'))")


def test_alt_and_arrows_reorder_keep_the_focus_and_say_so(page: Page, answers: Answers) -> None:
    grip = page.get_by_role("button", name="Reorder: Your incident write-up")
    grip.focus()
    page.keyboard.press("Alt+ArrowUp")
    assert page.evaluate(SEEN_TITLES) == ["i1", "i3", "i2", "i4", "i5"]
    expect(grip).to_be_focused()
    expect(page.locator("#say")).to_have_text(re.compile("now 2 of 5"))
    expect(page.locator("#item-i3 .no")).to_have_text("2")
    assert answers.to("items/i3/move/")[0]["before"] == ["i2"]


def test_a_refused_order_is_put_back(page: Page, answers: Answers) -> None:
    answers.say("items/i3/move/", status=404)
    page.get_by_role("button", name="Reorder: Your incident write-up").press("Alt+ArrowDown")
    expect(page.get_by_role("main").get_by_text("That is no longer here.")).to_be_visible()
    assert page.evaluate(SEEN_TITLES) == ["i1", "i2", "i3", "i4", "i5"]


def test_the_grip_drags(page: Page, answers: Answers) -> None:
    page.locator("#item-i4").scroll_into_view_if_needed()
    start, end = page.locator("#item-i4 .grip").bounding_box(), page.locator("#item-i3").bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + 8, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(start["x"] + 8, end["y"] + 30, steps=4)
    page.mouse.move(start["x"] + 8, end["y"] + 6, steps=4)
    page.mouse.up()
    assert page.evaluate(SEEN_TITLES) == ["i1", "i2", "i4", "i3", "i5"]
    until(page, "!document.querySelector('item-list[hx-morph-skip]')")
    assert answers.to("items/i4/move/")[0]["before"] == ["i3"]


EDIT_FORM = """<form class="inline-form" method="post" action="" hx-post="/setup/ui/try/items/i3/">
<input type="hidden" name="version" value="1"><label for="edit-item-i3-title">Title</label>
<input id="edit-item-i3-title" name="title" value="Your incident write-up cut repeat pages by a third">
<button>Save</button><a href="#item-i3" data-cancel>Cancel</a></form>"""


def test_a_title_is_edited_in_its_place(page: Page, answers: Answers) -> None:
    answers.say("items/i3/edit/", body=EDIT_FORM)
    page.get_by_text("Your incident write-up cut").click()
    box = page.locator("#edit-item-i3-title")
    expect(box).to_be_focused()
    box.fill("Thrown away")
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()
    expect(page.locator("#item-i3")).to_be_focused()
    page.keyboard.press("e")
    expect(box).to_have_value(re.compile("Your incident"))
    box.fill("Your incident write-up")
    box.press("Enter")
    until(page, "!document.querySelector('inline-edit[open]')")
    sent = answers.to("items/i3/")[0]
    assert (sent["title"], sent["version"]) == (["Your incident write-up"], ["1"])


def test_a_form_that_cannot_be_fetched_says_so_at_its_row(page: Page, answers: Answers) -> None:
    answers.fail("items/i3/edit/")
    page.get_by_text("Your incident write-up cut").click()
    expect(page.locator("#item-i3 .request-error")).to_have_text(re.compile("Couldn’t reach the server"))
    answers.say("items/i3/edit/", body=EDIT_FORM)
    page.locator("#item-i3 summary").click()
    page.get_by_role("link", name="Edit").click()
    expect(page.locator("#edit-item-i3-title")).to_be_focused()
    expect(page.locator("#item-i3 .request-error")).to_have_count(0)


def test_an_open_editor_is_left_alone_by_what_the_other_does(page: Page, answers: Answers) -> None:
    answers.say("items/i3/edit/", body=EDIT_FORM)
    page.get_by_text("Your incident write-up cut").click()
    page.locator("#edit-item-i3-title").fill("Mine, unfinished")
    part = page.locator("#agenda").evaluate("one => one.outerHTML.replaceAll('Cover from 21', 'Cover since 20')")
    answers.say("agenda/", body=part)
    page.evaluate("document.body.dispatchEvent(new CustomEvent('live:agenda_item'))")
    expect(page.get_by_text("Cover since 20").first).to_be_visible()
    expect(page.locator("#edit-item-i3-title")).to_have_value("Mine, unfinished")
    expect(page.locator("#edit-item-i3-title")).to_be_focused()


def test_private_things_never_print(page: Page, answers: Answers) -> None:
    page.emulate_media(media="print")
    expect(page.get_by_text("Flaky checkout tests slow me down")).to_be_visible()
    expect(page.locator("#note")).to_be_visible()
    expect(page.locator("#private")).to_be_hidden()
    expect(page.locator("#item-i5")).to_be_hidden()


def test_single_keys_press_what_the_page_offers(page: Page, answers: Answers) -> None:
    page.keyboard.press("a")
    expect(page.get_by_role("textbox", name="Add to the agenda")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("p")
    expect(page.get_by_role("textbox", name="Private notes")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(page.locator("#item-i3")).to_be_focused()
    page.keyboard.press("k")
    expect(page.locator("#item-i2")).to_be_focused()
    page.keyboard.press("d")
    answers.to("items/i2/done/")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("d")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()
    assert len(answers.to("items/i2/done/")) == 1


def test_g_then_a_letter_goes_places(page: Page, answers: Answers, live_url: str) -> None:
    page.route("**/actions/", lambda route: route.fulfill(body="there", content_type="text/html"))
    page.keyboard.press("g")
    page.keyboard.press("a")
    expect(page).to_have_url(f"{live_url}/actions/")


def test_single_keys_do_nothing_in_fields_and_nothing_when_switched_off(page: Page, answers: Answers) -> None:
    box = page.get_by_role("textbox", name="Add to the agenda")
    box.focus()
    page.keyboard.type("dcnpmw")
    expect(box).to_have_value("dcnpmw")
    page.keyboard.press("Escape")
    page.evaluate("document.body.dataset.keys = 'off'")
    page.keyboard.type("dcwa")
    expect(box).not_to_be_focused()
    assert answers.sent == []


def test_undo_by_key_sends_it_and_the_regions_come_anew(page: Page, answers: Answers) -> None:
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(urlsplit(request.url).path) if request.method == "GET" else None)
    page.keyboard.press("Control+z")
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)
    expect(page.locator("#say")).to_have_text("Undone")
    assert len(answers.to("undo/")) == 1
    until(page, lambda: "/setup/ui/try/agenda/" in fetched)


def test_the_toast_goes_by_itself_but_not_from_under_the_pointer(page: Page, live_url: str) -> None:
    page.clock.install()
    Answers(page)
    page.goto(f"{live_url}/setup/ui/")
    toast = page.locator("undo-toast")
    toast.hover()
    page.clock.fast_forward(20_000)
    expect(toast).to_be_visible()
    page.mouse.move(0, 0)
    page.clock.fast_forward(10_500)
    expect(toast).to_have_count(0)


def test_the_clock_says_five_minutes_once_and_counts_up_quietly(page: Page, live_url: str) -> None:
    page.clock.install()
    Answers(page)
    page.goto(f"{live_url}/setup/ui/")
    clock = page.get_by_role("timer")
    page.clock.fast_forward("14:00")
    expect(clock).to_contain_text("5 minutes. Time to agree next steps")
    expect(page.locator("#say")).to_have_text("5 minutes. Time to agree next steps")
    page.clock.fast_forward("10:00")
    expect(clock).to_contain_text("over 30 min")
    expect(page.locator("#item-i2 [data-since]")).to_have_text(re.compile(r"^24:0\d$"))


def test_the_other_is_seen_and_what_they_do_is_fetched_but_my_own_echo_is_not(page: Page, answers: Answers) -> None:
    tom = "00000000-0000-4000-8000-00000000000b"
    page.locator("live-page").evaluate("one => { one.over = true; one.close(); }")  # no stream in this test
    page.evaluate(
        "data => document.querySelector('live-page').present(data)", {"here": [tom], "writing": {tom: "note"}}
    )
    expect(page.get_by_text("Tom is here")).to_be_visible()
    expect(page.locator("#notes").get_by_text("Tom is writing")).to_be_visible()
    part = page.locator("#agenda").evaluate("one => one.outerHTML.replaceAll('Cover from 21', 'Cover since 20')")
    answers.say("agenda/", body=part)
    heard = "data => document.querySelector('live-page').heard(data)"
    page.evaluate(heard, {"kind": "agenda_item.edited", "id": "i4", "by": tom})
    expect(page.get_by_text("Cover since 20").first).to_be_visible()
    me = page.locator("body").get_attribute("data-person")
    rung = page.evaluate(
        """async (data) => {
            let rung = 0;
            document.body.addEventListener("live:action_item", () => rung++);
            document.querySelector("live-page").finished = Date.now();
            document.querySelector("live-page").heard(data);
            await new Promise((done) => setTimeout(done, 200));
            return rung;
        }""",
        {"kind": "action_item.completed", "id": "a2", "by": me},
    )
    assert rung == 0


def test_the_theme_changes_at_once_and_is_kept(page: Page, answers: Answers) -> None:
    kept: list[str | None] = []
    page.route("**/me/look/", lambda route: (kept.append(route.request.post_data), route.fulfill(status=204)))
    button = page.get_by_role("button", name=re.compile("^Colours: "))
    for theme in ("light", "dark"):
        button.click()
        expect(page.locator("html")).to_have_attribute("data-theme", theme)
    assert "theme=dark" in page.evaluate("document.cookie")
    expect(button).to_have_accessible_name("Colours: dark. Change")
    assert [parse_qs(one or "")["theme"] for one in kept] == [["light"], ["dark"]]


def test_a_menu_closes_with_escape_and_gives_the_focus_back(page: Page, answers: Answers) -> None:
    opener = page.locator("#item-i3 summary")
    opener.press("Enter")
    expect(page.locator("#item-i3").get_by_role("button", name="Move up")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.locator("#item-i3").get_by_role("button", name="Move up")).to_be_hidden()
    expect(opener).to_be_focused()


def test_controls_are_big_enough_to_press(page: Page, answers: Answers) -> None:
    small = page.locator("main :is(button, summary, select, .tick):visible").evaluate_all(
        "all => all.map(one => [one.className, one.getBoundingClientRect()])"
        ".filter(([name, box]) => !name.includes('tick') && (box.width < 24 || box.height < 24)).map(([name]) => name)"
    )
    assert small == []
