"""Pressing things on the agenda: who may, what is answered, what is kept."""

import html
import re
from datetime import timedelta

import pytest
from django.urls import reverse

from agendas.models import AgendaItem, Outcome, PrivateNote, SharedNote
from tests.conftest import past_meeting

SCRIPT = {"HX-Request": "true"}
STRANGERS = ("outsider", "former_manager", "managers_manager", "hr_admin", "owner")
ITEM_FORMS = {
    "agenda_item": {"title": "Other words", "kind": "topic", "version": 0},
    "agenda_item_position": {"before": ""},
    "agenda_item_position_undo": {},
    "agenda_item_removal": {},
    "agenda_item_removal_undo": {},
    "agenda_item_drop": {},
    "agenda_item_drop_undo": {},
    "agenda_item_sharing": {"version": 0},
}
MEETING_FORMS = {
    "outcome_start": {},
    "outcome_discussion": {},
    "outcome_carry": {},
    "outcome_drop": {},
    "outcome_undo": {},
    "item_note": {"body": "Said", "version": 0},
}


@pytest.fixture
def item(pair, people, at):
    return AgendaItem.raise_on(pair, title="Cover in December", by=people["report"], at=at)


@pytest.fixture
def private(pair, people, at):
    return AgendaItem.raise_on(pair, title="Gently", visibility="private", by=people["report"], at=at)


def state(item):
    return (
        AgendaItem.objects.filter(pk=item.pk)
        .values("position", "closed_at", "removed_at", "revealed_at", "version")
        .get()
    )


# --- who may


@pytest.mark.parametrize("who", STRANGERS)
def test_to_anybody_else_nothing_of_it_exists(browse, people, pair, meeting, item, who):
    client, before = browse(people[who]), state(item)
    parts = ("agenda", "notes", "private_note", "asking")
    pages = [reverse(name, args=[meeting.pk]) for name in parts]
    pages += [reverse(name, args=[pair.pk]) for name in ("pair_agenda_part", "pair_asking")]
    pages += [reverse(name, args=[item.pk]) for name in ("agenda_item", "agenda_item_sharing")]
    assert {client.get(page).status_code for page in pages} == {404}

    forms = {reverse(name, args=[item.pk]): form for name, form in ITEM_FORMS.items()}
    forms |= {reverse(name, args=[meeting.pk, item.pk]): form for name, form in MEETING_FORMS.items()}
    forms |= {reverse(name, args=[meeting.pk]): {"title": "Mine"} for name in ("agenda_items",)}
    forms |= {reverse("pair_agenda_items", args=[pair.pk]): {"title": "Mine"}}
    forms |= {reverse(name, args=[meeting.pk]): {"body": "x"} for name in ("notes", "private_note")}
    assert {address: client.post(address, form).status_code for address, form in forms.items()} == dict.fromkeys(
        forms, 404
    )
    assert state(item) == before
    assert AgendaItem.objects.count() == 1
    assert not Outcome.objects.exists()
    assert not SharedNote.objects.exists()
    assert not PrivateNote.objects.exists()


def test_who_is_signed_out_is_sent_to_sign_in(client, meeting, item):
    assert client.get(reverse("agenda", args=[meeting.pk])).status_code == 302
    answer = client.post(reverse("agenda_items", args=[meeting.pk]), {"title": "x"}, headers=SCRIPT)
    assert (answer.status_code, "X-Sign-In" in answer.headers) == (401, True)
    answer = client.post(reverse("notes", args=[meeting.pk]), {"body": "x"}, headers=SCRIPT)
    assert answer.status_code == 401


@pytest.mark.parametrize("name", ["agenda_item", "agenda_item_removal", "agenda_item_sharing"])
def test_the_words_of_an_item_are_its_authors_alone(browse, people, item, name):
    before = state(item)
    answer = browse(people["manager"]).post(reverse(name, args=[item.pk]), ITEM_FORMS[name])
    assert (answer.status_code, state(item)) == (403, before)


def test_a_private_item_does_not_exist_for_the_other(browse, people, meeting, private):
    client, before = browse(people["manager"]), state(private)
    forms = {reverse(name, args=[private.pk]): form for name, form in ITEM_FORMS.items()}
    forms |= {reverse(name, args=[meeting.pk, private.pk]): form for name, form in MEETING_FORMS.items()}
    assert {client.post(address, form).status_code for address, form in forms.items()} == {404}
    assert client.get(reverse("agenda_item", args=[private.pk])).status_code == 404
    assert state(private) == before


