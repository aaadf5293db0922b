"""Two people in one tenant: the event in both calendars, and the answers."""

import pytest

from tests.fakes.microsoft.fake import Microsoft
from tests.fakes.microsoft.real_client import GraphClient, code_of
from tests.fakes.microsoft.weekly import at, moved, starts, view, weekly
from tests.fakes.world import World

ELENA, NILS, MIA = "elena@contoso.test", "nils@contoso.test", "mia@elsewhere.test"


def answers(client: GraphClient, name: str) -> dict[str, str]:
    attendees = client.get(f"events/{name}")["attendees"]
    return {one["emailAddress"]["address"]: one["status"]["response"] for one in attendees}


def test_an_invitation_is_in_the_others_calendar_with_its_uid_and_another_id(
    elena: GraphClient, nils: GraphClient, world: World
) -> None:
    made = elena.create(weekly(NILS, MIA, isOnlineMeeting=True))
    (copy,) = nils.get("events")["value"]
    assert copy["iCalUId"] == made["iCalUId"]
    assert copy["id"] != made["id"]
    assert (copy["isOrganizer"], copy["showAs"], copy["responseStatus"]["response"]) == (
        False,
        "tentative",
        "notResponded",
    )
    assert copy["organizer"]["emailAddress"]["address"] == ELENA
    assert copy["onlineMeeting"] == made["onlineMeeting"]
    assert [(mail.to, mail.kind) for mail in world.observations.mails] == [(NILS, "REQUEST"), (MIA, "REQUEST")]
    expected = starts(elena.get("calendarView", **view()))
    assert starts(nils.get("calendarView", **view())) == expected


@pytest.mark.parametrize(
    ("verb", "response", "stays"),
    [("accept", "accepted", True), ("tentativelyAccept", "tentativelyAccepted", True), ("decline", "declined", False)],
)
def test_an_answer_is_seen_at_the_organisers_event(
    elena: GraphClient, nils: GraphClient, world: World, verb: str, response: str, stays: bool
) -> None:
    made = elena.create(weekly(NILS))
    (copy,) = nils.get("events")["value"]
    assert nils.ask("POST", f"events/{copy['id']}/{verb}", {"sendResponse": True}).status_code == 202
    assert answers(elena, made["id"]) == {NILS: response}
    assert bool(nils.get("events")["value"]) is stays
    assert [mail.to for mail in world.observations.mailed(kind="REPLY")] == [ELENA]
    assert len(world.observations.mailed(kind="REQUEST")) == 1, "an answer mails nobody else"


def test_an_answer_that_is_not_sent_stays_with_the_attendee(elena: GraphClient, nils: GraphClient) -> None:
    made = elena.create(weekly(NILS))
    (copy,) = nils.get("events")["value"]
    nils.ask("POST", f"events/{copy['id']}/accept", {"sendResponse": False})
    assert answers(elena, made["id"]) == {NILS: "none"}
    assert nils.get(f"events/{copy['id']}")["responseStatus"]["response"] == "accepted"


def test_a_new_time_asks_again_and_a_new_title_does_not(elena: GraphClient, nils: GraphClient) -> None:
    made = elena.create(weekly(NILS))
    (copy,) = nils.get("events")["value"]
    nils.ask("POST", f"events/{copy['id']}/accept", {})
    elena.patch(made["id"], {"subject": "Renamed"})
    assert answers(elena, made["id"]) == {NILS: "accepted"}
    assert nils.get(f"events/{copy['id']}")["responseStatus"]["response"] == "accepted"
    elena.patch(made["id"], moved("2026-10-05 11:00", "2026-10-05 11:30"))
    assert answers(elena, made["id"]) == {NILS: "none"}
    moved_copy = nils.get(f"events/{copy['id']}")
    assert moved_copy["responseStatus"]["response"] == "notResponded"
    assert moved_copy["start"]["dateTime"].startswith("2026-10-05T09:00")


def test_one_occurrence_is_moved_cancelled_and_answered_in_both_calendars(
    elena: GraphClient, nils: GraphClient
) -> None:
    made = elena.create(weekly(NILS))
    one, two, three = elena.get(f"events/{made['id']}/instances", **view())["value"][:3]
    elena.patch(one["id"], moved("2026-10-06 14:00", "2026-10-06 14:30"))
    elena.ask("DELETE", f"events/{two['id']}")
    theirs = nils.get("calendarView", **view())
    assert starts(theirs) == ["10-06 12:00", "10-19 07:30", "10-26 08:30"]
    nils.ask("POST", f"events/{theirs['value'][1]['id']}/decline", {})
    assert starts(nils.get("calendarView", **view())) == ["10-06 12:00", "10-26 08:30"]
    assert answers(elena, three["id"]) == {NILS: "declined"}
    assert answers(elena, made["id"]) == {NILS: "none"}


