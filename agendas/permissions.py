"""Who may do what with items and notes. Whoever may not even know of them gets 404 before these are asked."""

from agendas.models import AgendaItem
from oneonones.models import Meeting, Pair
from oneonones.permissions import can_write_in_pair
from people.models import Person


def can_add_agenda_item(person: Person, pair: Pair) -> bool:
    """Both add, before, during and after a meeting."""
    return can_write_in_pair(person, pair)


def can_edit_agenda_item(person: Person, item: AgendaItem) -> bool:
    """Only its author changes the words of an item."""
    return item.author_id == person.pk and can_write_in_pair(person, item.pair)


def can_share_agenda_item(person: Person, item: AgendaItem) -> bool:
    """Only its author shows a private item to the other."""
    return can_edit_agenda_item(person, item)


def can_remove_agenda_item(person: Person, item: AgendaItem) -> bool:
    """Only its author takes an item off the agenda."""
    return can_edit_agenda_item(person, item)


def can_place_agenda_item(person: Person, item: AgendaItem) -> bool:
    """Both order the agenda."""
    return can_write_in_pair(person, item.pair)


def can_close_agenda_item(person: Person, item: AgendaItem) -> bool:
    """Either of the two drops or reopens what both know of."""
    return not item.private and can_write_in_pair(person, item.pair)


def can_run_meeting(person: Person, meeting: Meeting) -> bool:
    """Either of the two starts, finishes and carries items, while the meeting is still to be wrapped up."""
    return meeting.scheduled and can_write_in_pair(person, meeting.pair)


def can_write_shared_note(person: Person, meeting: Meeting, item: AgendaItem | None = None) -> bool:
    """Both write, as long as the pair lasts; on an item, once both know of it."""
    return can_write_in_pair(person, meeting.pair) and (item is None or not item.private)


def can_write_private_note(person: Person, meeting: Meeting) -> bool:
    """Each of the two notes for themselves, also when the pair has ended."""
    return meeting.pair.has(person)
