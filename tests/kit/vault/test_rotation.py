from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from kit.vault import Owner, keyring, open_sealed, reseal, rotation
from kit.vault.models import DataKey
from tests.kit.vault.papers import Paper, Slip

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _papers_only(monkeypatch):
    monkeypatch.setattr(rotation, "sealed_models", lambda: [Paper, Slip])


def keys(*arguments: object) -> str:
    out = StringIO()
    call_command("keys", *map(str, arguments), stdout=out, stderr=out)
    return out.getvalue()


def named() -> set[object]:
    """The ids of the keys that the papers name."""
    return {sealed.key_id for row in Paper.objects.values_list("title", "body", "diary") for sealed in row if sealed}


def age_retired_keys() -> None:
    DataKey.objects.exclude(retired_at=None).update(retired_at=timezone.now() - timedelta(minutes=10))


# --- rotate-kek


def test_rotating_the_master_key_wraps_every_data_key_anew(masters, forget_keys):
    Paper.objects.create(title="Words", diary="Mine")
    before, first = dict(DataKey.objects.values_list("pk", "wrapped")), masters.newest
    assert "2 data keys" in keys("rotate-kek")
    assert set(DataKey.objects.values_list("kek_id", flat=True)) == {masters.newest} != {first}
    assert all(bytes(key.wrapped) != bytes(before[key.pk]) for key in DataKey.objects.all())
    forget_keys()
    assert Paper.objects.get().title == "Words"


def test_the_old_master_key_wraps_nothing_new_and_goes_after_verify(masters, forget_keys):
    Paper.objects.create(title="Words")
    first = masters.newest
    keys("rotate-kek")
    assert DataKey.create_for(Owner("pair", uuid4())).kek_id == masters.newest
    assert first in masters.read()
    assert "1 old master keys removed" in keys("verify")
    assert list(masters.read()) == [masters.newest]
    forget_keys()
    assert Paper.objects.get().title == "Words"


def test_a_master_key_that_still_wraps_something_stays(masters):
    Paper.objects.create(title="Words")
    first = masters.newest
    masters.add()
    said = keys("verify")
    assert "0 old master keys removed" in said
    assert f"{first} stays" in said
    assert first in masters.read()


def test_a_read_only_file_is_rotated_by_hand(masters, monkeypatch):
    Paper.objects.create(title="Words")

    def refuse(self: object) -> str:
        raise PermissionError(13, "Permission denied")

    masters.add()
    monkeypatch.setattr("kit.vault.keyfile.KeyFile.add", refuse)
    keys("rotate-kek")
    assert DataKey.objects.get().kek_id == masters.newest
    with pytest.raises(CommandError, match="by hand"):
        keys("rotate-kek")


