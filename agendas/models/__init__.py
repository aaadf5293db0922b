from agendas.models.agenda import Agenda, Entry
from agendas.models.agenda_item import AgendaItem
from agendas.models.agenda_template import AgendaTemplate
from agendas.models.amendment import AMENDMENT_LENGTH, Amendment
from agendas.models.background import Asked, Background
from agendas.models.bank import BY_KEY, OPENING, QUESTIONS
from agendas.models.comment import COMMENT_LENGTH, Comment
from agendas.models.decision import DECISION_LENGTH, Decision
from agendas.models.filling import Filling
from agendas.models.gone import gone_lately, put_back
from agendas.models.missed import Missed
from agendas.models.note_document import NOTE_LENGTH
from agendas.models.note_update import NoteUpdate, PrivateNoteUpdate, finish_notes_of
from agendas.models.note_version import NoteVersion
from agendas.models.outcome import Outcome
from agendas.models.private_note import PrivateNote
from agendas.models.question import Asker, Question, Situation, Theme
from agendas.models.readers import Readable, readers_of
from agendas.models.ready_templates import READY, ReadyTemplate
from agendas.models.set_aside import SetAside
from agendas.models.shared_note import SharedNote
from agendas.models.template_line import TemplateLine
from agendas.models.thread import Answer, Thread
from agendas.models.worth_asking import Suggestion, worth_asking
from agendas.models.written_answer import ANSWER_LENGTH, WrittenAnswer

__all__ = [
    "AMENDMENT_LENGTH",
    "ANSWER_LENGTH",
    "BY_KEY",
    "COMMENT_LENGTH",
    "DECISION_LENGTH",
    "NOTE_LENGTH",
    "OPENING",
    "QUESTIONS",
    "READY",
    "Agenda",
    "AgendaItem",
    "AgendaTemplate",
    "Amendment",
    "Answer",
    "Asked",
    "Asker",
    "Background",
    "Comment",
    "Decision",
    "Entry",
    "Filling",
    "Missed",
    "NoteUpdate",
    "NoteVersion",
    "Outcome",
    "PrivateNote",
    "PrivateNoteUpdate",
    "Question",
    "Readable",
    "ReadyTemplate",
    "SetAside",
    "SharedNote",
    "Situation",
    "Suggestion",
    "TemplateLine",
    "Theme",
    "Thread",
    "WrittenAnswer",
    "finish_notes_of",
    "gone_lately",
    "put_back",
    "readers_of",
    "worth_asking",
]
