"""Many texts at once open for the one reader they are for."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from agendas.models import AgendaItem, PrivateNote
from kit.vault import Ciphertext, Opener, Unopenable, keyring
from kit.vault.models import DataKey
from oneonones.models import Pair
from tests.conftest import People, past_meeting

Count = Callable[[Callable[[], object]], int]

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def rows(pair: Pair) -> list[tuple[object, ...]]:
    return list(AgendaItem.objects.filter(pair=pair).values_list("id", Ciphertext("title"), Ciphertext("context")))


@pytest.mark.django_db(transaction=True)  # keys that are not committed are at hand without a query
def test_it_opens_what_a_pair_shares_with_one_query_for_all_keys(
    pair: Pair, people: People, at: datetime, count_queries: Count
) -> None:
    for number in range(3):
        AgendaItem.raise_on(pair, title=f"Item {number}", by=people["report"], at=at)
    AgendaItem.raise_on(pair, title="Mine", context="More", visibility="private", by=people["report"], at=at)
    found = rows(pair)
    keyring.clear()
    author = people["report"].sealing_owner
    assert count_queries(lambda: Opener(author, found)) == 1
    assert count_queries(lambda: Opener(author, found)) == 0, "now they are at hand"
    opener = Opener(author, found)
    opened = sorted(opener.texts(pk, ["agenda_item.title", "agenda_item.context"], row) for pk, *row in found)
    assert opened == [["Item 0", ""], ["Item 1", ""], ["Item 2", ""], ["Mine", "More"]]
    as_written = sorted(opener.texts(pk.hex, ["agenda_item.title"], [title]) for pk, title, _ in found)
    assert as_written == [["Item 0"], ["Item 1"], ["Item 2"], ["Mine"]], "ids as SQLite writes them"


def test_it_refuses_what_another_author_sealed_whoever_selected_it(pair: Pair, people: People, at: datetime) -> None:
    meeting = past_meeting(pair, ago=timedelta(days=1), at=at)
    PrivateNote.of(meeting, people["report"], at=at).append("Secret", by=people["report"], at=at)
    found = list(PrivateNote.objects.values_list("id", Ciphertext("body")))
    (pk, body) = found[0]
    assert Opener(people["report"].sealing_owner, found).texts(pk, ["private_note.body"], [body]) == ["Secret"]
    with pytest.raises(PermissionError):
        Opener(people["manager"].sealing_owner, found).texts(pk, ["private_note.body"], [body])


def test_a_text_of_another_row_does_not_open(pair: Pair, people: People, at: datetime) -> None:
    for title in ("One", "Two"):
        AgendaItem.raise_on(pair, title=title, by=people["report"], at=at)
    (first, _, _), (_, other, _) = found = rows(pair)
    with pytest.raises(Unopenable):
        Opener(people["report"].sealing_owner, found).texts(first, ["agenda_item.title"], [other])


@pytest.mark.django_db(transaction=True)
def test_a_text_whose_key_is_gone_says_so(pair: Pair, people: People, at: datetime) -> None:
    AgendaItem.raise_on(pair, title="Lost", by=people["report"], at=at)
    found = rows(pair)
    DataKey.objects.filter(owner_id=pair.pk).delete()
    keyring.clear()
    with pytest.raises(Unopenable):
        Opener(people["report"].sealing_owner, found).texts(found[0][0], ["agenda_item.title"], [found[0][1]])
