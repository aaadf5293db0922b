"""What may be typed on agendas and in notes. Forms clean, they save nothing."""

from agendas.forms.comments import CommentForm
from agendas.forms.items import AgendaItemEditForm, AgendaItemForm, AnswerForm, DecisionForm, MissedForm
from agendas.forms.notes import AmendmentForm, NoteForm
from agendas.forms.questions import NotNowForm, QuestionFilter, QuestionForm
from agendas.forms.templates import FillingForm, FillingUndoForm, TemplateForm

__all__ = [
    "AgendaItemEditForm",
    "AgendaItemForm",
    "AmendmentForm",
    "AnswerForm",
    "CommentForm",
    "DecisionForm",
    "FillingForm",
    "FillingUndoForm",
    "MissedForm",
    "NotNowForm",
    "NoteForm",
    "QuestionFilter",
    "QuestionForm",
    "TemplateForm",
]
