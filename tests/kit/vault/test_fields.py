import copy
import pickle
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core import serializers
from django.core.exceptions import FieldError, ValidationError
from django.db import connection, transaction
from django.db.models import CharField, Count, Exists, F, OuterRef, Q, Value
from django.db.models.functions import Concat
from hypothesis import given
from hypothesis import strategies as st

from kit.vault import (
    SEALED,
    Owner,
    Sealed,
    SealedTextField,
    Unopenable,
    keyring,
    open_sealed,
    reseal,
    seal,
    sealed_values,
)
from kit.vault.models import DataKey
from kit.vault.sealed import decrypt, encrypt
from tests.kit.vault.papers import Paper, Slip

pytestmark = pytest.mark.django_db

WORDS = "Is Priya's team over budget?"


def make(**values: Any) -> Paper:
    return Paper.objects.create(**{"title": WORDS, **values})


def raw(paper: Paper, column: str = "title") -> bytes | None:
    """What lies in the database."""
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT "{column}" FROM papers_paper WHERE id = %s',
            [Paper._meta.pk.get_db_prep_value(paper.pk, connection)],
        )
        value = cursor.fetchone()[0]
    return None if value is None else bytes(value)


def key_of(paper: Paper, column: str = "title") -> UUID:
    return UUID(bytes=(raw(paper, column) or b"")[1:17])


# --- Round trip


def test_words_come_back_as_they_were_written():
    paper = make(body="Zwei Zeilen\nund ein 🦉", drawing=b"\x00\xff")
    again = Paper.objects.get(pk=paper.pk)
    assert (again.title, again.body, again.drawing) == (WORDS, "Zwei Zeilen\nund ein 🦉", b"\x00\xff")
    assert (paper.title, paper.body, paper.drawing) == (again.title, again.body, again.drawing)


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1))
def test_any_text_comes_back_as_it_was_written(text):
    paper = Paper(title="x", body=text)
    sealed = paper._meta.get_field("body").seal(paper, text)
    assert keyring.open(sealed).decode() == text
    assert len(sealed.data) % 256 == 29 + 16
    assert sealed.data != seal(paper, "body", text).data


def test_the_words_are_nowhere_in_the_row():
    paper = make(plain=WORDS, body=WORDS, drawing=WORDS.encode(), diary=WORDS)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM papers_paper")
        row = dict(zip((column[0] for column in cursor.description), cursor.fetchone(), strict=True))
    cells = {
        name: value.encode() if isinstance(value, str) else bytes(value)
        for name, value in row.items()
        if isinstance(value, str | bytes | memoryview)
    }
    assert {name for name, value in cells.items() if WORDS.encode() in value} == {"plain"}
    assert {"title", "body", "drawing", "diary"} <= cells.keys()
    assert paper.title == WORDS


def test_length_shows_in_steps_of_256_bytes_only():
    assert {len(raw(make(title="x" * n)) or b"") for n in (1, 100, 252)} == {29 + 256 + 16}
    assert len(raw(make(title="x" * 253)) or b"") == 29 + 512 + 16


@pytest.mark.parametrize(("name", "nothing"), [("body", ""), ("body", None), ("drawing", b""), ("diary", "")])
def test_nothing_is_null(name, nothing):
    paper = make(**{name: "x" if name != "drawing" else b"x"})
    setattr(paper, name, nothing)
    assert getattr(paper, name) is None
    paper.save()
    assert raw(paper, name) is None
    assert getattr(Paper.objects.get(), name) is None


@pytest.mark.parametrize(
    ("value", "error"),
    [
        ("a\0b", "NUL"),
        ("\ud800", "surrogate"),
        ("x" * 301, "at most 300"),
        (b"bytes", "takes text"),
        (F("plain"), "takes text"),
    ],
)
def test_what_is_not_text_is_refused_when_it_is_set(value, error):
    with pytest.raises((ValueError, TypeError), match=error):
        Paper(title=value)
    with pytest.raises(TypeError, match="takes bytes"):
        Paper(drawing="text")


# --- Bound to their place