def test_a_private_item_is_not_put_through_a_meeting_by_its_author_either(browse, people, meeting, private):
    client, before = browse(people["report"]), state(private)
    assert (
        client.post(reverse("item_note", args=[meeting.pk, private.pk]), MEETING_FORMS["item_note"]).status_code == 403
    )
    for name in ("outcome_start", "outcome_discussion", "outcome_carry", "outcome_drop"):
        assert client.post(reverse(name, args=[meeting.pk, private.pk])).status_code == 303
    assert state(private) == before
    assert not Outcome.objects.exists()


def test_an_ended_pair_takes_no_writes(browse, people, ended_pair, at):
    meeting = past_meeting(ended_pair, ago=timedelta(days=300), at=at)
    item = AgendaItem.raise_on(ended_pair, title="Old", by=people["report"], at=at)
    gone = AgendaItem.raise_on(ended_pair, title="Gone", by=people["report"], at=at)
    gone.remove(by=people["report"], at=at)
    hidden = AgendaItem.raise_on(ended_pair, title="Hidden", visibility="private", by=people["report"], at=at)
    client = browse(people["report"])
    forms = {reverse(name, args=[item.pk]): form for name, form in ITEM_FORMS.items()}
    forms |= {reverse(name, args=[meeting.pk, item.pk]): form for name, form in MEETING_FORMS.items()}
    forms |= {reverse("agenda_item_sharing", args=[hidden.pk]): {"version": 0}}
    forms |= {reverse("agenda_items", args=[meeting.pk]): {"title": "New"}}
    forms |= {reverse("pair_agenda_items", args=[ended_pair.pk]): {"title": "New"}}
    forms |= {reverse("notes", args=[meeting.pk]): {"body": "x"}}
    forms[reverse("agenda_item_removal_undo", args=[gone.pk])] = {}
    del forms[reverse("agenda_item_removal_undo", args=[item.pk])]
    assert {address: client.post(address, form).status_code for address, form in forms.items()} == dict.fromkeys(
        forms, 403
    )
    assert AgendaItem.objects.count() == 3


@pytest.mark.parametrize("name", ["outcome_start", "outcome_discussion", "outcome_carry", "outcome_drop"])
def test_a_meeting_that_is_over_is_not_run_any_more(browse, people, meeting, item, at, name):
    meeting.wrap_up(by=people["manager"], at=at + timedelta(minutes=1))
    answer = browse(people["report"]).post(reverse(name, args=[meeting.pk, item.pk]), headers=SCRIPT)
    assert answer.status_code == 403


def test_an_item_and_a_meeting_of_two_pairs_do_not_meet(browse, people, ended_pair, meeting, at):
    item = AgendaItem.raise_on(ended_pair, title="Old", by=people["report"], at=at)
    client = browse(people["report"])
    forms = {
        reverse(name, args=[meeting.pk, item.pk]): form
        for name, form in MEETING_FORMS.items()
        if name != "outcome_undo"
    }
    assert {client.post(address, form).status_code for address, form in forms.items()} == {404}
    elsewhere = reverse("agenda_item_position", args=[item.pk]) + f"?meeting={meeting.pk}"
    assert client.post(elsewhere, {"before": ""}).status_code == 403


@pytest.mark.parametrize("said", ["not-an-id", "00000000-0000-4000-8000-000000000000"])
def test_a_page_that_is_not_the_pairs_is_not_found(browse, people, item, said):
    address = reverse("agenda_item_position", args=[item.pk])
    assert browse(people["report"]).post(f"{address}?meeting={said}", {"before": ""}).status_code == 404
    assert browse(people["report"]).post(address, {"before": said}).status_code == 404


@pytest.mark.parametrize("name", [*ITEM_FORMS, *MEETING_FORMS])
def test_what_changes_something_is_sent_and_not_looked_at(browse, people, meeting, item, name):
    args = [meeting.pk, item.pk] if name in MEETING_FORMS else [item.pk]
    answer = browse(people["report"]).get(reverse(name, args=args))
    assert answer.status_code in ((302,) if name in ("agenda_item", "agenda_item_sharing") else (405,))


# --- adding


