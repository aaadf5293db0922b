"""How long somebody stays signed in."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client

from people.models import Person, Role
from tests.conftest import Browse, People, add, frozen

PASSWORD = "correct horse battery"
MORNING = frozen("2026-11-24 07:00")


@pytest.fixture
def clock() -> "time_machine.Coordinates":  # type: ignore[misc]
    with time_machine.travel(MORNING, tick=False) as coordinates:
        yield coordinates


def signed_in(name: str = "Tom Okafor", role: str = "", my_device: bool = False) -> tuple[Client, Person]:
    person = add(name, at=MORNING)
    person.choose_password(PASSWORD, at=MORNING)
    if role:
        Role.grant(person, role, by=None, at=MORNING)
    browser = Client()
    remember = {"remember": "on"} if my_device else {}
    assert browser.post("/login/", {"login": person.email, "password": PASSWORD, **remember}).status_code == 303
    return browser, person


def is_in(browser: Client) -> bool:
    return browser.get("/me/").status_code == 200


def stay(browser: Client, clock: "time_machine.Coordinates", *, hours: float, step: float = 1) -> bool:
    """Look at a page every `step` hours."""
    for _ in range(round(hours / step)):
        clock.shift(timedelta(hours=step))
        if not is_in(browser):
            return False
    return True


def test_twelve_hours_whatever_is_done_meanwhile(db: None, clock: "time_machine.Coordinates") -> None:
    browser, _ = signed_in()
    assert stay(browser, clock, hours=11.5, step=0.5)
    clock.shift(timedelta(minutes=31))
    assert not is_in(browser)


def test_fourteen_days_on_ones_own_device(db: None, clock: "time_machine.Coordinates") -> None:
    browser, _ = signed_in(my_device=True)
    assert stay(browser, clock, hours=13 * 24, step=24)
    clock.shift(timedelta(days=1, minutes=1))
    assert not is_in(browser)


def test_the_row_itself_ends_so_every_process_knows(db: None, clock: "time_machine.Coordinates") -> None:
    signed_in()
    assert Session.objects.get().expire_date == MORNING + timedelta(hours=12)


@pytest.mark.parametrize("role", ["hr_admin", "owner"])
def test_whoever_has_a_role_is_signed_out_after_three_idle_hours(
    db: None, clock: "time_machine.Coordinates", role: str
) -> None:
    browser, _ = signed_in(role=role, my_device=True)
    assert stay(browser, clock, hours=5, step=2.5)
    clock.shift(timedelta(hours=3, minutes=1))
    response = browser.get("/me/")
    assert (response.status_code, response["Location"]) == (302, "/login/?next=/me/")
    assert not Session.objects.exists()


def test_everybody_else_may_be_idle(db: None, clock: "time_machine.Coordinates") -> None:
    browser, _ = signed_in()
    clock.shift(timedelta(hours=11))
    assert is_in(browser)


def test_a_role_outweighs_ones_own_device(db: None, clock: "time_machine.Coordinates") -> None:
    browser, _ = signed_in(role="owner", my_device=True)
    assert not stay(browser, clock, hours=13)


def test_a_role_granted_meanwhile_counts_within_minutes(db: None, clock: "time_machine.Coordinates") -> None:
    browser, person = signed_in(my_device=True)
    Role.grant(person, "hr_admin", by=None, at=MORNING)
    clock.shift(timedelta(minutes=6))
    assert is_in(browser)
    clock.shift(timedelta(hours=3, minutes=1))
    assert not is_in(browser)


def test_a_page_that_refreshes_itself_is_no_sign_of_life(db: None, clock: "time_machine.Coordinates") -> None:
    browser, _ = signed_in(role="hr_admin")
    for _ in range(7):
        clock.shift(timedelta(minutes=29))
        assert browser.get("/me/", headers={"HX-Request": "true"}).status_code in (200, 401)
    assert not is_in(browser)


def test_a_script_hears_of_the_end_as_401(db: None, clock: "time_machine.Coordinates") -> None:
    browser, _ = signed_in(role="hr_admin")
    clock.shift(timedelta(hours=4))
    response = browser.post("/me/look/", {"theme": "dark"}, headers={"HX-Request": "true"})
    assert (response.status_code, response["X-Sign-In"]) == (401, "/login/?panel=1")


def test_a_request_costs_the_session_and_the_person_only(
    db: None, clock: "time_machine.Coordinates", django_assert_num_queries
) -> None:  # type: ignore[no-untyped-def]
    browser, _ = signed_in(role="hr_admin")
    clock.shift(timedelta(minutes=4))
    with django_assert_num_queries(2):
        assert browser.get("/login/").status_code == 303, "signed in already"


def test_the_session_is_written_at_most_every_five_minutes(
    db: None, clock: "time_machine.Coordinates", django_assert_num_queries
) -> None:  # type: ignore[no-untyped-def]
    browser, _ = signed_in(role="hr_admin")
    seen = []
    for _ in range(12):
        clock.shift(timedelta(minutes=1))
        browser.get("/me/")
        seen.append(browser.session["limits"]["seen"])
    assert len(set(seen)) == 3


def test_a_new_password_ends_the_other_sessions(people: People, browse: Browse, at: datetime) -> None:
    tom = people["report"]
    here, there = browse(tom), browse(tom)
    tom.choose_password(PASSWORD, at=at)
    assert not is_in(here)
    assert not is_in(there)


def test_a_closed_account_ends_every_session(people: People, browse: Browse, at: datetime) -> None:
    browser = browse(people["outsider"])
    people["outsider"].deactivate(by=None, at=at)
    assert not is_in(browser)