def test_values_of_two_rows_cannot_be_swapped():
    pair_id = uuid4()
    mine, yours = make(pair_id=pair_id), make(pair_id=pair_id, title="Yours")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE papers_paper SET title = (SELECT title FROM papers_paper WHERE id <> %s) WHERE id = %s",
            [Paper._meta.pk.get_db_prep_value(mine.pk, connection)] * 2,
        )
    with pytest.raises(Unopenable, match="of row"):
        _ = Paper.objects.get(pk=mine.pk).title
    assert Paper.objects.get(pk=yours.pk).title == "Yours"


def test_values_of_two_columns_cannot_be_swapped():
    make(body="Body")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE papers_paper SET title = body, body = title")
    paper = Paper.objects.get()
    for name in ("title", "body"):
        with pytest.raises(Unopenable):
            getattr(paper, name)


@pytest.mark.parametrize("place", [0, 1, 17, 29, -1])
def test_an_altered_value_does_not_open(place):
    paper = make()
    data = bytearray(raw(paper) or b"")
    data[place] ^= 1
    paper.__dict__["title"] = Sealed("paper.title", paper.pk, bytes(data))
    with pytest.raises(Unopenable):
        _ = paper.title


def test_a_value_without_its_key_does_not_open(forget_keys):
    make()
    DataKey.objects.all().delete()
    forget_keys()
    with pytest.raises(Unopenable, match="No key"):
        _ = Paper.objects.get().title


def test_encryption_binds_label_row_and_key():
    key, row = uuid4(), uuid4()
    cipher = keyring.sealing(Owner("pair", uuid4())).cipher
    data = encrypt(cipher, key, "a.b", row, b"words")
    assert decrypt(cipher, "a.b", row, data) == b"words"
    for label, pk, changed in [("a.c", row, data), ("a.b", key, data), ("a.b", row, data[:1] + row.bytes + data[17:])]:
        with pytest.raises(Unopenable):
            decrypt(cipher, label, pk, changed)


# --- What stays and what is sealed anew


def test_what_nobody_changed_keeps_its_ciphertext():
    paper = make(body="Body")
    before = raw(paper), raw(paper, "body")
    fresh = Paper.objects.get()
    fresh.title = "Other"
    fresh.save()
    assert raw(paper) != before[0]
    assert raw(paper, "body") == before[1]
    fresh.save()
    assert raw(paper, "body") == before[1]


def test_sharing_seals_everything_with_the_key_of_the_pair():
    paper = make(shared=False, body="Body")
    authors = DataKey.objects.get(purpose="author", owner_id=paper.author_id)
    assert {key_of(paper), key_of(paper, "body")} == {authors.pk}
    paper = Paper.objects.get()
    paper.shared = True
    paper.save()
    pairs = DataKey.objects.get(purpose="pair", owner_id=paper.pair_id)
    assert {key_of(paper), key_of(paper, "body")} == {pairs.pk}
    assert (Paper.objects.get().title, Paper.objects.get().body) == (WORDS, "Body")


def test_a_copied_row_is_sealed_anew():
    original = Paper.objects.get(pk=make().pk)
    twin = copy.copy(original)
    twin.pk, twin._state.adding = uuid4(), True
    assert twin.title == WORDS
    twin.save()
    assert raw(twin) != raw(original)
    assert {paper.title for paper in Paper.objects.all()} == {WORDS}


def test_words_of_one_row_may_be_set_on_another():
    first = make()
    second = make(title=Paper.objects.get(pk=first.pk).title)
    assert Paper.objects.get(pk=second.pk).title == WORDS


def test_words_outlive_a_failed_save(forget_keys):
    """The key of the first try went with its transaction; the words did not."""
    paper = Paper(title=WORDS)
    sealed_with_a_lost_key = paper._meta.get_field("title").pre_save(paper, add=True)
    DataKey.objects.all().delete()
    forget_keys()
    paper.save()
    assert Paper.objects.get().title == WORDS
    assert key_of(paper) != sealed_with_a_lost_key.key_id


# --- Loading


def test_refresh_takes_the_ciphertext_and_seals_nothing():
    paper = make(diary="Mine")
    Paper.objects.filter(pk=paper.pk).update(title=seal(paper, "title", "Newer"))
    paper.refresh_from_db()
    assert paper.title == "Newer"
    before = raw(paper), raw(paper, "diary")
    paper.save()
    assert (raw(paper), raw(paper, "diary")) == before
    assert open_sealed(paper, "diary") == "Mine"


