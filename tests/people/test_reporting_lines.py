"""Who reports to whom, and what follows for their 1:1s."""

import threading
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction

from activity.models import Activity
from oneonones.models import Pair
from people.models import ReportingLine, ReportingLoop
from tests.conftest import People


def test_the_lines_of_the_past_stay_as_history(people: People) -> None:
    lines = ReportingLine.objects.filter(person=people["report"]).order_by("ended_on")
    assert {(line.manager, line.ended_on is None) for line in lines} == {
        (people["former_manager"], False),
        (people["manager"], True),
    }
    assert ReportingLine.manager_of(people["report"]) == people["manager"]
    assert ReportingLine.manager_of(people["outsider"]) is None


def test_a_change_ends_the_old_pair_and_starts_a_new_one(people: People) -> None:
    tom = people["report"]
    old = Pair.objects.get(manager=people["former_manager"], report=tom)
    new = Pair.objects.get(manager=people["manager"], report=tom)
    assert (old.active, new.active) == (False, True)


def test_no_manager_is_a_choice(people: People, at: datetime) -> None:
    ReportingLine.change(people["report"], None, by=people["hr_admin"], at=at)
    assert ReportingLine.manager_of(people["report"]) is None
    assert not Pair.objects.active().filter(report=people["report"]).exists()
    told = Activity.objects.filter(kind="person.manager_changed", subject_id=people["report"].pk).latest("at", "pk")
    assert told.kind == "person.manager_changed"


def test_the_same_change_twice_is_one_change(people: People, at: datetime) -> None:
    before = Activity.objects.count()
    ReportingLine.change(people["report"], people["manager"], by=None, at=at + timedelta(days=1))
    ReportingLine.change(people["outsider"], None, by=None, at=at)
    assert Activity.objects.count() == before


@pytest.mark.parametrize(
    ("person", "manager", "chain"),
    [
        ("outsider", "outsider", "Nils Berg → Nils Berg"),
        ("manager", "report", "Priya Raman → Tom Okafor → Priya Raman"),
        ("managers_manager", "report", "Elena Kovač → Tom Okafor → Priya Raman → Elena Kovač"),
    ],
)
def test_a_circle_is_refused_and_named(people: People, at: datetime, person: str, manager: str, chain: str) -> None:
    with pytest.raises(ReportingLoop) as loop:
        ReportingLine.change(people[person], people[manager], by=None, at=at)
    assert str(loop.value) == f"That would be a circle: {chain}."
    assert ReportingLine.objects.current().count() == 2


def test_who_is_above_whom(people: People) -> None:
    tom, priya, elena = people["report"], people["manager"], people["managers_manager"]
    assert ReportingLine.above(tom) == [priya, elena]
    assert ReportingLine.is_above(elena, tom)
    assert not ReportingLine.is_above(tom, elena)
    assert not ReportingLine.is_above(people["former_manager"], tom)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one transaction write at a time anyway")
def test_two_changes_at_once_close_no_circle(people: People, at: datetime) -> None:
    """Each looks right alone: the second waits for the first, then sees it."""
    nils, hana = people["outsider"], people["hr_admin"]
    answers: list[str] = []

    def the_other_way_round() -> None:
        try:
            ReportingLine.change(nils, hana, by=None, at=at)
        except ReportingLoop as loop:
            answers.append(str(loop))
        finally:
            connection.close()

    second = threading.Thread(target=the_other_way_round)
    with transaction.atomic():
        ReportingLine.change(hana, nils, by=None, at=at)
        second.start()
        second.join(0.3)
        assert answers == [], "it waits"
    second.join(10)
    assert answers == ["That would be a circle: Nils Berg → Hana Novak → Nils Berg."]
