"""S1: the way in. Right, wrong, too often, and back to the page that was wanted."""

from datetime import datetime
from urllib.parse import quote

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from activity.models import Activity
from people.adapter import within
from people.models import Person
from tests.conftest import Browse, add

PASSWORD = "correct horse battery"
SCRIPT = {"HX-Request": "true"}


@pytest.fixture
def tom(db: None, at: datetime) -> Person:
    person = add("Tom Okafor", at=at)
    person.choose_password(PASSWORD, at=at)
    return person


@pytest.fixture
def browser() -> Client:
    return Client()


def sign_in(browser: Client, password: str = PASSWORD, email: str = "tom@example.test", **more: object):  # type: ignore[no-untyped-def]
    address = f"/login/{more.pop('query', '')}"
    headers = more.pop("headers", None)
    return browser.post(address, {"login": email, "password": password, **more}, headers=headers)


def test_the_right_password_leads_home(tom: Person, browser: Client) -> None:
    response = sign_in(browser, email="TOM@Example.test ")
    assert (response.status_code, response["Location"]) == (303, "/")
    assert browser.get("/me/").status_code == 200


@pytest.mark.parametrize("email", ["tom@example.test", "nobody@example.test"])
def test_a_wrong_password_is_said_in_place_and_the_same_for_everybody(tom: Person, browser: Client, email: str) -> None:
    response = sign_in(browser, "not the password", email)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Email and password do not match." in page
    assert f'value="{email}"' in page
    assert "not the password" not in page


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"login": "", "password": PASSWORD}, "Type the address you sign in with."),
        ({"login": "tom", "password": PASSWORD}, "That is not an email address."),
        ({"login": "tom@example.test", "password": ""}, "Type your password."),
        ({"login": "tom@example.test\0", "password": PASSWORD}, "That is not an email address."),
        ({"login": "tom@example.test", "password": "null\0" + PASSWORD}, "Null characters are not allowed."),
        ({}, "Type the address you sign in with."),
    ],
)
def test_what_is_missing_is_said(tom: Person, browser: Client, typed: dict[str, str], sentence: str) -> None:
    response = browser.post("/login/", typed)
    assert response.status_code == 422
    assert sentence in response.content.decode()


def test_a_closed_account_says_so_to_who_knows_the_password_only(tom: Person, browser: Client, at: datetime) -> None:
    tom.deactivate(by=None, at=at)
    right, wrong = sign_in(browser), sign_in(browser, "not the password")
    assert (right.status_code, wrong.status_code) == (422, 422)
    assert "This account is closed." in right.content.decode()
    assert "Email and password do not match." in wrong.content.decode()


def test_somebody_without_a_password_cannot_sign_in(db: None, browser: Client, at: datetime) -> None:
    add("Tom Okafor", at=at)
    assert sign_in(browser, "").status_code == 422
    assert sign_in(browser, "!").status_code == 422


# --- The page that was wanted


@pytest.mark.parametrize(
    ("wanted", "led_to"),
    [
        ("/pairs/?a=1&b=zwei", "/pairs/?a=1&b=zwei"),
        ("/m/ä%20ö/", "/m/%C3%A4%20%C3%B6/"),
        ("//evil.test", "/"),
        ("/\t/evil.test", "/"),
        ("/%09/evil.test", "/"),
        ("/%2F/evil.test", "/"),
        ("/%5Cevil.test", "/"),
        ("/\\evil.test", "/"),
        ("https://evil.test/", "/"),
        ("https:evil.test", "/"),
        ("javascript:alert(1)", "/"),
        ("///evil.test", "/"),
        ("http://[::1", "/"),
        ("\n//evil.test", "/"),
        ("evil.test", "/"),
        ("", "/"),
    ],
)
def test_sign_in_leads_to_a_page_of_this_site_only(tom: Person, browser: Client, wanted: str, led_to: str) -> None:
    assert sign_in(browser, next=wanted)["Location"] == led_to
    assert browser.get(f"/login/?next={quote(wanted)}")["Location"] == led_to


def test_the_form_carries_the_page_that_was_wanted(tom: Person, browser: Client) -> None:
    refused = browser.get("/me/look/")
    assert refused["Location"] == "/login/?next=/me/look/"
    assert '<input type="hidden" name="next" value="/me/look/">' in browser.get(refused["Location"]).content.decode()
    assert '<input type="hidden" name="next" value="/">' in browser.get("/login/?next=//evil.test").content.decode()


@pytest.mark.parametrize("address", ["/a/%2e%2e//evil.test", "/a/b?next=//evil.test", "/a#//b"])
def test_what_stays_within_is_left_alone_but_for_its_encoding(address: str) -> None:
    assert within(address) is not None
    assert str(within(address)).startswith("/a")


# --- The panel over a page whose session has ended


def test_a_script_without_a_session_is_told_where_to_sign_in(db: None, browser: Client) -> None:
    response = browser.post("/me/look/", {"theme": "dark"}, headers=SCRIPT)
    assert (response.status_code, response["X-Sign-In"]) == (401, "/login/?panel=1")