def test_refresh_drops_what_was_not_saved():
    paper = make()
    paper.title = "Never saved"
    paper.refresh_from_db(fields=["title"])
    assert paper.title == WORDS


@pytest.mark.parametrize("rows", [Paper.objects.only("plain"), Paper.objects.defer("title", "body", "diary")])
def test_deferred_words_are_fetched_when_asked_for(rows, django_assert_num_queries):
    make(body="Body", diary="Mine")
    paper = rows.all().get()
    assert "title" in paper.get_deferred_fields()
    with django_assert_num_queries(1):
        assert paper.title == WORDS
    with django_assert_num_queries(1):
        assert open_sealed(paper, "diary") == "Mine"
    with django_assert_num_queries(0):
        assert paper.title == WORDS


def test_deferred_words_are_not_touched_by_a_save():
    make(body="Body")
    paper = Paper.objects.only("title").get()
    paper.title = "Other"
    paper.save()
    assert (Paper.objects.get().title, Paper.objects.get().body) == ("Other", "Body")


def test_words_set_on_a_deferred_column_are_saved():
    make()
    paper = Paper.objects.only("plain").get()
    paper.title = "Other"
    paper.save()
    assert Paper.objects.get().title == "Other"


def test_words_are_opened_once(monkeypatch):
    make()
    paper = Paper.objects.get()
    assert paper.title == WORDS
    monkeypatch.setattr(keyring, "open", None)
    assert paper.title == WORDS


def test_related_rows_open(django_assert_num_queries):
    slip = Slip.objects.create(paper=make(), text="Stuck")
    with django_assert_num_queries(1):
        found = Slip.objects.select_related("paper").get()
        assert (found.text, found.paper.title) == ("Stuck", WORDS)
    assert slip.text == "Stuck"


# --- Queries


@pytest.mark.parametrize(
    "filters",
    [
        {"title": WORDS},
        {"title": None},
        {"title__exact": "x"},
        {"title__icontains": "x"},
        {"title__in": ["x"]},
        {"title__gt": "x"},
        {"title__length": 3},
        {"body__isnull__exact": True},
    ],
    ids=str,
)
def test_nothing_is_looked_up_by_words(filters):
    with pytest.raises(FieldError):
        Paper.objects.filter(**filters)


def test_null_is_the_only_question():
    full, empty = make(body="Body"), make()
    assert Paper.objects.get(body__isnull=False) == full
    assert Paper.objects.get(body__isnull=True) == empty
    assert Paper.objects.exclude(body__isnull=True).get() == full
    assert Paper.objects.filter(Exists(Paper.objects.filter(pk=OuterRef("pk"), body__isnull=False))).get() == full
    assert Paper.objects.aggregate(full=Count("pk", filter=Q(body__isnull=False))) == {"full": 1}
    slip = Slip.objects.create(paper=full, text="Stuck")
    assert Slip.objects.exclude(paper__body__isnull=True).get() == slip
    assert Paper.objects.exclude(pk__in=Slip.objects.filter(text__isnull=False).values("paper")).get() == empty


def test_counts_beside_words_work():
    Slip.objects.create(paper=make(), text="Stuck")
    slip = Slip.objects.select_related("paper").annotate(papers=Count("paper")).order_by("-papers").get()
    assert (slip.text, slip.paper.title, slip.papers) == ("Stuck", WORDS, 1)


@pytest.mark.parametrize("order", ["text", "-text", "paper__title"])
def test_nothing_is_ordered_by_words(order):
    with pytest.raises(FieldError, match="is sealed"):
        list(Slip.objects.order_by(order))


def test_a_value_without_its_row_is_opaque():
    make()
    value = Paper.objects.values_list("title", flat=True).get()
    assert isinstance(value, Sealed)
    assert str(value) == repr(value) == f"{value}" == SEALED
    with pytest.raises(Unopenable, match="came without its row"):
        keyring.open(value)


# --- Writes through a queryset


