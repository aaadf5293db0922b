"""Accounts: made by somebody who vouches for an address, closed without losing anything."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import authenticate
from django.db import IntegrityError

from activity.models import Activity, Outbox
from kit.vault.models import DataKey
from people.models import Organisation, Person, Role
from tests.conftest import People, add

PASSWORD = "correct horse battery"


def test_an_account_has_a_key_a_verified_address_and_a_link_on_its_way(db: None, at: datetime) -> None:
    person = Person.add(email=" Tom@Example.TEST ", name="  Tom   Okafor ", by=None, at=at)
    assert (person.email, person.name, person.is_active) == ("tom@example.test", "Tom Okafor", True)
    assert not person.has_usable_password()
    assert DataKey.objects.unretired(person.sealing_owner).count() == 1
    assert EmailAddress.objects.get(user=person, primary=True, verified=True).email == person.email
    row = Outbox.objects.get(kind="people.password_link")
    assert row.payload == {"person": str(person.pk)}
    assert Activity.objects.get(kind="person.added").subject_id == person.pk


def test_an_address_belongs_to_one_account_whatever_its_case(db: None, at: datetime) -> None:
    add("Tom Okafor", at=at)
    with pytest.raises(IntegrityError):
        Person.add(email="TOM@example.test", name="Another Tom", by=None, at=at)
    assert Person.objects.count() == 1
    assert Outbox.objects.count() == 0


def test_no_address_gets_in_with_capital_letters(db: None, at: datetime) -> None:
    with pytest.raises(IntegrityError):
        Person.objects.create(email="Tom@example.test", name="Tom", added_at=at)


def test_a_closed_account_signs_nobody_in(db: None, at: datetime) -> None:
    person = add("Tom Okafor", at=at)
    person.choose_password(PASSWORD, at=at)
    assert authenticate(email=person.email, password=PASSWORD) == person
    person.deactivate(by=None, at=at)
    person.deactivate(by=None, at=at)
    assert not person.is_active
    assert authenticate(email=person.email, password=PASSWORD) is None
    assert list(Person.objects.filter(is_active=True)) == []
    assert Activity.objects.filter(kind="person.deactivated").count() == 1


def test_a_role_is_granted_once_and_by_somebody(people: People, at: datetime) -> None:
    person, owner = people["outsider"], people["owner"]
    Role.grant(person, "hr_admin", by=owner, at=at)
    Role.grant(person, "hr_admin", by=None, at=at)
    assert [(role.name, role.granted_by) for role in person.roles.all()] == [("hr_admin", owner)]
    assert (person.is_hr_admin, person.is_owner, person.has_role) == (True, False, True)
    assert Activity.objects.filter(kind="role.granted", subject_id=person.pk).count() == 1


def test_there_are_no_other_roles(people: People, at: datetime) -> None:
    with pytest.raises(ValueError, match="manager"):
        Role.grant(people["outsider"], "manager", by=None, at=at)


def test_a_manager_has_no_role(people: People) -> None:
    assert not people["manager"].has_role


@pytest.mark.parametrize("unknown", ["", "Mars/Olympus", "Europe", "../../etc/passwd", "Europe/Berlin\0", "x" * 64])
def test_an_unknown_zone_falls_back_to_the_organisations_clock(db: None, unknown: str) -> None:
    Organisation.current()
    Organisation.objects.update(time_zone="Asia/Singapore")
    assert Person(time_zone=unknown).zone == ZoneInfo("Asia/Singapore")
    Organisation.objects.update(time_zone="Mars/Olympus")
    assert Person(time_zone=unknown).zone == ZoneInfo("UTC")


def test_today_is_the_persons_own() -> None:
    late = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
    assert Person(time_zone="Asia/Singapore").today(late).day == 25
    assert Person(time_zone="America/New_York").today(late).day == 24


@pytest.mark.parametrize(
    ("name", "initials", "first"),
    [("Priya Raman", "PR", "Priya"), ("Cher", "C", "Cher"), ("Ana de la Cruz", "AC", "Ana")],
)
def test_a_name_has_initials(name: str, initials: str, first: str) -> None:
    assert (Person(name=name).initials, Person(name=name).first_name) == (initials, first)
