"""Addresses of agendas and notes."""

from django.urls import path

from agendas.views import (
    agenda_items,
    agendas,
    amendments,
    edits,
    note_versions,
    notes,
    outcomes,
    positions,
    private_notes,
    question_bank,
    questions,
    removals,
    sharings,
)

ITEM = "m/<uuid:meeting_id>/agenda-items/<uuid:item_id>/"

urlpatterns = [
    path("m/<uuid:meeting_id>/agenda/", agendas.show, name="agenda"),
    path("pairs/<uuid:pair_id>/agenda/part/", agendas.show, name="pair_agenda_part"),
    path("m/<uuid:meeting_id>/worth-asking/", questions.index, name="asking"),
    path("pairs/<uuid:pair_id>/worth-asking/", questions.index, name="pair_asking"),
    path("pairs/<uuid:pair_id>/questions/", question_bank.index, name="questions"),
    path("pairs/<uuid:pair_id>/questions/hiding/", question_bank.hide, name="question_hiding"),
    path("pairs/<uuid:pair_id>/questions/hiding/undo/", question_bank.show_again, name="question_hiding_undo"),
    path("agenda-items/<uuid:item_id>/question/undo/", question_bank.undo, name="question_undo"),
    path("m/<uuid:meeting_id>/agenda-items/", agenda_items.create, name="agenda_items"),
    path("pairs/<uuid:pair_id>/agenda-items/", agenda_items.create, name="pair_agenda_items"),
    path("agenda-items/<uuid:item_id>/", agenda_items.show, name="agenda_item"),
    path("agenda-items/<uuid:item_id>/edit/", edits.edit, name="agenda_item_edit"),
    path("agenda-items/<uuid:item_id>/sharing/", sharings.create, name="agenda_item_sharing"),
    path("agenda-items/<uuid:item_id>/position/", positions.update, name="agenda_item_position"),
    path("agenda-items/<uuid:item_id>/position/undo/", positions.undo, name="agenda_item_position_undo"),
    path("agenda-items/<uuid:item_id>/removal/", removals.create, name="agenda_item_removal"),
    path("agenda-items/<uuid:item_id>/removal/undo/", removals.destroy, name="agenda_item_removal_undo"),
    path("agenda-items/<uuid:item_id>/drop/", outcomes.drop_without_meeting, name="agenda_item_drop"),
    path("agenda-items/<uuid:item_id>/drop/undo/", outcomes.reopen, name="agenda_item_drop_undo"),
    path(f"{ITEM}start/", outcomes.start, name="outcome_start"),
    path(f"{ITEM}discussion/", outcomes.discuss, name="outcome_discussion"),
    path(f"{ITEM}carry/", outcomes.carry, name="outcome_carry"),
    path(f"{ITEM}drop/", outcomes.drop, name="outcome_drop"),
    path(f"{ITEM}undo/", outcomes.undo, name="outcome_undo"),
    path(f"{ITEM}note/", notes.save, name="item_note"),
    path("m/<uuid:meeting_id>/amendments/", amendments.index, name="amendments"),
    path("amendments/<uuid:amendment_id>/", amendments.show, name="amendment"),
    path("amendments/<uuid:amendment_id>/replies/", amendments.reply, name="amendment_replies"),
    path("m/<uuid:meeting_id>/notes/", notes.show, name="notes"),
    path("m/<uuid:meeting_id>/notes/conflicts/<uuid:conflict_id>/", notes.resolve, name="note_conflict"),
    path("shared-notes/<uuid:note_id>/versions/", note_versions.index, name="note_versions"),
    path("note-versions/<uuid:version_id>/", note_versions.show, name="note_version"),
    path("note-versions/<uuid:version_id>/restoration/", note_versions.restore, name="note_version_restoration"),
    path("m/<uuid:meeting_id>/private-note/", private_notes.show, name="private_note"),
    path(
        "m/<uuid:meeting_id>/private-note/conflicts/<uuid:conflict_id>/",
        private_notes.resolve,
        name="private_note_conflict",
    ),
]