@pytest.mark.parametrize(
    "value",
    [WORDS, b"bytes", F("body"), Value(WORDS), Concat(F("title"), Value("x"), output_field=CharField())],
    ids=repr,
)
def test_update_refuses_what_is_not_sealed(value):
    paper = make()
    before = raw(paper)
    with pytest.raises((TypeError, FieldError), match="sealed"), transaction.atomic():
        Paper.objects.update(title=value)
    assert raw(paper) == before


def test_update_refuses_a_value_of_another_column_or_of_no_row():
    paper = make(body="Body")
    for value in (seal(paper, "body", "x"), Paper.objects.values_list("title", flat=True).get()):
        with pytest.raises(TypeError):
            Paper.objects.update(title=value)


def test_update_takes_what_was_sealed_for_the_row():
    paper = make(body="Body")
    Paper.objects.filter(pk=paper.pk).update(title=seal(paper, "title", "Newer"), body=seal(paper, "body", ""))
    assert (Paper.objects.get().title, Paper.objects.get().body) == ("Newer", None)
    assert paper.title == WORDS


def test_bulk_update_is_refused():
    paper = make()
    paper.title = "Other"
    with pytest.raises(TypeError):
        Paper.objects.bulk_update([paper], ["title"])


def test_bulk_create_seals(django_assert_num_queries):
    pair_id = uuid4()
    DataKey.create_for(Owner("pair", pair_id))
    with django_assert_num_queries(1):
        Paper.objects.bulk_create([Paper(pair_id=pair_id, title=f"Paper {n}") for n in range(20)])
    assert DataKey.objects.count() == 1
    assert {paper.title for paper in Paper.objects.all()} == {f"Paper {n}" for n in range(20)}
    assert len({raw(paper) for paper in Paper.objects.all()}) == 20


def test_a_value_of_another_row_is_refused_when_it_is_set():
    one, two = make(), make()
    with pytest.raises(ValueError, match="another row"):
        one.title = seal(two, "title", "x")


# --- reseal


def test_reseal_changes_words_and_plain_columns_in_one_update(django_assert_num_queries):
    paper = make(shared=False, body="Body")
    DataKey.create_for(Owner("pair", paper.pair_id))
    with django_assert_num_queries(1):
        assert reseal(paper, guard_version=0, title="Newer", shared=True, plain="p")
    fresh = Paper.objects.get()
    assert (fresh.title, fresh.body, fresh.shared, fresh.plain, fresh.version, paper.version) == (
        "Newer",
        "Body",
        True,
        "p",
        1,
        1,
    )
    assert {keyring.find(key_of(paper, name)).owner for name in ("title", "body")} == {paper.sealing_owner}


def test_reseal_loses_to_whoever_saved_first_and_leaves_the_row_as_it_was():
    make(shared=False)
    slow, fast = Paper.objects.get(), Paper.objects.get()
    assert reseal(fast, guard_version=0, title="Fast")
    assert not reseal(slow, guard_version=0, title="Slow", shared=True)
    assert (slow.title, slow.shared, slow.version) == (WORDS, False, 0)
    assert Paper.objects.get().title == "Fast"


def test_reseal_leaves_the_row_as_it_was_when_a_change_is_refused():
    paper = make(shared=False)
    with pytest.raises(ValueError, match="NUL"):
        reseal(paper, guard_version=0, shared=True, title="a\0b")
    assert (paper.title, paper.shared, paper.version) == (WORDS, False, 0)


def test_a_lost_reseal_gives_back_related_rows_too():
    first, second = make(), make()
    slip = Slip.objects.create(paper=first, text="Stuck")
    Slip.objects.update(version=1)
    assert not reseal(slip, guard_version=0, paper=second)
    assert (slip.paper, slip.paper_id) == (first, first.pk)


def test_reseal_refuses_a_row_read_at_another_version(django_assert_num_queries):
    paper = make(version=3)
    with django_assert_num_queries(0):
        assert not reseal(paper, guard_version=2, title="From an old page")


def test_sealed_values_names_every_column():
    assert sealed_values(make()).keys() == {"title", "body", "drawing", "diary"}


# --- Guarded


