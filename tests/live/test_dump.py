"""The dump that a soak takes: it finds what lies in the open, and sealed notes do not."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as project
from django.db import connection
from django.utils import timezone

from agendas.models import SharedNote
from live.publishing import herald, publish
from people.models import Person
from soak._dump import Dump, forms

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="It is PostgreSQL that is dumped."),
]


@pytest.fixture
def word() -> str:
    """One that no other test wrote: the files of a database remember for long."""
    return f"Quetzal{uuid4().hex}"


def test_a_note_is_nowhere_in_the_dump_and_a_job_is(word: str, people: dict[str, Person], note: SharedNote) -> None:
    note.append(word, by=people["report"], at=timezone.now())
    dump = Dump([word])
    assert dump.words_in_the_open() == []
    assert dump.looked_at > 1_000_000
    Person.objects.filter(pk=people["report"].pk).update(job_title=word)
    assert "table people_person" in dump.words_in_the_open()


def test_a_word_is_found_in_whatever_form(word: str) -> None:
    for form in sorted(forms(word)):
        dump = Dump([word])
        dump.crossed.append(b"before" + form + b"after")
        assert dump.words_in_the_open() == ["message over Redis"], form


def test_what_crosses_redis_is_heard(word: str, line: Any, eventually: Callable[[Callable[[], object]], None]) -> None:
    dump = Dump([word], project.REDIS_URL)

    def heard() -> bool:
        publish("note:x", word.encode())
        herald(project.REDIS_URL).finish(within=1)
        return any(word.encode() in one for one in dump.crossed)

    eventually(heard)
    assert dump.words_in_the_open() == ["message over Redis"]
