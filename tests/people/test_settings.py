"""S19, S20 and the clock: what somebody chooses for themselves."""

from datetime import datetime

import pytest

from people.models import Organisation, Person
from tests.conftest import Browse, People

SCRIPT = {"HX-Request": "true"}


@pytest.fixture
def tom(people: People) -> Person:
    return people["report"]


@pytest.mark.parametrize("address", ["/me/", "/me/look/", "/me/keyboard/"])
def test_the_settings_are_for_who_is_signed_in(tom: Person, browse: Browse, address: str) -> None:
    assert browse(tom).get(address).status_code == 200
    assert browse(None).get(address).status_code == 302


def test_settings_show_who_i_am_and_lead_on(tom: Person, browse: Browse) -> None:
    page = browse(tom).get("/me/").content.decode()
    for shown in (
        "Tom Okafor",
        "tom@example.test",
        'href="/me/look/"',
        'href="/me/keyboard/"',
        'href="/privacy/"',
        "Sign out",
    ):
        assert shown in page


def test_the_clock_is_chosen_from_a_list(tom: Person, browse: Browse) -> None:
    browser = browse(tom)
    assert '<option value="Asia/Singapore">' in browser.get("/me/").content.decode()
    response = browser.post("/me/", {"time_zone": "Asia/Singapore"})
    assert (response.status_code, response["Location"]) == (303, "/me/")
    assert '<option value="Asia/Singapore" selected>' in browser.get("/me/").content.decode()


def test_a_script_gets_the_part_with_the_new_clock(tom: Person, browse: Browse) -> None:
    part = browse(tom).post("/me/", {"time_zone": "Asia/Singapore"}, headers=SCRIPT).content.decode()
    assert '<option value="Asia/Singapore" selected>' in part
    assert "<html" not in part
    assert "Times are now shown on the clock of Asia/Singapore." in part


@pytest.mark.parametrize(
    "unknown", ["", "Mars/Olympus", "../../etc/passwd", "europe/berlin", "Europe/Berlin\0", "x" * 200]
)
def test_an_unknown_zone_is_refused_in_words(tom: Person, browse: Browse, unknown: str) -> None:
    response = browse(tom).post("/me/", {"time_zone": unknown})
    assert response.status_code == 422
    assert 'id="f-time_zone-error"' in response.content.decode()
    tom.refresh_from_db()
    assert tom.time_zone == "Europe/Berlin"


def test_an_unknown_zone_in_the_database_breaks_no_page(tom: Person, browse: Browse) -> None:
    Person.objects.filter(pk=tom.pk).update(time_zone="Mars/Olympus", locale="xx-unknown")
    Organisation.objects.update(time_zone="Mars/Olympus")
    assert browse(tom).get("/me/").status_code == 200


def test_times_are_on_the_readers_clock(people: People, browse: Browse, time_machine, at: datetime) -> None:  # type: ignore[no-untyped-def]
    time_machine.move_to("2026-11-24T15:00:00Z", tick=False)
    tom, nils = people["report"], people["outsider"]
    nils.choose_time_zone("Asia/Singapore", at=at)
    assert "It is 16:00 on your clock." in browse(tom).get("/me/").content.decode()
    assert "It is 23:00 on your clock." in browse(nils).get("/me/").content.decode()
    assert "It is 16:00 on your clock." in browse(tom).get("/me/").content.decode(), "nothing stays behind"


def test_colours_are_kept_on_the_person_and_in_a_cookie(tom: Person, browse: Browse) -> None:
    browser = browse(tom)
    response = browser.post("/me/look/", {"theme": "dark"})
    assert (response.status_code, response["Location"]) == (303, "/me/look/")
    assert browser.cookies["theme"].value == "dark"
    page = browser.get("/me/look/").content.decode()
    assert 'data-theme="dark"' in page
    assert 'value="dark" type="submit"' in page or 'aria-pressed="true"' in page
    browser.post("/me/look/", {"theme": "system"})
    assert browser.cookies["theme"].value == ""
    assert "data-theme" not in browser.get("/me/look/").content.decode()


def test_the_switch_on_any_page_leads_back_to_that_page(tom: Person, browse: Browse) -> None:
    browser = browse(tom)
    for came_from, led_to in [
        ("http://testserver/pairs/?a=1", "/pairs/?a=1"),
        ("http://evil.test/pairs/", "/me/look/"),
        ("http://testserver//evil.test", "/me/look/"),
        ("", "/me/look/"),
    ]:
        assert browser.post("/me/look/", {"theme": "dark"}, headers={"Referer": came_from})["Location"] == led_to


def test_the_switch_by_script_is_a_word(tom: Person, browse: Browse) -> None:
    assert browse(tom).post("/me/look/", {"theme": "light"}, headers=SCRIPT).status_code == 204
    tom.refresh_from_db()
    assert (tom.theme, tom.density) == ("light", "comfortable")


def test_density_is_chosen_without_touching_the_colours(tom: Person, browse: Browse) -> None:
    browser = browse(tom)
    browser.post("/me/look/", {"theme": "dark"})
    browser.post("/me/look/", {"density": "compact"})
    tom.refresh_from_db()
    assert (tom.theme, tom.density) == ("dark", "compact")
    assert 'data-density="compact"' in browser.get("/me/look/").content.decode()


@pytest.mark.parametrize("nonsense", [{"theme": "pink"}, {"density": "\0"}])
def test_other_looks_do_not_exist(tom: Person, browse: Browse, nonsense: dict[str, str]) -> None:
    assert browse(tom).post("/me/look/", nonsense).status_code == 422


def test_single_keys_can_be_switched_off_and_on(tom: Person, browse: Browse) -> None:
    browser = browse(tom)
    assert 'data-keys="on"' in browser.get("/me/keyboard/").content.decode()
    assert browser.post("/me/keyboard/", {"single_keys": "off"}).status_code == 303
    assert 'data-keys="off"' in browser.get("/me/keyboard/").content.decode()
    browser.post("/me/keyboard/", {"single_keys": "on"})
    assert 'data-keys="on"' in browser.get("/me/keyboard/").content.decode()
