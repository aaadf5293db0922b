"""The one list of what lies encrypted. A new column that holds what people write belongs here, or the build fails."""

from django.apps import apps
from django.db import models

from kit.vault import sealed_columns

SEALED = {
    ("people.HolidayList", "names", "holiday_list.names"),
    ("oneonones.Series", "place", "series.place"),
    ("oneonones.Meeting", "skip_note", "meeting.skip_note"),
    ("oneonones.Meeting", "request_line", "meeting.request_line"),
    ("agendas.AgendaItem", "title", "agenda_item.title"),
    ("agendas.AgendaItem", "context", "agenda_item.context"),
    ("agendas.AgendaItem", "impact", "agenda_item.impact"),
    ("agendas.AgendaItem", "evidence", "agenda_item.evidence"),
    ("agendas.AgendaTemplate", "name", "agenda_template.name"),
    ("agendas.AgendaTemplate", "text", "agenda_template.text"),
    ("agendas.SharedNote", "state", "shared_note.state"),
    ("agendas.SharedNote", "body", "shared_note.body"),
    ("agendas.NoteUpdate", "content", "note_update.content"),
    ("agendas.Amendment", "body", "amendment.body"),
    ("agendas.Decision", "words", "decision.words"),
    ("agendas.NoteVersion", "body", "note_version.body"),
    ("agendas.WrittenAnswer", "body", "written_answer.body"),
    ("agendas.Comment", "body", "comment.body"),
    ("agendas.PrivateNote", "state", "private_note.state"),
    ("agendas.PrivateNote", "body", "private_note.body"),
    ("agendas.PrivateNoteUpdate", "content", "private_note_update.content"),
    ("actions.ActionItem", "what", "action_item.what"),
    ("actions.ActionItem", "measure", "action_item.measure"),
    ("actions.ActionItem", "drop_reason", "action_item.drop_reason"),
}

# Plain text columns of the apps that hold content, each with what it holds instead of words.
PLAIN = {
    "oneonones.Pair.kind",
    "oneonones.Pair.reveal",
    "oneonones.Series.rule",
    "oneonones.Series.time_zone",
    "oneonones.Series.zone_offered",
    "oneonones.Meeting.state",
    "oneonones.Meeting.evidence",
    "oneonones.Meeting.exempt",  # absence, holiday or paused
    "oneonones.Meeting.exempt_country",  # a code of two letters
    "oneonones.Meeting.skip_reason",
    "agendas.AgendaItem.visibility",
    "agendas.AgendaItem.reveal",
    "agendas.AgendaItem.kind",
    "agendas.AgendaItem.sensitivity",
    "agendas.AgendaItem.closed_as",
    "agendas.AgendaItem.question_key",
    "agendas.AgendaItem.from_template",  # of a template of ours, or the id of one's own
    "agendas.Outcome.kind",
    "agendas.SetAside.key",  # of a question of ours, or the id of an item or action
}


def test_the_sealed_columns_are_those_of_the_list() -> None:
    assert {(column.model, column.field, column.label) for column in sealed_columns()} == SEALED


def test_no_other_column_of_a_pair_could_hold_words() -> None:
    plain = {
        f"{model._meta.label}.{field.name}"
        for app in ("oneonones", "agendas", "actions")
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.CharField | models.TextField | models.JSONField)
    }
    assert plain == PLAIN
