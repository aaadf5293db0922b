"""Addresses of actions."""

from django.urls import path

from actions.views import (
    action_items,
    actions,
    agenda_items,
    completions,
    drops,
    edits,
    follow_throughs,
    hints,
    histories,
    new_actions,
    note_lines,
    redatings,
    replacements,
)

urlpatterns = [
    path("m/<uuid:meeting_id>/since/", action_items.since_meeting, name="since"),
    path("pairs/<uuid:pair_id>/since/", action_items.since_pair, name="pair_since"),
    path("m/<uuid:meeting_id>/promised/", action_items.promised_at, name="promised"),
    path("m/<uuid:meeting_id>/action-items/", action_items.create, name="action_items"),
    path("pairs/<uuid:pair_id>/action-items/", action_items.create, name="pair_action_items"),
    path("action-items/<uuid:action_item_id>/", action_items.show, name="action_item"),
    path("action-items/<uuid:action_item_id>/edit/", edits.edit, name="action_item_edit"),
    path("action-items/<uuid:action_item_id>/history/", histories.show, name="action_item_history"),
    path("action-items/<uuid:action_item_id>/redating/undo/", redatings.destroy, name="action_item_redating_undo"),
    path("pairs/<uuid:pair_id>/follow-through/", follow_throughs.show, name="follow_through"),
    path("action-items/<uuid:action_item_id>/completion/", completions.create, name="action_item_completion"),
    path(
        "action-items/<uuid:action_item_id>/completion/undo/", completions.destroy, name="action_item_completion_undo"
    ),
    path("action-items/<uuid:action_item_id>/drop/", drops.create, name="action_item_drop"),
    path("action-items/<uuid:action_item_id>/drop/undo/", drops.destroy, name="action_item_drop_undo"),
    path("action-items/<uuid:action_item_id>/replacement/", replacements.create, name="action_item_replacement"),
    path(
        "action-items/<uuid:action_item_id>/replacement/undo/",
        replacements.destroy,
        name="action_item_replacement_undo",
    ),
    path("action-items/<uuid:action_item_id>/agenda-item/", agenda_items.create, name="action_item_agenda_item"),
    path("action-items/hint/", hints.create, name="action_hint"),
    path("m/<uuid:meeting_id>/note-lines/", note_lines.index, name="note_lines"),
    path("actions/new/", new_actions.new, name="new_action"),
    path("actions/", actions.index, name="actions"),
    path("actions/todo/", actions.todo_part, name="todo"),
]