def test_a_guarded_attribute_shows_a_marker():
    make(diary="Mine")
    paper = Paper.objects.get()
    assert paper.diary == SEALED
    assert open_sealed(paper, "diary") == "Mine"
    assert paper.diary == SEALED


def test_a_guarded_attribute_shows_a_marker_before_it_is_saved():
    paper = Paper(title=WORDS, diary="Mine")
    assert (paper.diary, open_sealed(paper, "diary")) == (SEALED, "Mine")
    paper.full_clean()
    paper.save()
    paper.full_clean()
    assert open_sealed(Paper.objects.get(), "diary") == "Mine"


def test_a_marker_cannot_be_copied_to_another_row_or_column():
    paper = Paper.objects.get(pk=make(diary="Mine").pk)
    with pytest.raises(ValueError, match="cannot be copied"):
        Paper(title=paper.diary)
    with pytest.raises(ValueError, match="cannot be copied"):
        Paper(title=WORDS, diary=paper.diary)


def test_guarded_words_never_change_hands():
    paper = Paper.objects.get(pk=make(diary="Mine").pk)
    paper.author_id = uuid4()
    with pytest.raises(ValueError, match="stays with"):
        paper.save()


def test_guarded_words_are_replaced_and_removed():
    paper = make(diary="Mine")
    assert reseal(paper, guard_version=0, diary="Newer")
    assert open_sealed(Paper.objects.get(), "diary") == "Newer"
    assert reseal(paper, guard_version=1, diary=None)
    assert open_sealed(Paper.objects.get(), "diary") is None


# --- Copies, pickles, dumps


def test_a_pickle_holds_ciphertext_only():
    make(body="Body", diary="Mine")
    paper = Paper.objects.get()
    assert (paper.title, paper.body, open_sealed(paper, "diary")) == (WORDS, "Body", "Mine")
    data = pickle.dumps(paper)
    assert WORDS.encode() not in data
    assert b"Mine" not in data
    assert WORDS.encode() in pickle.dumps(paper.title)
    again = pickle.loads(data)
    assert (again.title, open_sealed(again, "diary")) == (WORDS, "Mine")


def test_words_not_saved_yet_are_not_pickled():
    paper = Paper(title=WORDS)
    with pytest.raises(pickle.PicklingError, match="save it"):
        pickle.dumps(paper)
    assert copy.deepcopy(paper).title == copy.copy(paper).title == WORDS


def test_a_deep_copy_opens():
    paper = copy.deepcopy(Paper.objects.get(pk=make().pk))
    assert paper.title == WORDS


@pytest.mark.parametrize("form", ["json", "python", "xml"])
def test_a_dump_shows_that_there_is_something_and_not_what(form):
    dump = str(serializers.serialize(form, [make(body=WORDS, diary=WORDS)]))
    assert WORDS not in dump
    assert dump.count(SEALED.replace("<", "&lt;").replace(">", "&gt;") if form == "xml" else SEALED) == 3


def test_a_dump_is_not_taken_for_words_again():
    dumped = serializers.serialize("python", [make()])[0]["fields"]["title"]
    with pytest.raises(ValidationError, match="cannot be loaded"):
        Paper._meta.get_field("title").to_python(dumped)  # what a deserializer calls


def test_an_error_page_shows_no_words():
    paper = Paper(title=WORDS)
    assert WORDS not in repr(vars(paper)) + repr(paper)
    paper.save()
    assert WORDS not in repr(vars(paper)) + repr(paper)


# --- Definition


@pytest.mark.parametrize("option", ["unique", "db_index", "primary_key", "default", "choices"])
def test_options_that_need_plain_text_are_refused(option):
    with pytest.raises(TypeError, match=option):
        SealedTextField(label="a.b", owner="owner", **{option: True})


@pytest.mark.parametrize("name", ["title", "diary", "drawing"])
def test_a_migration_rebuilds_the_field(name):
    field = Paper._meta.get_field(name)
    _, path, args, options = field.deconstruct()
    twin = type(field)(*args, **options)
    assert path == f"kit.vault.fields.{type(field).__name__}"
    for told in ("label", "owner", "guarded", "max_length", "null", "editable"):
        assert getattr(twin, told) == getattr(field, told)
