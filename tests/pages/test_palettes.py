"""The palette: each person's own commands, people, dates, items and promises, and nobody else's."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from actions.models import ActionItem
from agendas.models import AgendaItem, SharedNote
from oneonones.models import Meeting, Pair
from pages.views.palette_entries import MOST_BYTES, Entry, within
from people.models import Person
from tests.conftest import MONDAY, Browse, People

NOW = MONDAY
SCRIPT = {"HX-Request": "true"}
OUTSIDERS = ["outsider", "hr_admin", "owner", "managers_manager", "former_manager"]

pytestmark = pytest.mark.usefixtures("monday_morning")


def asked(browse: Browse, person: Person, query: str = "") -> dict[str, Any]:
    answer = browse(person).get(reverse("palette") + query, headers=SCRIPT)
    assert answer.status_code == 200
    return dict(answer.json())


def words(listed: dict[str, Any], kind: str) -> list[str]:
    return [one[1] for one in listed["entries"] if one[0] == kind]


@pytest.fixture
def lived_in(meeting: Meeting, people: People) -> Meeting:
    """An item of Tom's, a private one of his, one that is sensitive, and a promise."""
    pair, tom = meeting.pair, people["report"]
    AgendaItem.raise_on(pair, title="Cover in December", by=tom, at=NOW)
    AgendaItem.raise_on(pair, title="A sabbatical", visibility="private", by=tom, at=NOW)
    AgendaItem.raise_on(pair, title="Quokka", sensitivity="sensitive", by=tom, at=NOW)
    ActionItem.promise(pair, what="Ask Platform", who=people["manager"], by=tom, at=NOW)
    return meeting


@pytest.mark.parametrize("who", OUTSIDERS)
def test_nobody_else_finds_anything_of_a_pair(browse: Browse, people: People, lived_in: Meeting, who: str) -> None:
    """Not in the list, not by searching from it, not on the page of links."""
    for query in ("", "?q=Cover", "?q=Platform"):
        said = json.dumps(asked(browse, people[who], query))
        for word in (
            "Cover in December",
            "sabbatical",
            "Quokka",
            "Ask Platform",
            str(lived_in.pk),
            str(lived_in.pair_id),
        ):
            assert word not in said
    assert "Cover in December" not in browse(people[who]).get(reverse("palette")).content.decode()


def test_the_other_does_not_learn_of_a_private_item(browse: Browse, people: People, lived_in: Meeting) -> None:
    assert "A sabbatical" in words(asked(browse, people["report"]), "items")
    assert "sabbatical" not in json.dumps(asked(browse, people["manager"]))
    assert "sabbatical" not in json.dumps(asked(browse, people["manager"], "?q=sabbatical"))


def test_it_lists_people_dates_items_promises_and_what_can_be_done(
    browse: Browse, people: People, lived_in: Meeting
) -> None:
    listed = asked(browse, people["manager"])
    assert "Tom Okafor" in words(listed, "people")
    assert words(listed, "dates")[0] == "Tuesday 24 November, 10:00"
    assert "Cover in December" in words(listed, "items")
    assert words(listed, "actions") == ["Ask Platform"]
    for command in (
        "New action",
        "Plan a date with Tom Okafor",
        "Add an item for Tom Okafor",
        "Colours: dark",
        "Search",
    ):
        assert command in words(listed, "commands")


def test_a_sensitive_item_is_only_said_to_be_one(browse: Browse, people: People, lived_in: Meeting) -> None:
    said = json.dumps(asked(browse, people["report"]))
    assert "Quokka" not in said
    assert "sensitive item" in said


def test_what_leads_somewhere_gets_there(browse: Browse, people: People, lived_in: Meeting) -> None:
    priya = browse(people["manager"])
    for _, said, href, _, _ in asked(browse, people["manager"])["entries"]:
        assert priya.get(href.partition("#")[0], follow=True).status_code == 200, said


def test_while_one_types_the_search_is_asked(browse: Browse, people: People, lived_in: Meeting) -> None:
    note = SharedNote.of(lived_in, None, at=NOW)
    note.append("The staging slot is on Friday", by=people["report"], at=NOW)
    found = asked(browse, people["manager"], "?q=staging+slot")["entries"]
    assert [(one[0], one[1]) for one in found] == [("found", "Shared note")]
    assert found[0][2] == f"{lived_in.get_absolute_url()}#notes"
    assert asked(browse, people["manager"], "?q=x")["entries"] == [], "one letter is in everything"
    assert len(asked(browse, people["manager"], f"?q={'x' * 5000}")["entries"]) == 0


def test_what_is_looked_for_goes_on_to_no_other_page(browse: Browse, people: People, pair: Pair) -> None:
    answer = browse(people["manager"]).get(reverse("palette") + "?q=secret", headers=SCRIPT)
    assert answer["Referrer-Policy"] == "strict-origin"
    assert "no-store" in answer["Cache-Control"]


def test_without_a_script_it_is_a_page_of_links(browse: Browse, people: People, lived_in: Meeting) -> None:
    html = browse(people["manager"]).get(reverse("palette")).content.decode()
    for one in ("Find or do", "Plan a date with Tom Okafor", "Cover in December", "Ask Platform"):
        assert one in html


def test_the_list_stays_within_twenty_kilobytes_and_drops_no_kind() -> None:
    many = [Entry(kind, f"{kind} number {n}", f"/{kind}/{n}/") for kind in ("people", "items") for n in range(2000)]
    kept = within(many, MOST_BYTES)
    assert len(json.dumps([one.packed for one in kept])) <= MOST_BYTES
    counts = {kind: sum(one.kind == kind for one in kept) for kind in ("people", "items")}
    assert min(counts.values()) > 150
    assert abs(counts["people"] - counts["items"]) <= 1
    assert within(many[:3], MOST_BYTES) == many[:3]


def test_ended_pairs_are_found_and_offer_nothing_to_do(browse: Browse, people: People, ended_pair: Pair) -> None:
    listed = asked(browse, people["former_manager"])
    assert words(listed, "people") == ["Tom Okafor"]
    assert not [one for one in words(listed, "commands") if "Tom" in one]


def test_it_takes_as_many_queries_with_one_row_as_with_three(
    browse: Browse, people: People, meeting: Meeting, count_queries: Callable[[Callable[[], object]], int]
) -> None:
    priya, counted = browse(people["manager"]), []
    for number in range(3):
        AgendaItem.raise_on(meeting.pair, title=f"Item {number}", by=people["report"], at=NOW)
        ActionItem.promise(meeting.pair, what="Do", who=people["report"], by=people["report"], at=NOW)
        asks = [lambda query=query: priya.get(reverse("palette") + query, headers=SCRIPT) for query in ("", "?q=item")]
        counted += map(count_queries, asks)
        counted.append(count_queries(lambda: priya.get(reverse("palette"))))
    assert max(counted) <= 12
    assert counted[:3] == counted[6:]
