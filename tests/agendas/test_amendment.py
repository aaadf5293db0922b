"""After a grace period a meeting's shared record locks: later changes are dated amendments, both see them, both may
reply."""

import html
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from agendas.models import AgendaItem, Amendment, NoteVersion, Outcome, PrivateNote, SharedNote
from agendas.permissions import (
    can_amend,
    can_change_record,
    can_correct_amendment,
    can_undo_outcome,
    can_write_private_note,
    can_write_shared_note,
)
from oneonones.models import Lock, Meeting
from people.models import Organisation
from tests.conftest import past_meeting

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
SCRIPT = {"HX-Request": "true"}


@pytest.fixture
def held(pair, people, at):
    """A 1:1 of nine days ago, with an item, a note on it, and the meeting's own note."""
    meeting = past_meeting(pair, ago=9 * DAY, at=at)
    item = AgendaItem.raise_on(pair, title="Budget", by=people["report"], at=meeting.starts_at - DAY)
    Outcome.finish(item, meeting, kind="discussed", by=people["report"], at=meeting.starts_at)
    for about in (item, None):
        note = SharedNote.of(meeting, about, at=meeting.starts_at)
        note.rewrite("We agreed on five.", by=people["report"], at=meeting.starts_at)
        note.rewrite("We agreed on six.", by=people["manager"], at=meeting.starts_at + MINUTE)
    meeting.wrap_up(by=people["manager"], at=meeting.ends_at)
    return Meeting.objects.with_pair().get(pk=meeting.pk)


def page(client, address, status=200, **options):
    answer = client.get(address, **options)
    assert answer.status_code == status
    return re.sub(r"\s+", " ", html.unescape(answer.content.decode()))


# --- when it locks


@pytest.mark.parametrize(
    ("state", "days", "locked"),
    [
        ("held", 0, False),
        ("held", 6.99, False),
        ("held", 7, True),
        ("held", 400, True),
        ("skipped", 6.99, False),
        ("skipped", 7, True),
        ("cancelled", 7, True),
        ("unconfirmed", 6.99, False),
        ("unconfirmed", 7, True),
        ("scheduled", 400, False),
    ],
)
def test_after_a_grace_period_of_seven_days_the_shared_record_locks(pair, people, at, state, days, locked):
    meeting = past_meeting(pair, ago=timedelta(hours=1), at=at)
    Meeting.objects.filter(pk=meeting.pk).update(state=state, ended_at=meeting.ends_at if state == "held" else None)
    meeting = Meeting.objects.with_pair().get(pk=meeting.pk)
    now, tom = meeting.ends_at + days * DAY, people["report"]
    item = AgendaItem.raise_on(pair, title="Budget", by=tom, at=at)
    assert Lock.of(meeting).holds(at=now) is locked
    assert can_change_record(tom, meeting, now) is not locked
    assert can_write_shared_note(tom, meeting, None, now) is not locked
    assert can_undo_outcome(tom, item, meeting, now) is not locked
    assert can_amend(tom, meeting, now) is locked
    assert can_write_private_note(tom, meeting), "private notes stay their author's to change"
    for part in ("outsider", "hr_admin", "owner", "former_manager"):
        assert not can_change_record(people[part], meeting, now)
        assert not can_amend(people[part], meeting, now)


def test_whoever_confirms_late_has_the_whole_grace_period(pair, people, at):
    meeting = past_meeting(pair, ago=30 * DAY, at=at)
    meeting.leave_unconfirmed(at=at - 29 * DAY)
    assert Lock.of(meeting).holds(at=at)
    meeting.wrap_up(by=people["report"], at=at)
    assert Lock.of(meeting).falls_at == at + 7 * DAY


def test_the_organisation_sets_the_grace_period(held, at, capsys):
    call_command("set_grace_days", "30")
    assert not Lock.of(Meeting.objects.with_pair().get(pk=held.pk)).holds(at=at)
    assert Lock.of(Meeting.objects.get(pk=held.pk)).falls_at == held.ended_at + 30 * DAY
    for wrong in ("0", "366"):
        with pytest.raises(CommandError, match="From 1 to 365 days"):
            call_command("set_grace_days", wrong)
    assert Organisation.current().grace_days == 30


