"""The frame around every page."""

from collections.abc import Callable
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory

from actions.models import ActionItem
from oneonones.models import Pair
from pages.rail import Rail, rail
from people.models import Person
from tests.conftest import Browse, People, add

Count = Callable[[Callable[[], object]], int]


def test_it_lists_your_people_by_name_and_counts_pairs_and_promises(people: People, pair: Pair, at: datetime) -> None:
    me = people["manager"]
    ana = Pair.start(me, add("Ana Lindqvist", at=at), by=None, at=at)
    for one, who in ((pair, me), (ana, me), (pair, people["report"])):
        ActionItem.promise(one, what="Do it", who=who, by=me, at=at)
    ActionItem.promise(pair, what="Kept", who=me, by=me, at=at).complete(by=me, at=at)
    found = Rail(me)
    assert [(met.name, met.url) for met in found.pairs] == [
        ("Ana Lindqvist", f"/pairs/{ana.pk}/"),
        ("Tom Okafor", f"/pairs/{pair.pk}/"),
    ]
    assert (found.pair_count, found.open_actions) == (3, 2)


def test_your_manager_is_not_one_of_your_people(people: People, pair: Pair) -> None:
    found = Rail(people["report"])
    assert (found.pairs, found.pair_count, found.open_actions) == ([], 1, 0)


def test_it_takes_one_query_however_many_there_are(
    people: People, pair: Pair, at: datetime, count_queries: Count
) -> None:
    def ask() -> None:
        found = Rail(people["manager"])
        assert [met.initials for met in found.pairs]
        assert (found.pair_count, found.open_actions) != (0, 1)

    assert count_queries(ask) == 1
    for name in ("Ana Lindqvist", "Mei Wong", "Rosa Bianchi"):
        Pair.start(people["manager"], add(name, at=at), by=None, at=at)
    assert count_queries(ask) == 1


def test_it_asks_nothing_until_a_page_shows_it_and_nothing_for_somebody_signed_out(
    people: People, pair: Pair, count_queries: Count
) -> None:
    def ask(user: Person | AnonymousUser) -> None:
        request = RequestFactory().get("/")
        request.user = user
        request.session = SessionStore()
        rail(request)

    assert count_queries(lambda: ask(people["manager"])) == 0
    assert count_queries(lambda: Rail(None).pairs) == 0
    request = RequestFactory().get("/")
    assert (rail(request)["user"], rail(request)["rail"].pair_count) == (None, 0)


def test_a_part_costs_no_rail(browse: Browse, people: People, pair: Pair, count_queries: Count) -> None:
    reader = browse(people["manager"])
    reader.get("/actions/", headers={"HX-Request": "true"})
    part = count_queries(lambda: reader.get("/actions/", headers={"HX-Request": "true"}))
    assert (
        part == count_queries(lambda: reader.get("/actions/")) - 3
    )  # the rail, the names of the filter, what leavers left


def test_the_one_you_are_with_is_marked(browse: Browse, people: People, pair: Pair, at: datetime) -> None:
    action = ActionItem.promise(pair, what="Do it", who=people["manager"], by=people["manager"], at=at)
    page = browse(people["manager"]).get(action.get_absolute_url()).content.decode()
    assert f'<a href="/pairs/{pair.pk}/" aria-current="true">' in page
    assert f'<a href="/pairs/{pair.pk}/">' in browse(people["manager"]).get("/privacy/").content.decode()
