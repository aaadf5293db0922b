"""The privacy page says what the code does."""

from datetime import datetime, timedelta

import pytest
from django.db.models import Model, QuerySet

from actions.models import ActionItem
from agendas.models import AgendaItem, PrivateNote, SharedNote
from oneonones.models import Pair
from pages.permissions import AUTHOR, KEY, LATER, LINES, NO, READERS, YES, Line
from people.models import Person
from tests.conftest import Browse, People, past_meeting


@pytest.fixture
def written(pair: Pair, people: People, at: datetime) -> dict[str, list[Model]]:
    """Something of every kind, by the name of its line. What is private is Tom's."""
    tom = people["report"]
    meeting = past_meeting(pair, ago=timedelta(days=1), at=at)
    note, shared = PrivateNote.of(meeting, tom, at=at), SharedNote.of(meeting, None, at=at)
    note.append("Ask for a raise", by=tom, at=at)
    shared.append("We talked", by=tom, at=at)
    private = AgendaItem.raise_on(pair, title="A draft", visibility="private", by=tom, at=at)
    item = AgendaItem.raise_on(pair, title="Spring", by=tom, at=at)
    action = ActionItem.promise(pair, what="Do it", who=tom, by=tom, at=at)
    skipped = past_meeting(pair, ago=timedelta(days=2), at=at)
    skipped.skip(reason="other", note="The dentist", by=tom, at=at)
    return {
        "private_notes": [note, private],
        "content": [shared, item, action],
        "reasons": [skipped],
        "dates": [meeting],
    }


def sees(person: Person, thing: Model) -> bool:
    found: QuerySet[Model] = type(thing).objects.visible_to(person)  # type: ignore[attr-defined]
    return found.filter(pk=thing.pk).exists()


OTHERS = ("managers_manager", "hr_admin", "owner")


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.name)
def test_each_line_is_what_the_code_answers(line: Line, written: dict[str, list[Model]], people: People) -> None:
    assert written[line.name]
    for thing in written[line.name]:
        author = sees(people["report"], thing)
        other = sees(people["manager"], thing)
        said = line.the_two
        assert (author, other) == {YES: (True, True), AUTHOR: (True, False)}[said]
        for who in OTHERS:
            said = getattr(line, who)
            assert said in (NO, LATER, YES)
            assert sees(people[who], thing) == (said == YES), who
        assert not sees(people["outsider"], thing)


def test_every_answer_of_the_table_is_one_of_five() -> None:
    assert {getattr(line, who) for line in LINES for who in READERS} <= {YES, NO, AUTHOR, LATER, KEY}
    assert {line.name for line in LINES} == {"private_notes", "content", "reasons", "dates"}


def test_it_names_those_it_is_about_and_speaks_plainly_of_the_server(browse: Browse, people: People) -> None:
    page = browse(people["report"]).get("/privacy/").content.decode()
    assert "Your manager’s manager: Elena Kovač. HR here: Hana Novak. Owners here: Olu Adeyemi." in page
    assert "Whoever controls the running server and its master key could read everything on it." in page
    assert "Only you can open your private notes in the app." in page
    assert page.count("<tr>") == len(LINES) + 1


def test_hr_reads_that_it_is_them(browse: Browse, people: People) -> None:
    assert "HR here: you." in browse(people["hr_admin"]).get("/privacy/").content.decode()


def test_it_is_for_people_who_are_signed_in(browse: Browse) -> None:
    assert browse(None).get("/privacy/").status_code == 302