def test_one_field_and_enter(browse, people, meeting):
    client = browse(people["report"])
    answer = client.post(reverse("agenda_items", args=[meeting.pk]), {"title": "  Cover  "}, headers=SCRIPT)
    assert answer.status_code == 200
    assert "Cover" in answer.content.decode()
    item = AgendaItem.objects.get()
    assert (item.title, item.context, item.visibility, item.author) == ("Cover", None, "shared", people["report"])


def test_without_a_script_adding_leads_back_to_the_item(browse, people, pair, meeting):
    answer = browse(people["report"]).post(reverse("agenda_items", args=[meeting.pk]), {"title": "Cover"})
    assert (answer.status_code, answer.url) == (303, f"/m/{meeting.pk}/#item-{AgendaItem.objects.get().pk}")
    answer = browse(people["report"]).post(reverse("pair_agenda_items", args=[pair.pk]), {"title": "More"})
    assert answer.url.startswith(f"/pairs/{pair.pk}/agenda/#item-")


def test_more_only_if_somebody_wants_it(browse, people, meeting):
    said = {"title": "Cover", "context": "Two weeks.\r\nBoth of us.", "planned_minutes": "10", "only_me": "on"}
    browse(people["manager"]).post(reverse("agenda_items", args=[meeting.pk]), said)
    item = AgendaItem.objects.get()
    assert (item.context, item.planned_minutes, item.private) == ("Two weeks.\nBoth of us.", 10, True)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"title": "   "}, "Write what you want to talk about."),
        ({}, "Write what you want to talk about."),
        ({"title": "x" * 301}, "At most 300 characters; this has 301. Shorten it, then save."),
        ({"title": "a\0b"}, "There is a character in this text that cannot be kept."),
        ({"title": "Cover", "context": "x" * 4001}, "At most 4000 characters; this has 4001."),
        ({"title": "Cover", "context": "a\0b"}, "There is a character in this text that cannot be kept."),
        ({"title": "Cover", "planned_minutes": "ten"}, "Minutes are a whole number from 1 to 240."),
        ({"title": "Cover", "planned_minutes": "0"}, "Minutes are a whole number from 1 to 240."),
        ({"title": "Cover", "planned_minutes": "999999999999"}, "Minutes are a whole number from 1 to 240."),
        ({"title": "Cover", "idempotency_key": "again"}, "This page is out of date."),
    ],
)
def test_what_is_refused_stays_typed_with_a_sentence(browse, people, meeting, said, sentence):
    client = browse(people["report"])
    for headers in (SCRIPT, {}):
        answer = client.post(reverse("agenda_items", args=[meeting.pk]), said, headers=headers)
        page = html.unescape(answer.content.decode())
        assert answer.status_code == 422
        assert sentence in page
        assert all(value.strip() in page for value in said.values() if "\0" not in value and value != "again")
    assert not AgendaItem.objects.exists()


def test_a_title_of_three_hundred_emoji_is_kept(browse, people, meeting):
    browse(people["report"]).post(reverse("agenda_items", args=[meeting.pk]), {"title": "🚶" * 300})
    assert AgendaItem.objects.get().title == "🚶" * 300


# --- changing the words


def edit(client, item, meeting, **said):
    address = reverse("agenda_item", args=[item.pk]) + f"?meeting={meeting.pk}"
    return client.post(address, {"title": item.title, "context": "", "kind": item.kind, **said}, headers=SCRIPT)


def test_words_are_changed_in_place(browse, people, meeting, item):
    answer = edit(browse(people["report"]), item, meeting, title="Cover, both weeks", planned_minutes=5, version=0)
    assert answer.status_code == 200
    item = AgendaItem.objects.get()
    assert (item.title, item.planned_minutes, item.version) == ("Cover, both weeks", 5, 1)


def test_a_refused_change_stays_open_with_what_was_typed(browse, people, meeting, item):
    answer = edit(browse(people["report"]), item, meeting, title="", context="Kept", version=0)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert re.search("<inline-edit [^>]* open>", page)
    assert "Kept</textarea>" in page
    assert "Write what you want to talk about." in page
    assert AgendaItem.objects.get().title == "Cover in December"


