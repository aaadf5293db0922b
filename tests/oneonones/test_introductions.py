"""*Add someone you meet with*: who may be set up with whom, and the sentence when not."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from activity.models import Outbox
from agendas.models import AgendaItem
from oneonones.models import CannotMeet, Introduction, Pair
from people.models import Person, ReportingLine
from tests.conftest import Browse, People

SCRIPT = {"HX-Request": "true"}


def introduce(by: Person, email: str, manner: str, *, name: str = "", at: datetime | None = None) -> Pair:
    return Introduction(by, email, name, manner).make(at=at or timezone.now())


def test_somebody_unknown_gets_an_account_a_link_and_a_pair(people: People) -> None:
    pair = introduce(people["manager"], "ida@example.test", "they_report", name="Ida Lund")

    ida = Person.objects.get(email="ida@example.test")
    assert (pair.manager, pair.report, pair.kind) == (people["manager"], ida, "direct")
    assert ReportingLine.manager_of(ida) == people["manager"]
    assert ida.time_zone == people["manager"].time_zone
    assert Outbox.objects.filter(kind="people.password_link", payload__person=str(ida.pk)).count() == 1


def test_somebody_unknown_needs_a_name_and_nothing_is_made_without(people: People) -> None:
    with pytest.raises(CannotMeet, match="name too") as refusal:
        introduce(people["manager"], "ida@example.test", "peer")

    assert refusal.value.about == "name"
    assert not Person.objects.filter(email="ida@example.test").exists()


@pytest.mark.parametrize(
    ("manner", "kind", "mine"),
    [("peer", "peer", True), ("mentor", "mentor", True), ("dotted_line", "dotted_line", True),
     ("i_dotted_line", "dotted_line", False)],
)  # fmt: skip
def test_a_known_address_starts_a_pair_of_that_kind(people: People, manner: str, kind: str, mine: bool) -> None:
    pair = introduce(people["report"], "nils@example.test", manner)

    assert pair.kind == kind
    assert (pair.manager == people["report"]) is mine
    assert not Outbox.objects.filter(payload__person=str(people["outsider"].pk)).exists()


def test_in_a_skip_level_pair_the_one_above_is_the_manager_whoever_sets_it_up(people: People) -> None:
    below = introduce(people["report"], people["managers_manager"].email, "skip_level")
    above = introduce(people["managers_manager"], people["report"].email, "skip_level")

    assert below == above
    assert below.manager == people["managers_manager"]


@pytest.mark.parametrize("manner", ["peer", "mentor"])
def test_two_who_add_each_other_have_one_page(people: People, manner: str) -> None:
    assert introduce(people["report"], "nils@example.test", manner) == introduce(
        people["outsider"], "tom@example.test", manner
    )


def test_a_report_who_has_another_manager_stays_with_them(people: People) -> None:
    with pytest.raises(CannotMeet, match="Tom Okafor reports to Priya Raman. Nothing was changed"):
        introduce(people["outsider"], people["report"].email, "they_report")

    assert ReportingLine.manager_of(people["report"]) == people["manager"]
    assert not Pair.objects.filter(manager=people["outsider"]).exists()


def test_whoever_has_a_manager_keeps_that_one(people: People) -> None:
    with pytest.raises(CannotMeet, match="You report to Priya Raman"):
        introduce(people["report"], people["outsider"].email, "i_report")


def test_what_is_so_already_is_only_opened(people: People, pair: Pair) -> None:
    assert introduce(people["manager"], people["report"].email, "they_report") == pair
    assert introduce(people["report"], people["manager"].email, "i_report") == pair


def test_a_circle_is_named_and_refused(people: People) -> None:
    with pytest.raises(CannotMeet, match="circle.*Elena Kovač.*Tom Okafor.*Priya Raman.*Elena Kovač"):
        introduce(people["report"], people["managers_manager"].email, "they_report")

    assert ReportingLine.manager_of(people["managers_manager"]) is None


def test_nobody_meets_with_themselves(people: People) -> None:
    with pytest.raises(CannotMeet, match="your own address"):
        introduce(people["manager"], people["manager"].email, "peer")


def test_nobody_meets_with_a_closed_account(people: People, at: datetime) -> None:
    people["outsider"].deactivate(by=None, at=at)

    with pytest.raises(CannotMeet, match="Nils Berg has left"):
        introduce(people["manager"], "nils@example.test", "peer")


# --- the form


def test_adding_leads_to_the_page_of_the_two(browse: Browse, people: People) -> None:
    said = {"email": "Ida@Example.test", "name": "Ida Lund", "manner": "they_report"}
    answer = browse(people["manager"]).post("/pairs/", said)

    pair = Pair.objects.get(report__email="ida@example.test")
    assert answer.status_code == 303
    assert answer["Location"] == pair.get_absolute_url()


def test_a_script_is_told_to_go_there(browse: Browse, people: People) -> None:
    said = {"email": "nils@example.test", "manner": "peer"}
    answer = browse(people["manager"]).post("/pairs/", said, headers=SCRIPT)

    assert answer["HX-Redirect"] == Pair.objects.get(kind="peer").get_absolute_url()


@pytest.mark.parametrize("headers", [{}, SCRIPT])
@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"email": "nobody", "manner": "peer"}, "That is not an email address"),
        ({"email": "a\0b@example.test", "manner": "peer"}, "That is not an email address"),
        ({"email": "", "manner": "peer"}, "Type the address"),
        ({"email": "ida@example.test", "manner": "peer"}, "Type their name too"),
        ({"email": "tom@example.test", "manner": "friend"}, "Say how you meet"),
        ({"email": "tom@example.test", "name": "x" * 151, "manner": "peer"}, "at most 150 characters"),
    ],
)
def test_what_is_refused_stays_typed_beside_a_sentence(
    browse: Browse, people: People, said: dict[str, str], sentence: str, headers: dict[str, str]
) -> None:
    answer = browse(people["manager"]).post("/pairs/", said, headers=headers)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert "<details" in page
    assert " open>" in page
    if "\0" not in said["email"]:
        assert f'value="{said["email"]}"' in page
    assert ("<html" in page) is not bool(headers)


# --- the list


def test_the_list_is_in_the_order_of_next_dates_those_without_one_last(
    browse: Browse, people: People, pair: Pair, series: object, at: datetime
) -> None:
    Pair.start(people["outsider"], people["manager"], kind="peer", by=None, at=at)

    page = browse(people["manager"]).get("/pairs/").content.decode()

    assert page.index("Tom Okafor</a>") < page.index("Nils Berg</a>")
    assert "Pick a date with Nils Berg" in page
    assert "Pick a date with Tom Okafor" not in page


def test_ended_pairs_are_a_list_of_their_own(browse: Browse, people: People) -> None:
    tom = browse(people["report"])

    assert "Sofia Marin</a>" not in tom.get("/pairs/").content.decode()
    ended = tom.get("/pairs/?show=ended").content.decode()
    assert "Sofia Marin</a>" in ended
    assert "Priya Raman</a>" not in ended


def test_nobody_sees_the_pairs_of_others(browse: Browse, people: People) -> None:
    page = browse(people["outsider"]).get("/pairs/").content.decode()

    assert "Tom Okafor" not in page
    assert "No 1:1s yet. Add someone you meet with." in page


def test_a_private_item_counts_for_its_author_only(browse: Browse, people: People, pair: Pair, at: datetime) -> None:
    from_tom = {"by": people["report"], "at": at - timedelta(hours=1)}
    AgendaItem.raise_on(pair, title="Mine", visibility="private", **from_tom)

    assert "1 item" in browse(people["report"]).get("/pairs/").content.decode()
    assert "No items yet" in browse(people["manager"]).get("/pairs/").content.decode()


def test_the_list_takes_as_many_queries_with_one_row_as_with_four(
    browse: Browse, people: People, pair: Pair, series: object, at: datetime, count_queries: object
) -> None:
    client = browse(people["manager"])
    one = count_queries(lambda: client.get("/pairs/"))  # type: ignore[operator]
    for part in ("outsider", "hr_admin", "owner"):
        Pair.start(people["manager"], people[part], kind="peer", by=None, at=at)

    assert count_queries(lambda: client.get("/pairs/")) == one  # type: ignore[operator]
    assert one <= 6
