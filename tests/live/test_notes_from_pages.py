"""What the pages' own forms do to a note comes to whoever has it open: it is an update like any other."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from agendas.models import NoteVersion, SharedNote
from live.frames import Tells
from people.models import Person
from tests.live.pens import Pen

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def versions(note: SharedNote, people: dict[str, Person]) -> SharedNote:
    """A note that said something else ten minutes ago."""
    then = timezone.now() - timedelta(minutes=10)
    note.append("Kept\n\nGood text", by=people["report"], at=then)
    note.rewrite("Kept\n\nSpoilt", by=people["manager"], at=then + timedelta(minutes=2))
    return note


def test_a_version_that_is_restored_comes_to_whoever_has_the_note_open(
    either: str, serve: Callable[..., Any], pen: Callable[..., Pen], people: dict[str, Person], versions: SharedNote
) -> None:
    priya = pen(serve(), people["manager"], versions.pk).open()
    assert priya.document.markdown() == "Kept\n\nSpoilt"
    versions.restore(NoteVersion.objects.get(), by=people["report"], at=timezone.now())
    priya.until(Tells.UPDATE)
    assert priya.document.markdown() == "Kept\n\nGood text"


def test_what_is_typed_into_an_open_note_while_a_version_is_restored_stays(
    either: str, serve: Callable[..., Any], pen: Callable[..., Pen], people: dict[str, Person], versions: SharedNote
) -> None:
    priya = pen(serve(), people["manager"], versions.pk).open()
    typed = priya.document.append("Typed meanwhile")
    versions.restore(NoteVersion.objects.get(), by=people["report"], at=timezone.now())
    priya.saved(priya.update(typed))
    versions.compact()
    said = SharedNote.objects.get().read()
    assert sorted(said.split("\n\n")) == ["Good text", "Kept", "Typed meanwhile"]


def test_each_addition_comes_at_once_also_the_second_of_a_sitting(
    either: str, serve: Callable[..., Any], pen: Callable[..., Pen], people: dict[str, Person], note: SharedNote
) -> None:
    priya = pen(serve(), people["manager"], note.pk).open()
    for words in ("One", "Two"):
        note.append(words, by=people["report"], at=timezone.now())
        while words not in priya.document.markdown():
            priya.until(Tells.UPDATE)
    assert priya.document.markdown() == "One\n\nTwo"
