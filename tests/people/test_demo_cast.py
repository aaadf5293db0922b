"""One-press sign-in: on a demo, for its cast; never otherwise."""

from datetime import datetime
from uuid import uuid4

import pytest
from django.test import Client

from people.models import Organisation, Person
from tests.conftest import Browse, People, add


@pytest.fixture
def demo(people: People, settings) -> People:  # type: ignore[no-untyped-def]
    settings.DEMO = True
    Organisation.current()
    Organisation.objects.update(is_demo=True)
    return people


def press(person_id: object, **more: str):  # type: ignore[no-untyped-def]
    browser = Client()
    return browser, browser.post("/login/as/", {"person": str(person_id), **more})


def test_the_cast_is_listed_and_one_press_signs_in(demo: People, browse: Browse) -> None:
    page = browse(None).get("/login/?next=/pairs/").content.decode()
    assert page.index("Priya Raman") < page.index("Tom Okafor") < page.index("Nils Berg")
    browser, response = press(demo["report"].pk, next="/me/")
    assert (response.status_code, response["Location"]) == (303, "/me/")
    assert "tom@example.test" in browser.get("/me/").content.decode()


def test_it_leads_nowhere_else(demo: People) -> None:
    assert press(demo["report"].pk, next="//evil.test")[1]["Location"] == "/"


@pytest.mark.parametrize(("setting", "mark"), [(False, True), (True, False), (False, False)])
def test_without_both_locks_open_the_address_does_not_exist(
    demo: People,
    browse: Browse,
    settings,
    setting: bool,
    mark: bool,  # type: ignore[no-untyped-def]
) -> None:
    settings.DEMO = setting
    Organisation.objects.update(is_demo=mark)
    browser, response = press(demo["report"].pk)
    assert response.status_code == 404
    assert browser.get("/me/").status_code == 302
    assert "Tom Okafor" not in browse(None).get("/login/").content.decode()


def test_only_the_cast_can_be_signed_in_so(demo: People, at: datetime) -> None:
    stranger = Person.add(email="stranger@example.org", name="Stranger", by=None, at=at, invite=False)
    gone = add("Jonas Schulz", at=at)
    gone.deactivate(by=None, at=at)
    for person_id in (stranger.pk, gone.pk, uuid4(), "", "x", "\0"):
        assert press(person_id)[1].status_code == 404


def test_a_link_signs_nobody_in(demo: People, browse: Browse) -> None:
    assert browse(None).get(f"/login/as/?person={demo['report'].pk}").status_code == 405


def test_the_session_is_a_short_one(demo: People) -> None:
    browser, _ = press(demo["hr_admin"].pk)
    assert browser.session["limits"]["role"] is True