@pytest.mark.parametrize(
    ("keep", "title", "context"),
    [
        ("mine", "Here", "Typed here"),
        ("theirs", "Elsewhere", "Typed elsewhere"),
        ("both", "Elsewhere / Here", "Typed elsewhere\n\nTyped here"),
    ],
)
def test_two_tabs_that_changed_one_item_are_both_shown_and_one_is_kept(
    browse, people, meeting, item, keep, title, context
):
    client = browse(people["report"])
    edit(client, item, meeting, title="Elsewhere", context="Typed elsewhere", version=0)
    answer = edit(client, item, meeting, title="Here", context="Typed here", version=0)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert all(words in page for words in ("Elsewhere", "Typed elsewhere", "Here", "Typed here", "Nothing is lost."))

    form = re.search(r'<form class="conflict".*?</form>', page, re.DOTALL)[0]
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
    decided = client.post(re.search(r'action="([^"]*)"', form)[1], {**hidden, "keep": keep}, headers=SCRIPT)
    assert decided.status_code == 200
    item = AgendaItem.objects.get()
    assert (item.title, item.context) == (title, context)


def test_keeping_both_of_two_long_titles_loses_neither(browse, people, meeting, item):
    client = browse(people["report"])
    edit(client, item, meeting, title="a" * 200, version=0)
    edit(client, item, meeting, title="b" * 200, version=1, keep="both")
    item = AgendaItem.objects.get()
    assert (item.title, item.context) == ("a" * 200, "b" * 200)


def test_the_same_change_from_two_tabs_is_no_conflict(browse, people, meeting, item):
    client = browse(people["report"])
    assert edit(client, item, meeting, title="Same", version=0).status_code == 200
    assert edit(client, item, meeting, title="Same", version=0).status_code == 200


# --- order


def undo_of(answer):
    return re.search(r'action="([^"]*undo/[^"]*)"', html.unescape(answer.content.decode()))[1]


def order(people, pair):
    return [item.title for item in AgendaItem.objects.visible_to(people["manager"]).filter(pair=pair).in_order()]


def test_either_moves_an_item_and_takes_it_back(browse, people, pair, meeting, three):
    client = browse(people["manager"])
    address = reverse("agenda_item_position", args=[three[2].pk]) + f"?meeting={meeting.pk}"
    answer = client.post(address, {"before": str(three[0].pk)}, headers=SCRIPT)
    assert order(people, pair) == ["Three", "One", "Two"]
    assert client.post(undo_of(answer), headers=SCRIPT).status_code == 204
    assert order(people, pair) == ["One", "Two", "Three"]


def test_undoing_a_move_tells_nothing_of_private_items(browse, people, pair, meeting, three, at):
    hidden = AgendaItem.raise_on(pair, title="Hidden", visibility="private", by=people["report"], at=at)
    hidden.place_before(three[1], by=people["report"], at=at)
    address = reverse("agenda_item_position", args=[three[0].pk])
    answer = browse(people["manager"]).post(address, {"before": ""}, headers=SCRIPT)
    assert str(hidden.pk) not in answer.content.decode()
    assert browse(people["manager"]).post(address, {"before": str(hidden.pk)}).status_code == 404
    browse(people["manager"]).post(undo_of(answer))
    assert order(people, pair) == ["One", "Two", "Three"]


# --- meeting


def press(client, name, meeting, item, query=""):
    return client.post(reverse(name, args=[meeting.pk, item.pk]) + query, headers=SCRIPT)


def test_done_moves_on_and_can_be_taken_back(browse, people, meeting, three):
    client = browse(people["manager"])
    press(client, "outcome_start", meeting, three[0], "?stage=meet")
    answer = press(client, "outcome_discussion", meeting, three[0], "?stage=meet")
    page = answer.content.decode()
    assert re.search(r'id="item-([^"]*)"[^>]*aria-current="step"', page)[1] == str(three[1].pk)
    assert ">Done." in page
    assert "stage=meet" in re.search(r'hx-get="([^"]*)"', page)[1]
    taken_back = client.post(undo_of(answer), headers=SCRIPT)
    assert (taken_back.status_code, taken_back.headers["HX-Trigger"]) == (204, "live:agenda_item")
    assert {outcome.item: outcome.kind for outcome in Outcome.objects.all()} == {three[0]: ""}


@pytest.mark.parametrize(
    ("name", "words"),
    [("outcome_carry", "Carried over to the next 1:1."), ("outcome_drop", "Dropped.")],
)
def test_carrying_and_dropping_can_be_taken_back(browse, people, meeting, three, name, words):
    client = browse(people["manager"])
    answer = press(client, name, meeting, three[0])
    assert words in answer.content.decode()
    client.post(undo_of(answer), headers=SCRIPT)
    assert not Outcome.objects.exists()
    assert AgendaItem.objects.open().count() == 3


