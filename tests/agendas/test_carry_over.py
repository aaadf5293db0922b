"""Nothing gets lost: what is open is on the pair's next meeting, whatever is pressed (tests/domain), or on its page."""

from agendas.models import Agenda


def test_without_a_date_open_items_are_on_the_page_of_the_pair(three, pair, people, at):
    entries = Agenda.of(pair, None, people["manager"], at=at, upcoming=None).entries
    assert [(entry.number, entry.item.title) for entry in entries] == [(1, "One"), (2, "Two"), (3, "Three")]