def test_the_panel_is_the_form_alone(db: None, browser: Client) -> None:
    panel = browser.get("/login/?panel=1", headers=SCRIPT).content.decode()
    assert "<html" not in panel
    assert 'name="password"' in panel
    assert "<h2>Sign in again</h2>" in panel


def test_a_good_sign_in_there_answers_a_fresh_token_and_who_it_is(tom: Person) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.get("/login/?panel=1", headers=SCRIPT)
    before = browser.cookies["csrftoken"].value
    refused = sign_in(browser, "not the password", csrfmiddlewaretoken=before, headers=SCRIPT)
    assert refused.status_code == 422
    assert "<html" not in refused.content.decode()
    response = sign_in(browser, csrfmiddlewaretoken=before, headers=SCRIPT)
    assert response.status_code == 200
    assert response.json()["person"] == str(tom.pk)
    assert browser.cookies["csrftoken"].value != before
    saved = browser.post("/me/look/", {"theme": "dark"}, headers={**SCRIPT, "X-CSRFToken": response.json()["csrf"]})
    assert saved.status_code == 204


def test_the_panel_of_somebody_who_signed_in_elsewhere_meanwhile_answers_at_once(tom: Person, browse: Browse) -> None:
    assert browse(tom).get("/login/?panel=1", headers=SCRIPT).json()["person"] == str(tom.pk)


# --- Limits


def test_the_sixth_try_is_refused_though_the_password_is_right(tom: Person, browser: Client) -> None:
    for _ in range(5):
        sign_in(browser, "not the password")
    response = sign_in(browser)
    assert response.status_code == 422
    assert "Too many wrong passwords. Wait 5 minutes" in response.content.decode()


def test_another_port_in_the_host_header_is_no_way_round(tom: Person, browser: Client) -> None:
    for port in range(5):
        browser.post("/login/", {"login": tom.email, "password": "wrong"}, headers={"Host": f"localhost:{8000 + port}"})
    assert "Too many wrong passwords." in sign_in(browser).content.decode()


def test_after_the_window_the_right_password_works_again(tom: Person, browser: Client, at: datetime) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("time.time", lambda: at.timestamp() - 301)
        for _ in range(5):
            sign_in(browser, "not the password")
    assert sign_in(browser).status_code == 303


def test_a_right_password_counts_as_no_wrong_one(tom: Person) -> None:
    for _ in range(6):
        assert sign_in(Client()).status_code == 303


def spray(browser: Client, forwarded: str) -> int:
    """Wrong passwords for ten addresses, then how many of them were looked at."""
    looked = 0
    for number in range(11):
        response = browser.post(
            "/login/",
            {"login": f"nobody{number}@example.test", "password": "wrong"},
            headers={"X-Forwarded-For": forwarded.format(number)},
        )
        looked += "do not match" in response.content.decode()
    return looked


def test_without_a_proxy_a_forged_address_is_no_way_round(db: None, browser: Client, settings) -> None:  # type: ignore[no-untyped-def]
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    assert spray(browser, "203.0.113.{}") == 10


def test_behind_a_proxy_only_what_the_proxy_wrote_counts(tom: Person, browser: Client, settings) -> None:  # type: ignore[no-untyped-def]
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert spray(browser, "203.0.113.{}, 198.51.100.7") == 10
    elsewhere = sign_in(browser, headers={"X-Forwarded-For": "198.51.100.8"})
    assert elsewhere.status_code == 303, "one attacker locks nobody else out"


# --- Out again


def test_signing_out_ends_the_session_and_is_written_down(tom: Person, browse: Browse) -> None:
    browser = browse(tom)
    response = browser.post("/logout/")
    assert response.status_code == 200
    assert response["Clear-Site-Data"] == '"cache"'
    assert "You are signed out" in response.content.decode()
    assert browser.get("/me/").status_code == 302
    said = Activity.objects.get(kind="person.signed_out")
    assert (said.subject_id, said.by) == (tom.pk, tom)
    assert browser.post("/logout/").status_code == 200
    assert Activity.objects.filter(kind="person.signed_out").count() == 1


def test_a_link_signs_nobody_out(tom: Person, browse: Browse) -> None:
    browser = browse(tom)
    assert browser.get("/logout/").status_code == 405
    assert browser.get("/me/").status_code == 200


@pytest.mark.parametrize(
    "address", ["/signup/", "/accounts/signup/", "/accounts/login/", "/accounts/password/reset/", "/admin/"]
)
def test_nobody_signs_up_and_allauths_own_pages_are_absent(db: None, browser: Client, address: str) -> None:
    assert browser.get(address).status_code == 404


def test_no_mail_is_sent_by_signing_in(tom: Person, browser: Client) -> None:
    sign_in(browser)
    sign_in(browser, "not the password")
    assert mail.outbox == []


def test_the_address_of_the_settings_is_the_address_of_the_page() -> None:
    assert reverse("login") == "/login/"