def test_the_second_of_two_presses_says_nothing(browse, people, meeting, three):
    press(browse(people["manager"]), "outcome_drop", meeting, three[0])
    second = press(browse(people["report"]), "outcome_drop", meeting, three[0])
    assert (second.status_code, "Dropped." in second.content.decode()) == (200, False)


def test_without_a_script_the_toast_waits_for_the_page_and_holds_no_words(browse, people, meeting, item):
    client = browse(people["manager"])
    answer = client.post(reverse("outcome_drop", args=[meeting.pk, item.pk]))
    assert (answer.status_code, answer.url) == (303, f"/m/{meeting.pk}/#agenda")
    assert client.session["toast"] == {
        "text": "Dropped.",
        "undo_url": reverse("outcome_undo", args=[meeting.pk, item.pk]),
    }


def test_without_a_date_an_item_can_still_be_dropped(browse, people, pair, item):
    client = browse(people["manager"])
    answer = client.post(reverse("agenda_item_drop", args=[item.pk]), headers=SCRIPT)
    assert not AgendaItem.objects.open().exists()
    client.post(undo_of(answer), headers=SCRIPT)
    assert AgendaItem.objects.open().exists()


# --- removing and sharing


def test_ones_own_item_is_removed_and_put_back(browse, people, meeting, item):
    client = browse(people["report"])
    address = reverse("agenda_item_removal", args=[item.pk]) + f"?meeting={meeting.pk}"
    answer = client.post(address, headers=SCRIPT)
    assert "Cover in December" not in answer.content.decode()
    assert browse(people["manager"]).post(undo_of(answer), headers=SCRIPT).status_code == 404
    assert client.post(undo_of(answer)).url == f"/m/{meeting.pk}/#item-{item.pk}"
    assert AgendaItem.objects.open().get() == item


def test_what_was_talked_about_is_not_removed(browse, people, meeting, item, at):
    Outcome.start(item, meeting, by=people["manager"], at=at)
    answer = browse(people["report"]).post(reverse("agenda_item_removal", args=[item.pk]), headers=SCRIPT)
    assert "It can be dropped." in answer.content.decode()
    assert AgendaItem.objects.open().exists()


def test_sharing_shows_first_exactly_what_becomes_visible(browse, people, pair, meeting, at):
    said = {"title": "Gently", "context": "After the incident.", "planned_minutes": 5, "visibility": "private"}
    item = AgendaItem.raise_on(pair, **said, by=people["report"], at=at)
    client, address = (
        browse(people["report"]),
        reverse("agenda_item_sharing", args=[item.pk]) + f"?meeting={meeting.pk}",
    )
    page = client.get(address).content.decode()
    assert all(words in page for words in ("Gently", "After the incident.", "planned 5 min", "Share with Priya"))
    assert AgendaItem.objects.get().private

    answer = client.post(address, {"version": 0})
    assert (answer.status_code, answer.url) == (303, f"/m/{meeting.pk}/#item-{item.pk}")
    assert not AgendaItem.objects.get().private
    assert client.get(address).status_code == 302


def test_what_changed_since_it_was_looked_at_is_shown_anew(browse, people, private, at):
    client, address = browse(people["report"]), reverse("agenda_item_sharing", args=[private.pk])
    words = {"title": "Less gently", "context": "", "planned_minutes": None}
    private.edit(**words, version=0, by=people["report"], at=at)
    answer = client.post(address, {"version": 0})
    assert (answer.status_code, "Less gently" in answer.content.decode()) == (409, True)
    assert client.post(address, {"version": "x"}).status_code == 409
    assert AgendaItem.objects.get().private


# --- addresses


def test_the_address_of_an_item_leads_to_the_page_it_is_on(browse, people, pair, series, meeting, item, at):
    client, address = browse(people["manager"]), reverse("agenda_item", args=[item.pk])
    assert client.get(address).url == f"/m/{meeting.pk}/#item-{item.pk}"
    past = past_meeting(pair, ago=timedelta(hours=1), at=at)
    Outcome.finish(item, past, kind="discussed", by=people["manager"], at=at)
    assert client.get(address).url == f"/m/{past.pk}/#item-{item.pk}"


def test_the_address_of_an_item_without_a_date_is_the_page_of_the_pair(browse, people, pair, item):
    answer = browse(people["manager"]).get(reverse("agenda_item", args=[item.pk]))
    assert answer.url == f"/pairs/{pair.pk}/agenda/#item-{item.pk}"
