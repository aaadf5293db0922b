"""What had been set aside while somebody else saved (ADR 3) is under its note, from the migration on."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from uuid import UUID

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from agendas.models import PrivateNote, SharedNote
from agendas.models.note_document import NoteDocument
from kit.vault import Owner, keyring

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def before(meeting):
    """The models as they were; the database goes back to them, and forward again whatever happens."""
    executor = MigrationExecutor(connection)
    executor.migrate([("agendas", "0012_notes_are_documents")])
    apps = executor.loader.project_state([("agendas", "0012_notes_are_documents")]).apps
    names = ("SharedNote", "NoteConflict", "PrivateNote", "PrivateNoteConflict")
    yield SimpleNamespace(**{name: apps.get_model("agendas", name) for name in names})
    forward()


def forward():
    call_command("migrate", "agendas", verbosity=0)


def kept(model, owner: Owner, **values):
    """A row with its words sealed as the product sealed them then."""
    row = model(**values)
    row.sealing_owner = owner
    row.save(force_insert=True)
    return row


def test_texts_that_waited_for_a_decision_stand_under_the_note_with_their_day(before, meeting, people, at):
    ours = Owner("pair", meeting.pair_id)
    note = kept(before.SharedNote, ours, meeting_id=meeting.pk, body="Saved *first*", updated_at=at)
    for author, text, minutes in (
        ("report", "Tom’s", 5),
        ("manager", "Priya’s\n\n- on a phone", 9),
        ("report", "", 11),
    ):
        aside = {"note": note, "author_id": people[author].pk, "tab": f"{author}{minutes}", "body": text or None}
        kept(before.NoteConflict, ours, kept_at=at + timedelta(minutes=minutes), **aside)
    forward()
    found = SharedNote.objects.get()
    days = [f"{at + timedelta(minutes=minutes):%Y-%m-%d %H:%M} UTC" for minutes in (5, 9)]
    assert found.body == f"Saved *first*\n\n{days[0]}\n\nTom’s\n\n{days[1]}\n\nPriya’s\n\n- on a phone"
    assert NoteDocument.of(found.opened().updates).markdown() == found.body, "the editor opens all of it, too"


def test_what_a_device_set_aside_of_a_private_note_stays_its_authors_alone(before, meeting, people, at: datetime):
    priya = people["manager"]
    own = Owner("author", priya.pk)
    note = kept(before.PrivateNote, own, meeting_id=meeting.pk, author_id=priya.pk, body=None, updated_at=at)
    kept(before.PrivateNoteConflict, own, note=note, tab="phone", body="On the phone", kept_at=at)
    forward()
    found = PrivateNote.objects.get()
    assert found.open_for(priya) == f"{at:%Y-%m-%d %H:%M} UTC\n\nOn the phone"
    key = keyring.find(found.__dict__["body"].key_id)
    assert key is not None
    assert key.owner == own
    with pytest.raises(PermissionError):
        found.open_for(people["report"])


def test_a_note_that_was_a_document_already_stays_the_same_document(before, meeting, people, at):
    ours = Owner("pair", meeting.pair_id)
    document = NoteDocument.saying("Typed")
    note = kept(
        before.SharedNote, ours, meeting_id=meeting.pk, body="Typed", state=document.state, updated_at=at, version=3
    )
    kept(before.NoteConflict, ours, note=note, author_id=people["report"].pk, body="Aside", kept_at=at)
    offline = document.append("Typed on a train")
    forward()
    found = SharedNote.objects.get()
    found.take([(people["report"].pk, offline)], at=at)
    found.compact()
    assert {"Typed", "Aside", "Typed on a train"} <= set((found.body or "").split("\n\n"))
    assert (found.body or "").count("Typed") == 2


def test_notes_with_nothing_aside_are_not_touched(before, meeting, at):
    note = kept(before.SharedNote, Owner("pair", meeting.pair_id), meeting_id=meeting.pk, body="Alone", updated_at=at)
    sealed = bytes(note.__dict__["body"].data)
    forward()
    found = SharedNote.objects.get(pk=UUID(str(note.pk)))
    assert (found.version, bytes(found.__dict__["body"].data)) == (0, sealed)
