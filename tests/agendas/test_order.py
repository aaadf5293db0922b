"""The places of an agenda: between two neighbours, and spaced anew when there is no room."""

from agendas.models import AgendaItem
from agendas.models.order import GAP, Order


def places(pair):
    return list(AgendaItem.objects.filter(pair=pair).in_order().values_list("position", flat=True))


def test_where_a_moved_item_stood_before_takes_no_room(pair, three):
    order = Order(AgendaItem.objects.filter(pair=pair))
    assert places(pair) == [GAP, 2 * GAP, 3 * GAP]
    assert order.before(three[2], moved=three[1]) == 2 * GAP
    assert order.before(three[2], moved=three[0]) == 2.5 * GAP


def test_where_there_is_no_room_left_every_item_but_the_moved_one_gets_its_gap_again(pair, three):
    AgendaItem.objects.filter(pair=pair).update(position=7.0)
    first, second, third = AgendaItem.objects.filter(pair=pair).in_order()

    place = Order(AgendaItem.objects.filter(pair=pair)).before(second, moved=third)

    assert place == 1.5 * GAP
    assert places(pair) == [7.0, GAP, 2 * GAP]
    assert [first, second] == list(AgendaItem.objects.in_order())[1:]