# --- what is locked


@pytest.mark.parametrize("name", ["notes", "item_note"])
def test_a_note_on_a_locked_record_is_refused_in_a_sentence_and_what_was_typed_stays(browse, people, held, name):
    item = AgendaItem.objects.get()
    address = reverse(name, args=[held.pk] if name == "notes" else [held.pk, item.pk])
    client, typed = browse(people["report"]), {"body": "We agreed on seven."}
    answer = client.post(address, typed)
    assert answer.status_code == 403
    said = html.unescape(answer.content.decode())
    assert "The record of this 1:1 is locked." in said
    assert "We agreed on seven.</textarea>" in said
    assert f'action="{reverse("amendments", args=[held.pk])}"' in said
    assert not SharedNote.objects.exclude(version=2).exists()


def test_outcomes_and_versions_of_a_locked_record_stay_as_they_were(browse, people, held):
    client, item = browse(people["report"]), AgendaItem.objects.get()
    undo = reverse("outcome_undo", args=[held.pk, item.pk])
    assert client.post(undo).status_code == 403
    version = NoteVersion.objects.filter(note__item=None).get()
    assert client.post(reverse("note_version_restoration", args=[version.pk])).status_code == 403
    assert Outcome.objects.get(meeting=held).kind == "discussed"


def test_private_notes_on_a_locked_record_stay_their_authors_to_change(browse, people, held):
    address = reverse("private_note", args=[held.pk])
    assert browse(people["report"]).post(address, {"body": "Mine"}).status_code == 303
    assert PrivateNote.objects.get().open_for(people["report"]) == "Mine"


def test_a_locked_page_says_so_and_offers_no_edit(browse, people, held):
    said = page(browse(people["report"]), held.get_absolute_url() + "?stage=meet")
    assert "are locked since" in said
    assert "Notes on this item, both can write" not in said
    assert ">Edit</a>" not in page(browse(people["report"]), held.get_absolute_url())


def test_until_then_the_page_says_when_and_leads_to_the_edit(browse, people, pair, at):
    meeting = past_meeting(pair, ago=DAY, at=at)
    SharedNote.of(meeting, None, at=at).append("Said", by=people["report"], at=at)
    meeting.wrap_up(by=people["report"], at=meeting.ends_at)
    client = browse(people["manager"])
    said = page(client, meeting.get_absolute_url())
    assert "can be changed until" in said
    assert f'href="{meeting.get_absolute_url()}?stage=meet#note"' in said
    assert 'id="note-editor"' not in said, "Review reads first"
    written = page(client, meeting.get_absolute_url() + "?stage=meet").split('id="note-editor"', 1)[1]
    assert "Said</p>" in written.split("<form", 1)[0]
    assert client.post(reverse("amendments", args=[meeting.pk]), {"body": "Early"}).status_code == 403


# --- amendments


def test_later_changes_are_dated_amendments_both_see_them_and_both_may_reply(browse, people, held):
    tom, priya = browse(people["report"]), browse(people["manager"])
    answer = tom.post(reverse("amendments", args=[held.pk]), {"body": "It was seven after all."})
    amendment = Amendment.objects.get()
    assert (answer.status_code, answer.url) == (303, f"{held.get_absolute_url()}#amendment-{amendment.pk}")
    answer = priya.post(reverse("amendment_replies", args=[amendment.pk]), {"body": "Agreed."}, headers=SCRIPT)
    assert "Agreed." in answer.content.decode()
    tom.post(reverse("amendment_replies", args=[Amendment.objects.get(answers=amendment).pk]), {"body": "Thanks."})
    assert Amendment.objects.filter(answers=amendment).count() == 2
    for client in (tom, priya):
        said = page(client, held.get_absolute_url())
        assert said.index("It was seven after all.") < said.index("Agreed.") < said.index("Thanks.")
        today = timezone.localtime(amendment.written_at, people["report"].zone)
        assert f"{today:%A} {today.day} {today:%B}" in said


