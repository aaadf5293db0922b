from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import IntegrityError, transaction
from django.utils import timezone

from kit.vault import MasterKeyError, Owner, Unopenable, canary, keyring, load_keys
from kit.vault.keys import LIFETIME, Admission, Key, KeyRing
from kit.vault.models import DataKey
from tests.kit.vault.papers import Paper, Slip


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def in_another_thread(function, *args):
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(function, *args).result()


def admit(ring: KeyRing, *, owner: Owner, retired: bool = False) -> Key:
    key = Key(uuid4(), owner, retired, AESGCM(b"k" * 32))
    ring.admit(Admission(ring, (key,), ring.clock() + LIFETIME))
    return key


# --- One key an owner


@pytest.mark.django_db
def test_an_owner_has_one_unretired_key():
    owner = Owner("pair", uuid4())
    first = DataKey.create_for(owner)
    assert DataKey.create_for(owner) == first
    with pytest.raises(IntegrityError), transaction.atomic():
        DataKey.objects.create(purpose=owner.purpose, owner_id=owner.id, kek_id="k", wrapped=b"w")
    assert DataKey.create_for(Owner("author", owner.id)) != first


@pytest.mark.django_db
def test_a_purpose_outside_the_three_is_refused_by_the_database():
    with pytest.raises(IntegrityError), transaction.atomic():
        DataKey.objects.create(purpose="other", owner_id=uuid4(), kek_id="k", wrapped=b"w")


@pytest.mark.django_db
def test_a_missing_key_is_made_when_something_is_sealed():
    paper = Paper.objects.create(title="x")
    assert DataKey.objects.get().owner == paper.sealing_owner


@pytest.mark.django_db
def test_a_retired_key_opens_and_does_not_seal():
    paper = Paper.objects.create(title="Old")
    owner = paper.sealing_owner
    before = keyring.sealing(owner)
    DataKey.replace_for(owner, at=timezone.now())
    paper = Paper.objects.get()
    assert paper.title == "Old"
    assert keyring.find(before.id).retired
    assert keyring.sealing(owner).id != before.id
    paper.save()
    assert Paper.objects.values_list("title", flat=True).get().key_id == keyring.sealing(owner).id


@pytest.mark.django_db
def test_a_key_shows_nothing_of_itself():
    key = DataKey.create_for(Owner("pair", uuid4()))
    secret = key.unwrap()
    shown = repr(keyring.find(key.pk)) + repr(key) + repr(vars(key))
    assert secret.hex() not in shown
    assert repr(secret) not in shown
    assert secret not in bytes(key.wrapped)


# --- What a process remembers


@pytest.mark.django_db(transaction=True)
def test_a_key_is_remembered_once_its_row_is_committed():
    owner = Owner("pair", uuid4())
    with transaction.atomic():
        made = DataKey.create_for(owner)
        assert keyring.sealing(owner).id == made.pk
        assert in_another_thread(keyring.at_hand, made.pk) is None
    assert in_another_thread(keyring.at_hand, made.pk).id == made.pk


@pytest.mark.django_db(transaction=True)
def test_a_key_that_was_rolled_back_is_not_remembered():
    owner = Owner("pair", uuid4())
    with transaction.atomic():
        made = DataKey.create_for(owner)
        transaction.set_rollback(True)
    assert keyring.at_hand(made.pk) is None
    assert keyring.sealing(owner).id != made.pk


@pytest.mark.django_db(transaction=True)
def test_a_key_of_a_savepoint_that_was_rolled_back_seals_nothing_more():
    owner = Owner("pair", uuid4())
    with transaction.atomic():
        with transaction.atomic():
            lost = DataKey.create_for(owner)
            transaction.set_rollback(True)
        kept = keyring.sealing(owner)
    assert kept.id != lost.pk
    assert DataKey.objects.get().pk == keyring.at_hand(kept.id).id == kept.id


@pytest.mark.django_db(transaction=True)
def test_a_key_as_a_transaction_sees_it_is_remembered_only_if_that_commits():
    owner = Owner("pair", uuid4())
    made = DataKey.create_for(owner)
    keyring.clear()
    with transaction.atomic():
        DataKey.objects.filter(pk=made.pk).update(purpose="token")
        assert keyring.find(made.pk).owner == Owner("token", owner.id)
        transaction.set_rollback(True)
    assert keyring.at_hand(made.pk) is None
    assert keyring.find(made.pk).owner == owner