def test_a_proposed_time_changes_nothing_until_the_organiser_takes_it(elena: GraphClient, nils: GraphClient) -> None:
    made = elena.create(weekly(NILS))
    (copy,) = nils.get("events")["value"]
    slot = moved("2026-10-05 15:00", "2026-10-05 15:30")
    nils.ask("POST", f"events/{copy['id']}/tentativelyAccept", {"proposedNewTime": slot})
    (attendee,) = elena.get(f"events/{made['id']}")["attendees"]
    assert attendee["proposedNewTime"]["start"]["dateTime"].startswith("2026-10-05T13:00")
    assert elena.get(f"events/{made['id']}")["start"] == made["start"]
    assert nils.ask("POST", f"events/{copy['id']}/accept", {"proposedNewTime": slot}).status_code == 400


def test_only_those_who_come_or_go_hear_of_a_change_of_attendees(
    elena: GraphClient, nils: GraphClient, world: World
) -> None:
    made = elena.create(weekly(NILS))
    world.observations.forget()
    elena.patch(made["id"], {"attendees": [{"emailAddress": {"address": email}} for email in (NILS, MIA)]})
    assert [(mail.to, mail.kind) for mail in world.observations.mails] == [(MIA, "REQUEST")]
    elena.patch(made["id"], {"attendees": [{"emailAddress": {"address": MIA}}]})
    assert [(mail.to, mail.kind) for mail in world.observations.mails[1:]] == [(NILS, "CANCEL")]
    assert nils.get("events")["value"] == []


def test_the_end_of_a_meeting_is_its_organisers(elena: GraphClient, nils: GraphClient, world: World) -> None:
    made = elena.create(weekly(NILS))
    (copy,) = nils.get("events")["value"]
    assert code_of(nils.ask("POST", f"events/{copy['id']}/cancel", {}))[0] == 400
    assert code_of(elena.ask("POST", f"events/{made['id']}/accept", {}))[0] == 400
    assert code_of(nils.ask("PATCH", f"events/{copy['id']}", {"subject": "Mine"})) == (403, "ErrorAccessDenied")
    assert nils.patch(copy["id"], {"categories": ["1:1"]})["categories"] == ["1:1"]
    assert elena.ask("POST", f"events/{made['id']}/cancel", {"Comment": "Bye"}).status_code == 202
    assert nils.get("events")["value"] == []
    request, cancel = world.observations.mailed(NILS)
    assert (cancel.kind, cancel.ical_uid) == ("CANCEL", request.ical_uid)
    assert cancel.sequence > request.sequence


def test_a_cancelled_meeting_can_stay_until_it_is_removed_by_hand(
    microsoft: Microsoft, elena: GraphClient, nils: GraphClient
) -> None:
    microsoft.routes.mailboxes[NILS].keeps_cancelled = True
    made = elena.create(weekly(NILS))
    elena.ask("DELETE", f"events/{made['id']}")
    (copy,) = nils.get("events")["value"]
    assert (copy["isCancelled"], copy["subject"]) == (True, "Canceled: Elena and Nils")


def test_an_attendee_who_deletes_the_own_copy_tells_nobody(
    microsoft: Microsoft, elena: GraphClient, nils: GraphClient, world: World
) -> None:
    made = elena.create(weekly(NILS))
    (copy,) = nils.get("events")["value"]
    microsoft.hand(NILS).delete(copy["id"])
    assert answers(elena, made["id"]) == {NILS: "none"}
    assert world.observations.mailed(kind="REPLY") == []


def test_a_person_answers_in_outlook(microsoft: Microsoft, elena: GraphClient, nils: GraphClient) -> None:
    made = elena.create(weekly(NILS))
    (copy,) = nils.get("events")["value"]
    microsoft.hand(NILS).answer(copy["id"], "accepted")
    assert answers(elena, made["id"]) == {NILS: "accepted"}
    microsoft.hand(NILS).answer(copy["id"], "declined", original=at("2026-10-12 09:30"))
    assert starts(nils.get("calendarView", **view())) == ["10-05 07:30", "10-19 07:30", "10-26 08:30"]