@pytest.mark.parametrize(
    ("minutes", "replied", "who", "taken"),
    [(0, False, "report", True), (59, False, "report", True), (60, False, "report", False), (0, True, "report", False),
     (0, False, "manager", False)],
)  # fmt: skip
def test_its_author_may_correct_within_the_hour_until_somebody_replied(held, people, at, minutes, replied, who, taken):
    amendment = Amendment.add(held, "It was sevn.", by=people["report"], at=at)
    if replied:
        amendment.reply("Was it?", by=people["manager"], at=at)
    now = at + minutes * MINUTE
    assert amendment.correct("It was seven.", version=0, by=people[who], at=now) is taken
    assert Amendment.objects.select_related("meeting").get(pk=amendment.pk).body == (
        "It was seven." if taken else "It was sevn."
    )
    if not replied:
        assert can_correct_amendment(people[who], amendment, now) is taken


def test_a_correction_keeps_its_date_and_says_that_it_was_corrected(browse, people, held):
    client = browse(people["report"])
    client.post(reverse("amendments", args=[held.pk]), {"body": "It was sevn."})
    amendment = Amendment.objects.get()
    assert ">Correct</summary>" in page(client, held.get_absolute_url())
    assert ">Correct</summary>" not in page(browse(people["manager"]), held.get_absolute_url())
    client.post(reverse("amendment", args=[amendment.pk]), {"body": "It was seven.", "version": 0})
    said = page(client, held.get_absolute_url())
    assert "It was seven." in said
    assert "corrected" in said
    late = client.post(reverse("amendment", args=[amendment.pk]), {"body": "Eight.", "version": 0}, headers=SCRIPT)
    assert late.status_code == 409
    assert "Eight.</textarea>" in late.content.decode()


def test_an_empty_amendment_is_refused_and_a_replay_adds_nothing(browse, people, held):
    client, address = browse(people["report"]), reverse("amendments", args=[held.pk])
    answer = client.post(address, {"body": " "}, headers=SCRIPT)
    assert answer.status_code == 422
    assert "Write what you want to add." in answer.content.decode()
    assert client.post(address).status_code == 422, "a form without its field is refused too"
    for _time in range(2):
        client.post(address, {"body": "Once", "idempotency_key": "5b0a5b3e-3d44-4b5c-9c3c-0d9f5d6f3c11"})
    assert Amendment.objects.count() == 1


def test_the_address_of_an_amendment_leads_to_its_record(browse, people, held, at):
    amendment = Amendment.add(held, "More", by=people["report"], at=at, idempotency_key=uuid4())
    answer = browse(people["manager"]).get(reverse("amendment", args=[amendment.pk]))
    assert answer.url == f"{held.get_absolute_url()}#amendment-{amendment.pk}"


def test_an_ended_pair_reads_its_amendments_and_adds_none(browse, people, pair, held, at):
    amendment = Amendment.add(held, "More", by=people["report"], at=at)
    pair.end(by=None, at=at)
    client = browse(people["manager"])
    assert "Add amendment" not in page(client, held.get_absolute_url())
    assert client.post(reverse("amendments", args=[held.pk]), {"body": "x"}).status_code == 403
    assert client.post(reverse("amendment_replies", args=[amendment.pk]), {"body": "x"}).status_code == 403


@pytest.mark.parametrize("who", ["outsider", "hr_admin", "owner", "managers_manager", "former_manager"])
def test_to_anybody_else_there_is_no_amendment(browse, people, held, at, who):
    amendment = Amendment.add(held, "More", by=people["report"], at=at)
    client = browse(people[who])
    assert client.get(reverse("amendments", args=[held.pk])).status_code == 404
    assert client.post(reverse("amendment", args=[amendment.pk]), {"body": "x"}).status_code == 404
    assert client.post(reverse("amendment_replies", args=[amendment.pk]), {"body": "x"}).status_code == 404


def test_the_page_of_a_locked_meeting_takes_as_many_queries_with_one_amendment_as_with_nine(
    browse, people, held, meeting, at, count_queries
):
    client, counted = browse(people["manager"]), []
    for rows in (1, 8):
        for number in range(rows):
            Amendment.add(held, f"More {number}", by=people["report"], at=at).reply("Yes", by=people["manager"], at=at)
        client.get(held.get_absolute_url())
        counted.append(count_queries(lambda: client.get(held.get_absolute_url())))
    assert counted[0] == counted[1] <= 11, "and one more for keys that are not at hand"
