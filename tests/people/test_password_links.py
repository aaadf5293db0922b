"""Choosing a password by a link that works once."""

import re
from datetime import datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client

from activity.models import Activity, Outbox
from people.models import PasswordLink, Person
from tests.conftest import Browse, add

PASSWORD = "correct horse battery"
ADDRESS = re.compile(r"https?://\S+(/password/\S+/\S+/)")


@pytest.fixture
def tom(db: None, at: datetime) -> Person:
    return add("Tom Okafor", at=at)


@pytest.fixture
def browser() -> Client:
    return Client()


def deliver(at: datetime) -> None:
    for row in Outbox.objects.filter(kind="people.password_link", state="pending"):
        assert row.deliver(at=at + timedelta(minutes=1))


def link(person: Person) -> str:
    found = ADDRESS.search(PasswordLink.to(person))
    assert found
    return found[1]


def test_every_address_gets_the_same_answer(tom: Person, browser: Client, at: datetime) -> None:
    pages = []
    for address in ("tom@example.test", "nobody@example.test"):
        response = browser.post("/password/", {"email": address})
        assert (response.status_code, response["Location"]) == (303, "/password/?sent=1")
        pages.append(re.sub(r"nonce=\"[^\"]+\"", "", browser.get(response["Location"]).content.decode()))
    assert pages[0] == pages[1]
    assert Outbox.objects.get().payload == {"person": str(tom.pk)}


def test_the_mail_has_a_link_and_its_number_stays_the_same(tom: Person, browser: Client, at: datetime) -> None:
    browser.post("/password/", {"email": " TOM@example.test"})
    row = Outbox.objects.get()
    deliver(at)
    deliver(at)
    (sent,) = mail.outbox
    assert sent.to == ["tom@example.test"]
    assert sent.extra_headers["Message-ID"] == f"<{row.pk}@127.0.0.1>"
    found = ADDRESS.search(sent.body)
    assert found
    assert browser.get(found[1]).status_code == 200
    assert sent.body.startswith("Hello Tom,")


def test_a_mail_sent_twice_is_one_mail_to_its_reader(tom: Person, at: datetime) -> None:
    tom.send_password_link(at=at)
    deliver(at)
    Outbox.objects.update(state="pending", locked_until=at)
    deliver(at)
    first, second = mail.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]


def test_the_mail_to_somebody_new_says_what_this_is(db: None, at: datetime) -> None:
    new = Person.add(email="tom@example.test", name="Tom Okafor", by=None, at=at)
    deliver(at)
    new.choose_password(PASSWORD, at=at)
    new.send_password_link(at=at + timedelta(hours=1))
    deliver(at + timedelta(hours=1))
    assert [sent.subject for sent in mail.outbox] == ["Your way into Andante", "Choose a new password for Andante"]
    assert all("!" not in sent.body for sent in mail.outbox)


def test_a_closed_or_vanished_account_gets_no_mail(tom: Person, browser: Client, at: datetime) -> None:
    tom.send_password_link(at=at)
    tom.deactivate(by=None, at=at)
    deliver(at)
    browser.post("/password/", {"email": "tom@example.test"})
    Outbox.enqueue("people.password_link", dedupe_key="gone", payload={"person": str(Outbox().pk)}, due_at=at)
    deliver(at)
    assert mail.outbox == []


def test_the_link_chooses_a_password_signs_in_and_is_used_up(tom: Person, browse: Browse, at: datetime) -> None:
    elsewhere, browser, address = browse(tom), Client(), link(tom)
    assert "Hello Tom, choose a password" in browser.get(address).content.decode()
    assert browser.get(address).status_code == 200, "looking uses nothing up"
    response = browser.post(address, {"password": PASSWORD})
    assert (response.status_code, response["Location"]) == (303, "/")
    assert browser.get("/me/").status_code == 200
    assert elsewhere.get("/me/").status_code == 302, "other sessions have ended"
    assert Client().post("/login/", {"login": tom.email, "password": PASSWORD}).status_code == 303
    again = Client().get(address)
    assert again.status_code == 410
    assert "This link no longer works" in again.content.decode()
    assert Client().post(address, {"password": PASSWORD}).status_code == 410
    chosen = Activity.objects.get(kind="person.password_chosen")
    assert (chosen.by, chosen.particulars) == (tom, {})


def test_one_link_used_ends_the_others(tom: Person, browser: Client) -> None:
    first, second = link(tom), link(tom)
    browser.post(first, {"password": PASSWORD})
    assert Client().get(second).status_code == 410


def test_a_link_ends_after_three_days(tom: Person, browser: Client, at: datetime) -> None:
    address = link(tom)
    with time_machine.travel(at + timedelta(days=2, hours=23)):
        assert browser.get(address).status_code == 200
    with time_machine.travel(at + timedelta(days=3, minutes=1)):
        assert browser.get(address).status_code == 410


@pytest.mark.parametrize(
    "forged", ["/password/x/y/", "/password/AAAA/c-d/", "/password/%00/%00/", "/password/" + "A" * 22 + "/x/"]
)
def test_a_forged_link_says_the_same(db: None, browser: Client, forged: str) -> None:
    assert browser.get(forged).status_code == 410


def test_one_persons_token_is_no_way_to_another(tom: Person, browser: Client, at: datetime) -> None:
    nils = add("Nils Berg", at=at)
    theirs = link(nils).split("/")[2]
    mine = link(tom).split("/")[3]
    assert browser.get(f"/password/{theirs}/{mine}/").status_code == 410


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("", "Type a password of at least 15 characters."),
        ("fourteen chars", "at least 15 characters"),
        ("1q2w3e4r5t6y7u8i", "too common"),
        ("okafor tom okafor", "too similar"),
        ("tom@example.test", "too similar"),
        ("null\0" + PASSWORD, "Null characters are not allowed."),
        ("x" * 4097, "longer than a password may be"),
    ],
)
def test_a_weak_password_is_refused_with_a_reason(tom: Person, browser: Client, password: str, sentence: str) -> None:
    address = link(tom)
    response = browser.post(address, {"password": password})
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert browser.get(address).status_code == 200, "the link is not used up"


@pytest.mark.parametrize("password", ["   spaces around   ", "пароль из многих слов", "🐎" * 15, "x1" * 1000])
def test_a_long_password_of_any_kind_is_taken_as_it_is(tom: Person, browser: Client, password: str) -> None:
    assert browser.post(link(tom), {"password": password}).status_code == 303
    assert Client().post("/login/", {"login": tom.email, "password": password}).status_code == 303


def test_mails_are_limited(tom: Person, browser: Client) -> None:
    answers = [browser.post("/password/", {"email": tom.email}).status_code for _ in range(6)]
    assert answers == [303] * 5 + [422]
    nobody = [browser.post("/password/", {"email": "nobody@example.test"}).status_code for _ in range(6)]
    assert nobody == answers, "the limit tells nobody who has an account"
    assert Outbox.objects.count() == 1, "at most one a minute"


@pytest.mark.parametrize("typed", ["", "tom", "tom@example.test\0", "x" * 300 + "@example.test"])
def test_what_is_no_address_is_said_in_place(db: None, browser: Client, typed: str) -> None:
    response = browser.post("/password/", {"email": typed})
    assert response.status_code == 422
    assert 'aria-invalid="true"' in response.content.decode()