def test_verify_says_what_to_do_when_the_file_is_read_only(masters, monkeypatch):
    masters.add()

    def refuse(self: object, kek_ids: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("kit.vault.keyfile.KeyFile.remove", refuse)
    assert "by hand" in keys("verify")


# --- rotate-dek


def test_rotating_a_data_key_seals_everything_of_its_owner_anew_and_nothing_else():
    shared, other = Paper.objects.create(title="Words", body="Body"), Paper.objects.create(title="Other")
    Slip.objects.create(paper=shared, text="Stuck")
    before = DataKey.objects.get(owner_id=shared.pair_id)
    untouched = DataKey.objects.get(owner_id=other.pair_id)
    assert "2 rows" in keys("rotate-dek", "--pair", shared.pair_id)
    after = DataKey.objects.unretired(before.owner).get()
    assert named() == {after.pk, untouched.pk}
    assert after != before
    fresh = Paper.objects.get(pk=shared.pk)
    assert (fresh.title, fresh.body, fresh.version, Slip.objects.get().text) == ("Words", "Body", 1, "Stuck")


def test_rotating_the_key_of_a_person_reaches_their_guarded_words():
    paper = Paper.objects.create(title="Words", diary="Mine")
    before = DataKey.objects.get(purpose="author")
    assert "1 rows" in keys("rotate-dek", "--user", paper.author_id)
    assert before.pk not in named()
    assert open_sealed(Paper.objects.get(), "diary") == "Mine"


def test_what_somebody_saves_meanwhile_is_not_lost(monkeypatch):
    paper = Paper.objects.create(title="Words", body="Body")
    reseal_for_real = rotation.reseal
    losses = []

    def reseal_after_somebody_else(row, *, guard_version):
        if not losses:
            assert reseal(Paper.objects.get(), guard_version=0, title="Saved meanwhile")
        losses.append(reseal_for_real(row, guard_version=guard_version))
        return losses[-1]

    monkeypatch.setattr(rotation, "reseal", reseal_after_somebody_else)
    keys("rotate-dek", "--pair", paper.pair_id)
    assert losses == [False, True]
    assert (Paper.objects.get().title, Paper.objects.get().body) == ("Saved meanwhile", "Body")
    assert named() == {DataKey.objects.get(retired_at=None).pk}


def test_a_row_that_went_meanwhile_is_passed_over():
    assert not rotation.seal_anew(Paper, uuid4())


def test_rotation_needs_an_owner_that_has_a_key():
    with pytest.raises(CommandError, match="no pair key"):
        keys("rotate-dek", "--pair", uuid4())
    with pytest.raises(CommandError, match="required"):
        keys("rotate-dek")
    assert not DataKey.objects.exists()


# --- verify


def test_verify_counts_what_opens():
    Slip.objects.create(paper=Paper.objects.create(title="Words", body="Body", diary="Mine"), text="Stuck")
    Paper.objects.create(title="Words")
    said = keys("verify")
    assert "papers.Paper: 2 rows, 4 values open" in said
    assert "papers.Slip: 1 rows, 1 values open" in said
    assert "Words" not in said


def test_verify_removes_a_retired_key_once_nothing_names_it_and_ten_minutes_have_passed():
    paper = Paper.objects.create(title="Words")
    keys("rotate-dek", "--pair", paper.pair_id)
    assert "0 retired data keys removed, 1 stay" in keys("verify")
    assert DataKey.objects.count() == 2
    age_retired_keys()
    assert "1 retired data keys removed" in keys("verify")
    assert named() == {DataKey.objects.get().pk}


def test_verify_keeps_a_retired_key_that_a_row_still_names():
    paper = Paper.objects.create(title="Words")
    DataKey.replace_for(paper.sealing_owner, at=timezone.now())
    age_retired_keys()
    assert "0 retired data keys removed" in keys("verify")
    assert Paper.objects.get().title == "Words"


def test_verify_fails_when_a_row_does_not_open_and_removes_nothing():
    paper = Paper.objects.create(title="Words", body="Body")
    keys("rotate-dek", "--pair", paper.pair_id)
    age_retired_keys()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE papers_paper SET title = body")
    with pytest.raises(CommandError, match="1 do not open"):
        keys("verify")
    assert DataKey.objects.count() == 2


def test_verify_fails_when_a_data_key_does_not_unwrap(forget_keys):
    Paper.objects.create(title="Words")
    DataKey.objects.update(wrapped=b"x" * 40)
    forget_keys()
    with pytest.raises(CommandError, match="2 do not open"):
        keys("verify")


def test_a_broken_row_does_not_stop_a_rotation():
    whole = Paper.objects.create(title="Whole")
    Paper.objects.create(title="Words", body="Broken", pair_id=whole.pair_id)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE papers_paper SET title = body WHERE body IS NOT NULL")
    with pytest.raises(CommandError, match="1 do not open"):
        keys("rotate-dek", "--pair", whole.pair_id)
    assert Paper.objects.get(pk=whole.pk).version == 1


# --- status


def test_status_names_master_keys_and_counts_data_keys(masters):
    paper = Paper.objects.create(title="Words", diary="Mine")
    DataKey.replace_for(paper.sealing_owner, at=timezone.now())
    assert keys("status").splitlines() == [
        f"master key {masters.newest} wraps 3 data keys",
        "author: 1 data keys in use, 0 retired",
        "pair: 1 data keys in use, 1 retired",
    ]


def test_a_missing_master_key_is_said_in_a_sentence(masters):
    masters.path.unlink()
    with pytest.raises(CommandError, match="cannot be read"):
        keys("status")
    assert keyring.at_hand(uuid4()) is None