def test_a_key_is_forgotten_after_five_minutes():
    ring = KeyRing(clock := Clock())
    old = admit(ring, owner=Owner("pair", uuid4()))
    clock.now += 299
    assert ring.at_hand(old.id) == old
    clock.now += 1
    assert ring.at_hand(old.id) is None
    admit(ring, owner=Owner("pair", uuid4()))
    assert old.id not in ring._keys
    assert old.owner not in ring._sealing


@pytest.mark.django_db(transaction=True)
def test_a_key_is_fetched_again_after_five_minutes(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(keyring, "clock", clock := Clock())
    made = DataKey.create_for(Owner("pair", uuid4()))
    with django_assert_num_queries(0):
        keyring.find(made.pk)
    clock.now += LIFETIME
    with django_assert_num_queries(1):
        keyring.find(made.pk)
    with django_assert_num_queries(0):
        keyring.sealing(made.owner)


@pytest.mark.django_db(transaction=True)
def test_reading_with_a_retired_key_does_not_hide_the_one_that_seals(django_assert_num_queries):
    before = DataKey.create_for(Owner("pair", uuid4()))
    after = DataKey.replace_for(before.owner, at=timezone.now())
    with django_assert_num_queries(0):
        assert keyring.find(before.pk).retired
        assert keyring.sealing(before.owner).id == after.pk


def test_many_threads_share_a_ring():
    ring = KeyRing()
    owners = [Owner("pair", uuid4()) for _ in range(8)]

    def work(owner: Owner) -> bool:
        for round_ in range(200):
            key = admit(ring, owner=owner)
            if round_ % 50 == 0:
                ring.clear()
            found = ring.at_hand(key.id)
            if found is not None and found != key:
                return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, owners))
    assert {ring.sealing(owner).owner for owner in (admit(ring, owner=owner).owner for owner in owners)} == set(owners)


# --- Loading for a page


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_a_page_loads_all_its_keys_in_one_query(forget_keys, django_assert_num_queries, count):
    for number in range(count):
        Slip.objects.create(paper=Paper.objects.create(title=f"Paper {number}", diary="Mine"), text="Stuck")
    forget_keys()
    papers, slips = list(Paper.objects.all()), list(Slip.objects.select_related("paper"))
    with django_assert_num_queries(1):
        load_keys(papers, slips)
    with django_assert_num_queries(0):
        load_keys(papers, slips)
        assert {paper.title for paper in papers} == {f"Paper {number}" for number in range(count)}
        assert {slip.text for slip in slips} == {"Stuck"}


@pytest.mark.django_db
def test_a_single_value_loads_its_key_by_itself(forget_keys, django_assert_num_queries):
    Paper.objects.create(title="x", body="y")
    forget_keys()
    paper = Paper.objects.get()
    with django_assert_num_queries(1):
        assert (paper.title, paper.body) == ("x", "y")


@pytest.mark.django_db
def test_one_broken_key_closes_its_own_rows_only(forget_keys, caplog):
    whole, broken = Paper.objects.create(title="whole"), Paper.objects.create(title="broken")
    DataKey.objects.filter(owner_id=broken.pair_id).update(wrapped=b"x" * 40)
    forget_keys()
    papers = {paper.pk: paper for paper in Paper.objects.all()}
    load_keys(papers.values())
    assert papers[whole.pk].title == "whole"
    with pytest.raises(Unopenable):
        _ = papers[broken.pk].title
    with pytest.raises(MasterKeyError):
        keyring.sealing(broken.sealing_owner)
    assert "Data key" in caplog.text


# --- The canary


@pytest.mark.django_db
def test_the_canary_sings_while_the_master_key_fits(masters):
    assert canary()
    DataKey.create_for(Owner("pair", uuid4()))
    assert canary()


@pytest.mark.django_db
def test_the_canary_is_silent_without_the_master_key(masters):
    masters.path.unlink()
    assert not canary()


@pytest.mark.django_db
def test_the_canary_is_silent_when_the_file_holds_another_key(masters):
    DataKey.create_for(Owner("pair", uuid4()))
    first = masters.newest
    masters.add()
    masters.remove([first])
    assert not canary()
