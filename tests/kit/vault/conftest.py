from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.db.models import Model

from kit.vault import keyring
from kit.vault.keyfile import KeyFile, ensure_master_key
from kit.vault.keys import Admission
from tests.kit.vault.papers import Paper, Slip, registry


@pytest.fixture(scope="session", autouse=True)
def _tables(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        editor.create_model(Paper)
        editor.create_model(Slip)
    yield
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        editor.delete_model(Slip)
        editor.delete_model(Paper)


@pytest.fixture(autouse=True)
def _papers_are_found_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """Unpickling and copying look a model up by its name."""

    def get_model(app: str, name: str) -> type[Model]:
        return registry.all_models[app][name.lower()]

    monkeypatch.setattr("django.db.models.base.apps", SimpleNamespace(get_model=get_model))


@pytest.fixture(autouse=True)
def masters(tmp_path: Path, settings: Any) -> Iterator[KeyFile]:
    """A master key of this test's own, and a process that remembers no data key."""
    settings.KEK_FILE = ensure_master_key(tmp_path / "keys" / "master.key")
    keyring.clear()
    yield KeyFile(settings.KEK_FILE)
    keyring.clear()


@pytest.fixture
def forget_keys() -> Callable[[], None]:
    """Makes the process forget its keys, those of the test's own transaction included."""

    def forget() -> None:
        keyring.clear()
        connection.run_on_commit = [hook for hook in connection.run_on_commit if not isinstance(hook[1], Admission)]

    return forget
