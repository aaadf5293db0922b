from agendas.models.agenda import Agenda, Entry
from agendas.models.agenda_item import AgendaItem
from agendas.models.note_version import NoteVersion
from agendas.models.outcome import Outcome
from agendas.models.private_note import PrivateNote, PrivateNoteConflict
from agendas.models.question import BY_KEY, QUESTIONS, Question, Suggestion, worth_asking
from agendas.models.shared_note import NOTE_LENGTH, NoteConflict, SharedNote

__all__ = [
    "BY_KEY",
    "NOTE_LENGTH",
    "QUESTIONS",
    "Agenda",
    "AgendaItem",
    "Entry",
    "NoteConflict",
    "NoteVersion",
    "Outcome",
    "PrivateNote",
    "PrivateNoteConflict",
    "Question",
    "SharedNote",
    "Suggestion",
    "worth_asking",
]
