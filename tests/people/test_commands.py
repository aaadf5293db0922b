"""`manage.py add_person` and `change_manager`: the first people of an installation."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from activity.models import Outbox
from oneonones.models import Pair
from people.models import Organisation, Person, ReportingLine
from tests.conftest import People


def run(command: str, **options: object) -> str:
    out = StringIO()
    call_command(command, stdout=out, **options)
    return out.getvalue()


def test_somebody_is_added_with_role_manager_and_a_link_that_works(people: People) -> None:
    said = run(
        "add_person",
        email="New@example.test",
        name="New Person",
        manager="priya@example.test",
        role=["hr_admin"],
        time_zone="Asia/Singapore",
    )
    person = Person.objects.get(email="new@example.test")
    assert (person.time_zone, person.is_hr_admin) == ("Asia/Singapore", True)
    assert ReportingLine.manager_of(person) == people["manager"]
    assert Pair.objects.active().filter(manager=people["manager"], report=person, kind="direct").exists()
    assert Outbox.objects.filter(kind="people.password_link", payload={"person": str(person.pk)}).exists()
    address = re.search(r"http://127\.0\.0\.1:8000(/password/\S+)", said)
    assert address
    assert Client().post(address[1], {"password": "correct horse battery"}).status_code == 303


def test_without_a_zone_the_organisations_is_taken(db: None) -> None:
    Organisation.current()
    Organisation.objects.update(time_zone="America/New_York")
    run("add_person", email="new@example.test", name="New Person")
    assert Person.objects.get().time_zone == "America/New_York"


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"email": "tom@example.test"}, "has an account already"),
        ({"email": "tom"}, "is not an email address"),
        ({"name": "  "}, "A person has a name"),
        ({"manager": "nobody@example.test"}, "Add the manager first"),
        ({"time_zone": "Mars/Olympus"}, "is not a time zone"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_left_half_done(
    people: People, options: dict[str, str], sentence: str
) -> None:
    before = Person.objects.count()
    with pytest.raises(CommandError, match=sentence):
        run(
            "add_person",
            **{"email": "new@example.test", "name": "New Person", "manager": "elena@example.test", **options},
        )
    assert Person.objects.count() == before


def test_a_manager_is_changed_and_the_pairs_follow(people: People) -> None:
    said = run("change_manager", person="tom@example.test", manager="elena@example.test")
    assert said.strip() == "Tom Okafor reports to Elena Kovač."
    assert Pair.objects.active().get(report=people["report"]).manager == people["managers_manager"]
    assert "nobody" in run("change_manager", person="tom@example.test", manager="none")
    assert not Pair.objects.active().filter(report=people["report"]).exists()


@pytest.mark.parametrize(
    ("person", "manager", "sentence"),
    [
        ("nobody@example.test", "none", "Nobody here has the address nobody@example.test"),
        ("tom@example.test", "nobody@example.test", "Nobody here has the address nobody@example.test"),
        ("priya@example.test", "tom@example.test", "Priya Raman → Tom Okafor → Priya Raman"),
    ],
)
def test_an_impossible_change_is_said(people: People, person: str, manager: str, sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        run("change_manager", person=person, manager=manager)
