"""Two people end their 1:1s: read before it happens, and only where the chart does not say that they meet."""

from datetime import datetime

import pytest

from actions.models import ActionItem
from agendas.models import AgendaItem
from oneonones.models import AdHoc, Meeting, Pair
from tests.conftest import MONDAY, Browse, People, frozen

pytestmark = pytest.mark.usefixtures("monday_morning")


@pytest.fixture
def at() -> datetime:
    return MONDAY


@pytest.fixture
def peers(people: People, at: datetime) -> Pair:
    """Tom and Nils meet as peers, once more on Wednesday."""
    pair = Pair.start(people["report"], people["outsider"], kind="peer", by=people["report"], at=at)
    AdHoc.arrange(pair, starts_at=frozen("2026-11-25 10:00"), minutes=30, by=people["report"], at=at)
    return pair


@pytest.mark.parametrize(
    ("who", "status"), [("report", 200), ("outsider", 200), ("manager", 404), ("hr_admin", 404), ("owner", 404)]
)
def test_only_the_two_end_their_pair(peers: Pair, people: People, browse: Browse, who: str, status: int) -> None:
    page = browse(people[who])
    assert page.get(f"/pairs/{peers.pk}/end/").status_code == status
    assert page.post(f"/pairs/{peers.pk}/end/").status_code == (303 if status == 200 else 404)


def test_a_direct_pair_ends_with_the_chart_alone(pair: Pair, people: People, browse: Browse) -> None:
    for who in ("manager", "report"):
        page = browse(people[who])
        assert page.get(f"/pairs/{pair.pk}/end/").status_code == 403
        assert page.post(f"/pairs/{pair.pk}/end/").status_code == 403
        assert "End these 1:1s" not in page.get(pair.get_absolute_url()).content.decode()
    pair.refresh_from_db()
    assert pair.active


def test_what_ending_does_is_read_before_it_happens(peers: Pair, people: People, browse: Browse, at: datetime) -> None:
    AgendaItem.raise_on(peers, title="Seen by both", by=people["outsider"], at=at)
    AgendaItem.raise_on(peers, title="Of Nils alone", visibility="private", by=people["outsider"], at=at)
    ActionItem.promise(peers, what="A promise", who=people["report"], by=people["report"], at=at)
    page = browse(people["report"])
    assert f"/pairs/{peers.pk}/end/" in page.get(peers.get_absolute_url()).content.decode()

    said = page.get(f"/pairs/{peers.pk}/end/").content.decode()
    assert "The 1:1 on Wednesday 25 November is cancelled." in said
    assert "Still open: 1 item, 1 action." in said, "what the other keeps for themself is not counted"
    peers.refresh_from_db()
    assert peers.active


def test_an_ended_pair_is_read_only_and_its_dates_are_cancelled(peers: Pair, people: People, browse: Browse) -> None:
    page = browse(people["report"])
    shown = page.post(f"/pairs/{peers.pk}/end/", follow=True).content.decode()

    assert "You and Nils can still read it." in shown
    assert "End these 1:1s" not in shown
    assert not Meeting.objects.planned().filter(pair=peers).exists()
    last = Meeting.objects.get(pair=peers)
    assert "You ended these 1:1s on" in page.get(last.get_absolute_url()).content.decode()
    theirs = browse(people["outsider"]).get(last.get_absolute_url()).content.decode()
    assert "Tom ended these 1:1s on" in theirs
    assert page.post(f"/pairs/{peers.pk}/end/").status_code == 403
