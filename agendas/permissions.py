"""Who may do what with items and notes. Whoever may not even know of them gets 404 before these are asked."""

from datetime import datetime

from agendas.models import AgendaItem, AgendaTemplate, Amendment, Comment
from agendas.models.amendment import CORRECTED_WITHIN
from oneonones.models import Lock, Meeting, Pair
from oneonones.permissions import can_write_in_pair
from people.models import Person


def can_add_agenda_item(person: Person, pair: Pair) -> bool:
    """Both add, before, during and after a meeting."""
    return can_write_in_pair(person, pair)


def can_edit_agenda_template(person: Person, template: AgendaTemplate) -> bool:
    """A template is one person's."""
    return template.person_id == person.pk


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


def can_answer_agenda_item(person: Person, item: AgendaItem) -> bool:
    """Either of the two answers in writing what both know of; what is on every 1:1 is talked about there."""
    return not item.standing and can_close_agenda_item(person, item)


def can_comment_on_agenda_item(person: Person, item: AgendaItem) -> bool:
    """Both comment on what both know of, before, during and after a meeting."""
    return not item.private and can_write_in_pair(person, item.pair)


def can_remove_comment(person: Person, comment: Comment) -> bool:
    """Only its author takes a comment off."""
    return comment.author_id == person.pk and can_write_in_pair(person, comment.item.pair)


def can_run_meeting(person: Person, meeting: Meeting) -> bool:
    """Either of the two starts, finishes and carries items, while the meeting is still to be wrapped up."""
    return meeting.scheduled and can_write_in_pair(person, meeting.pair)


def can_change_record(person: Person, meeting: Meeting, at: datetime) -> bool:
    """What a meeting came to: both change it until it locks."""
    return can_write_in_pair(person, meeting.pair) and not Lock.of(meeting).holds(at=at)


def can_add_missed_item(person: Person, meeting: Meeting, at: datetime) -> bool:
    """Both add what they missed to the record of a meeting that was held, until it locks."""
    return meeting.held and can_change_record(person, meeting, at)


def can_undo_outcome(person: Person, item: AgendaItem, meeting: Meeting, at: datetime) -> bool:
    """Either of the two takes back what became of an item, until the record of that meeting locks."""
    return can_close_agenda_item(person, item) and can_change_record(person, meeting, at)


def can_mark_decision(person: Person, item: AgendaItem, meeting: Meeting, at: datetime) -> bool:
    """Either of the two says what was a decision, until the record of that meeting locks."""
    return can_undo_outcome(person, item, meeting, at)


def can_write_shared_note(person: Person, meeting: Meeting, item: AgendaItem | None, at: datetime) -> bool:
    """Both write, as long as the pair lasts and until the record locks; on an item, once both know of it."""
    return can_change_record(person, meeting, at) and (item is None or not item.private)


def can_amend(person: Person, meeting: Meeting, at: datetime) -> bool:
    """Both add to a record that is locked; before that they change it."""
    return can_write_in_pair(person, meeting.pair) and Lock.of(meeting).holds(at=at)


def can_reply_to_amendment(person: Person, amendment: Amendment) -> bool:
    """Both reply, the author too."""
    return can_write_in_pair(person, amendment.meeting.pair)


def can_correct_amendment(person: Person, amendment: Amendment, at: datetime) -> bool:
    """Only its author, within the hour. (Once somebody replied, the verb declines.)"""
    mine = amendment.author_id == person.pk and can_write_in_pair(person, amendment.meeting.pair)
    return mine and at < amendment.written_at + CORRECTED_WITHIN


def can_write_private_note(person: Person, meeting: Meeting) -> bool:
    """Each of the two notes for themselves, also when the pair has ended."""
    return meeting.pair.has(person)
