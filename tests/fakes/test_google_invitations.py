"""Two parties in the fake of Google: what the organiser does appears at the attendee's, and the other way round."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.fakes.google.google import Google
from tests.fakes.google.refusals import refused
from tests.fakes.google.weekly import at, begins, berlin, weekly
from tests.fakes.world import Answer, Invitation, World

ID = "andante0series1"
ABROAD = "mia@elsewhere.test"


@pytest.fixture
def series(priya: Any) -> Any:
    return priya.events().insert(calendarId="primary", body=weekly(id=ID), sendUpdates="all").execute()


def only(api: Any, **asked: Any) -> Any:
    """The one event of a calendar."""
    (found,) = api.events().list(calendarId="primary", **asked).execute()["items"]
    return found


def answer_of(event: dict[str, Any], email: str) -> str:
    (status,) = (person["responseStatus"] for person in event["attendees"] if person["email"] == email)
    return str(status)


def kinds(world: World) -> list[tuple[str, str, int, datetime | None]]:
    return [(mail.to, mail.kind, mail.sequence, mail.original) for mail in world.observations.mails]


def test_the_attendee_has_one_copy_with_the_same_icaluid_and_another_id(series: Any, tom: Any, world: World) -> None:
    copy = only(tom)
    assert copy["iCalUID"] == series["iCalUID"]
    assert copy["id"] != series["id"]
    assert copy["recurrence"] == series["recurrence"]
    assert (copy["organizer"], answer_of(copy, "tom@example.test")) == ({"email": "priya@example.test"}, "needsAction")
    assert "extendedProperties" not in copy
    assert kinds(world) == [("tom@example.test", "REQUEST", 0, None)]


def test_changes_reach_the_attendee_and_only_what_is_seen_is_mailed(
    priya: Any, series: Any, tom: Any, world: World
) -> None:
    def patch(**body: Any) -> None:
        priya.events().patch(calendarId="primary", eventId=ID, body=body, sendUpdates="all").execute()

    patch(summary="New")
    patch(extendedProperties={"private": {"more": "1"}})
    patch(start=at(berlin(10, 5, 11)), end=at(berlin(10, 5, 11, 30)))
    copy = only(tom)
    assert (copy["summary"], begins(copy), copy["sequence"]) == ("New", berlin(10, 5, 11), 1)
    assert [sequence for _, _, sequence, _ in kinds(world)] == [0, 0, 1]


def test_a_new_time_asks_the_attendee_anew(priya: Any, series: Any, google: Google) -> None:
    tom_hand = google.hand("tom@example.test")
    tom_hand.answer(google.account("tom@example.test").primary.by_uid(series["iCalUID"]).id, "accepted")  # type: ignore[union-attr]  # there is one
    assert answer_of(only(priya), "tom@example.test") == "accepted"
    priya.events().patch(calendarId="primary", eventId=ID, body={"summary": "Same time"}).execute()
    assert answer_of(only(priya), "tom@example.test") == "accepted"
    google.hand("priya@example.test").move(ID, berlin(10, 5, 11))
    assert answer_of(only(priya), "tom@example.test") == "needsAction"


def test_one_occurrence_is_moved_and_cancelled_for_both(series: Any, tom: Any, google: Google, world: World) -> None:
    hand = google.hand("priya@example.test")
    hand.move(ID, berlin(10, 13, 14), original=berlin(10, 12))
    hand.delete(ID, original=berlin(10, 19))
    copy = google.account("tom@example.test").primary.by_uid(series["iCalUID"])
    assert copy
    listed = tom.events().instances(calendarId="primary", eventId=copy.id, timeMax="2026-10-27T00:00:00Z").execute()
    assert [begins(one) for one in listed["items"]] == [berlin(10, 5), berlin(10, 13, 14), berlin(10, 26)]
    about = [(kind, original) for _, kind, _, original in kinds(world)[1:]]
    assert about == [("REQUEST", berlin(10, 12).astimezone(UTC)), ("CANCEL", berlin(10, 19).astimezone(UTC))]


def test_the_end_of_a_series_is_one_cancellation_with_a_higher_sequence(
    priya: Any, series: Any, tom: Any, world: World
) -> None:
    priya.events().delete(calendarId="primary", eventId=ID, sendUpdates="all").execute()
    assert only(tom, showDeleted=True)["status"] == "cancelled"
    assert kinds(world)[1:] == [("tom@example.test", "CANCEL", 1, None)]


def test_who_is_taken_off_the_list_gets_a_cancellation_and_the_others_stay(
    priya: Any, series: Any, tom: Any, world: World
) -> None:
    people = [{"email": "priya@example.test"}, {"email": ABROAD}]
    priya.events().patch(calendarId="primary", eventId=ID, body={"attendees": people}, sendUpdates="all").execute()
    assert only(tom, showDeleted=True)["status"] == "cancelled"
    assert [mail[:2] for mail in kinds(world)[1:]] == [("tom@example.test", "CANCEL"), (ABROAD, "REQUEST")]


@pytest.mark.parametrize(
    ("updates", "mailed"),
    [("all", {"tom@example.test", ABROAD}), ("externalOnly", {ABROAD}), ("none", set()), (None, set())],
)
def test_send_updates_says_who_is_mailed_and_calendars_here_hear_of_it_anyway(
    priya: Any, tom: Any, world: World, updates: str | None, mailed: set[str]
) -> None:
    people = [{"email": "tom@example.test"}, {"email": ABROAD}]
    priya.events().insert(calendarId="primary", body=weekly(attendees=people), sendUpdates=updates).execute()
    assert {mail.to for mail in world.observations.mails} == mailed
    assert only(tom)["summary"] == "Priya / Tom"


@pytest.mark.parametrize("updates", ["all", "none"])
def test_a_calendar_at_another_provider_hears_of_an_event_only_by_mail(priya: Any, world: World, updates: str) -> None:
    class Elsewhere:
        provider = "elsewhere"

        def __init__(self) -> None:
            self.received: list[Invitation] = []

        def receive(self, invitation: Invitation) -> None:
            self.received.append(invitation)

        def receive_answer(self, answer: Answer) -> None:
            raise AssertionError("organises nothing")

    mia = Elsewhere()
    world.join(ABROAD, mia)
    body = weekly(id=ID, attendees=[{"email": ABROAD}])
    priya.events().insert(calendarId="primary", body=body, sendUpdates=updates).execute()
    if updates == "none":
        assert mia.received == []
        return
    (invitation,) = mia.received
    assert (invitation.rule, invitation.zone) == ("FREQ=WEEKLY;BYDAY=MO;WKST=MO", "Europe/Berlin")
    assert (invitation.start, invitation.attendees) == (berlin(10, 5), {ABROAD: "needs_action"})

    world.answer(Answer(invitation.ical_uid, ABROAD, "tentative", None, world.clock.now()))
    assert answer_of(only(priya), ABROAD) == "tentative"
    world.answer(Answer(invitation.ical_uid, "stranger@elsewhere.test", "accepted", None, world.clock.now()))
    assert len(only(priya)["attendees"]) == 1


def test_an_answer_is_in_the_organisers_event_and_changes_its_etag(
    priya: Any, series: Any, tom: Any, world: World
) -> None:
    mine = [{"email": "tom@example.test", "responseStatus": "declined"}]
    copy = only(tom)
    tom.events().patch(calendarId="primary", eventId=copy["id"], body={"attendees": mine}, sendUpdates="all").execute()
    theirs = only(priya)
    assert answer_of(theirs, "tom@example.test") == "declined"
    assert theirs["etag"] != series["etag"]
    assert theirs["sequence"] == series["sequence"]
    assert kinds(world)[1:] == [("priya@example.test", "REPLY", 0, None)]


def test_one_occurrence_is_answered_alone(priya: Any, series: Any, google: Google) -> None:
    copy = google.account("tom@example.test").primary.by_uid(series["iCalUID"])
    assert copy
    google.hand("tom@example.test").answer(copy.id, "declined", original=berlin(10, 12))
    found = priya.events().instances(calendarId="primary", eventId=ID, timeMax="2026-10-13T00:00:00Z").execute()
    assert [answer_of(one, "tom@example.test") for one in found["items"]] == ["needsAction", "declined"]


def test_an_attendee_may_not_change_what_is_shared_but_may_what_is_their_own(series: Any, tom: Any) -> None:
    copy = only(tom)
    with refused(403, "forbiddenForNonOrganizer"):
        tom.events().patch(calendarId="primary", eventId=copy["id"], body={"summary": "Mine"}).execute()
    own = {"transparency": "transparent", "extendedProperties": {"private": {"a": "b"}}}
    kept = tom.events().patch(calendarId="primary", eventId=copy["id"], body=own).execute()
    assert kept["transparency"] == "transparent"
    assert only(tom)["extendedProperties"]["private"] == {"a": "b"}


def test_an_attendee_who_deletes_the_copy_declines(priya: Any, series: Any, tom: Any) -> None:
    tom.events().delete(calendarId="primary", eventId=only(tom)["id"], sendUpdates="all").execute()
    assert answer_of(only(priya), "tom@example.test") == "declined"


def test_an_invitation_that_is_older_than_what_is_known_changes_nothing(series: Any, tom: Any, google: Google) -> None:
    google.hand("priya@example.test").move(ID, berlin(10, 5, 11))
    moment = berlin(10, 5).astimezone(UTC)
    people = {"tom@example.test": "needs_action"}
    old = Invitation("REQUEST", series["iCalUID"], 0, "priya@example.test", people, moment, moment, "UTC")  # type: ignore[arg-type]  # a plain dict
    google.account("tom@example.test").receive(old)
    assert begins(only(tom)) == berlin(10, 5, 11)


def test_an_answer_mails_nobody_but_the_organiser_and_the_other_attendees_see_it(
    priya: Any, google: Google, world: World
) -> None:
    google.account("mia@example.test")
    people = [{"email": email} for email in ("tom@example.test", "mia@example.test")]
    priya.events().insert(calendarId="primary", body=weekly(id=ID, attendees=people), sendUpdates="all").execute()
    (copy,) = google.account("tom@example.test").primary.events.values()
    google.hand("tom@example.test").answer(copy.id, "accepted")
    assert [mail[:2] for mail in kinds(world)[2:]] == [("priya@example.test", "REPLY")]
    mias = google.account("mia@example.test").primary
    (hers,) = mias.events.values()
    assert answer_of(mias.resource(hers), "tom@example.test") == "accepted"


def test_an_organiser_who_adds_somebody_mails_those_who_are_new(
    priya: Any, series: Any, tom: Any, world: World
) -> None:
    people = [*series["attendees"], {"email": ABROAD}]
    priya.events().patch(calendarId="primary", eventId=ID, body={"attendees": people}, sendUpdates="all").execute()
    assert [mail[:2] for mail in kinds(world)[1:]] == [(ABROAD, "REQUEST")]
    assert len(only(tom)["attendees"]) == 3


def test_the_copy_loses_its_exceptions_with_the_series_when_the_times_change(
    series: Any, tom: Any, google: Google
) -> None:
    hand = google.hand("priya@example.test")
    hand.move(ID, berlin(10, 13), original=berlin(10, 12))
    hand.delete(ID, original=berlin(10, 19))
    hand.move(ID, berlin(10, 5, 11))
    asked = {"singleEvents": True, "timeMax": "2026-10-20T00:00:00Z"}
    found = tom.events().list(calendarId="primary", **asked).execute()["items"]
    assert [begins(event) for event in found] == [berlin(10, day, 11) for day in (5, 12, 19)]


# --- What people do by hand


def test_this_and_following_makes_two_series_with_the_same_private_property(
    priya: Any, series: Any, tom: Any, google: Google
) -> None:
    hand = google.hand("priya@example.test")
    hand.move(ID, berlin(11, 10), original=berlin(11, 9))
    new = hand.split(ID, berlin(11, 2), berlin(11, 2, 15))
    found = priya.events().list(calendarId="primary", privateExtendedProperty="andante=series-1").execute()["items"]
    assert {event["id"] for event in found if "recurrence" in event} == {ID, new}
    single = priya.events().list(calendarId="primary", singleEvents=True, timeMax="2026-11-12T00:00:00Z").execute()
    links = {event.get("hangoutLink") for event in found if "recurrence" in event}
    assert len(links) == 1, "the video link goes on"
    starts = [berlin(10, day) for day in (5, 12, 19, 26)] + [berlin(11, 2, 15), berlin(11, 9, 15)]
    assert sorted(begins(event) for event in single["items"]) == starts
    theirs = tom.events().list(calendarId="primary", singleEvents=True, timeMax="2026-11-12T00:00:00Z").execute()
    assert sorted(begins(event) for event in theirs["items"]) == starts


def test_a_counted_series_that_is_split_keeps_its_count(priya: Any, google: Google) -> None:
    hand = google.hand("priya@example.test")
    first = hand.make("Counted", berlin(10, 5), rule="FREQ=WEEKLY;COUNT=10")
    second = hand.split(first, berlin(11, 2))
    for event_id, count in ((first, 4), (second, 6)):
        found = priya.events().instances(calendarId="primary", eventId=event_id).execute()["items"]
        assert len(found) == count
    hand.end_before(first, berlin(10, 19))
    assert len(priya.events().instances(calendarId="primary", eventId=first).execute()["items"]) == 2


def test_foreign_all_day_and_group_events_are_there_to_be_met(priya: Any, google: Google) -> None:
    hand = google.hand("priya@example.test")
    hand.make("Dentist", berlin(10, 6))
    hand.make("Offsite", berlin(10, 7).date(), timedelta(days=2))
    group = hand.make("Team", berlin(10, 8), rule="FREQ=DAILY;COUNT=2", guests=["tom@example.test", ABROAD, "a@b.test"])
    found = {event["summary"]: event for event in priya.events().list(calendarId="primary").execute()["items"]}
    assert found["Offsite"]["start"] == {"date": "2026-10-07"}
    assert found["Offsite"]["end"] == {"date": "2026-10-09"}
    assert len(found["Team"]["attendees"]) == 4
    hand.change(group, summary="Everybody")
    assert priya.events().get(calendarId="primary", eventId=group).execute()["summary"] == "Everybody"
