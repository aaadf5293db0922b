"""A vague action gets a hint to make it "what, by when, how we know". The hint never blocks."""

import pytest
from django.urls import reverse

from actions.models import ActionItem, is_vague
from oneonones.models import Meeting, Pair
from tests.conftest import Browse, People

SCRIPT = {"HX-Request": "true"}
HINT = "What will be there at the end, by when, and how will you both know?"


@pytest.mark.parametrize(
    ("what", "vague"),
    [
        ("work on roadmap", True),
        ("Work on the roadmap 2027", True),
        ("Working on hiring", True),
        ("Look into flaky tests", True),
        ("Keep an eye on the build", True),
        ("Try to improve communication", True),
        ("Improve the build", True),
        ("Think about the offsite", True),
        ("Help Mei with the migration", True),
        ("Follow up with Finance", True),
        ("Be more proactive", True),
        ("Write more tests", True),
        ("Better handover", True),
        ("Send things to Ana", True),
        ("Reply to Platform asap", True),
        ("Roadmap", True),
        ("Hiring plan!", True),
        ("Send Ana the roadmap draft", False),
        ("Improve the build to under 10 minutes", False),
        ("Cut repeat pages by 40%", False),
        ("Ask Platform for a staging slot", False),
        ("Write up the on-call handover", False),
        ("Workshop with Finance booked", False),
        ("Begin the Tuesday rota", False),
        ("Thank Jonas for the write-up", False),
        ("… work on the roadmap 2027", True),
        ("- Send Ana the roadmap draft", False),
        ("Hiring plan !", True),
        ("Hiring  plan", True),
        ("Hiring plan agreed", False),
        ("Reach 40 %", False),
        ("Look into flaky tests until 3 are left", False),
        ("!?", False),
        ("", False),
        ("   ", False),
    ],
)
def test_a_vague_action_is_one_that_says_no_end(what: str, vague: bool) -> None:
    assert is_vague(what) == vague


@pytest.mark.parametrize(
    ("what", "dated", "measured", "vague"),
    [
        ("Roadmap", True, False, False),
        ("Roadmap", False, True, False),
        ("work on roadmap", True, False, True),
        ("work on roadmap", True, True, False),
    ],
)
def test_a_day_helps_a_bare_word_and_a_measure_helps_any(what: str, dated: bool, measured: bool, vague: bool) -> None:
    assert is_vague(what, dated=dated, measured=measured) == vague


@pytest.mark.parametrize(
    ("said", "hinted"),
    [
        ({"what": "work on roadmap"}, True),
        ({"what": "work on roadmap", "measure": "Elena signs it"}, False),
        ({"what": "Roadmap", "due": "fri"}, False),
        ({"what": "Send Ana the draft"}, False),
        ({}, False),
    ],
)
def test_the_hint_comes_while_it_is_typed(browse: Browse, people: People, said: dict[str, str], hinted: bool) -> None:
    answer = browse(people["report"]).post(reverse("action_hint"), said, headers=SCRIPT)
    assert answer.status_code == 200
    assert (HINT in answer.content.decode()) == hinted


def test_without_a_script_the_hint_stands_at_the_row_and_blocks_nothing(
    browse: Browse, people: People, pair: Pair, meeting: Meeting
) -> None:
    reader = browse(people["report"])
    address = reverse("action_items", args=[meeting.pk])
    assert reader.post(address, {"what": "work on roadmap"}).status_code == 303
    action = ActionItem.objects.get()
    page = reader.get(meeting.get_absolute_url()).content.decode()
    assert page.count(HINT) == 1
    assert f'href="{reverse("action_item_edit", args=[action.pk])}' in page
    said = {"what": "Send Elena the roadmap draft", "due": "fri", "version": action.version}
    reader.post(action.get_absolute_url(), said)
    assert HINT not in reader.get(meeting.get_absolute_url()).content.decode()


def test_the_hint_is_for_whoever_promised(browse: Browse, people: People, pair: Pair, at: object) -> None:
    """Nobody is corrected in front of the other."""
    ActionItem.promise(pair, what="work on roadmap", who=people["report"], by=people["report"], at=at)  # type: ignore[arg-type]
    assert HINT in browse(people["report"]).get(pair.get_absolute_url()).content.decode()
    assert HINT not in browse(people["manager"]).get(pair.get_absolute_url()).content.decode()
