"""Addresses of pairs, their rhythm, and what becomes of a meeting."""

from django.urls import path

from oneonones.views import (
    ad_hocs,
    disputes,
    kept_dates,
    lasting_moves,
    meetings,
    moves,
    pairs,
    replacements,
    requests,
    reveals,
    series,
    skips,
    wrap_ups,
)

urlpatterns = [
    path("pairs/", pairs.index, name="pairs"),
    path("pairs/<uuid:pair_id>/series/", series.create, name="pair_series"),
    path("pairs/<uuid:pair_id>/reveal/", reveals.update, name="pair_reveal"),
    path("pairs/<uuid:pair_id>/meetings/", ad_hocs.create, name="pair_meetings"),
    path("m/<uuid:meeting_id>/request/", requests.show, name="meeting_request"),
    path("m/<uuid:meeting_id>/request/time/", requests.edit, name="meeting_request_time"),
    path("m/<uuid:meeting_id>/request/refusal/", requests.destroy, name="meeting_request_refusal"),
    path("m/<uuid:meeting_id>/request/refusal/undo/", requests.reopen, name="meeting_request_undo"),
    path("m/<uuid:meeting_id>/replacement/", replacements.create, name="meeting_replacement"),
    path("m/<uuid:meeting_id>/head/", meetings.show_head, name="meeting_head"),
    path("m/<uuid:meeting_id>/next/", meetings.show_next, name="meeting_next"),
    path("m/<uuid:meeting_id>/move/", moves.create, name="meeting_move"),
    path("m/<uuid:meeting_id>/move/undo/", moves.destroy, name="meeting_move_undo"),
    path("m/<uuid:meeting_id>/move/rhythm/undo/", lasting_moves.destroy, name="lasting_move_undo"),
    path("m/<uuid:meeting_id>/skip/", skips.create, name="meeting_skip"),
    path("m/<uuid:meeting_id>/skip/undo/", skips.destroy, name="meeting_skip_undo"),
    path("m/<uuid:meeting_id>/kept-date/", kept_dates.create, name="meeting_kept_date"),
    path("m/<uuid:meeting_id>/kept-date/undo/", kept_dates.destroy, name="meeting_kept_date_undo"),
    path("m/<uuid:meeting_id>/wrap-up/", wrap_ups.create, name="meeting_wrap_up"),
    path("m/<uuid:meeting_id>/wrap-up/undo/", wrap_ups.destroy, name="meeting_wrap_up_undo"),
    path("m/<uuid:meeting_id>/dispute/", disputes.create, name="meeting_dispute"),
    path("m/<uuid:meeting_id>/dispute/undo/", disputes.destroy, name="meeting_dispute_undo"),
]
