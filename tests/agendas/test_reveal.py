"""From when on the other of a pair knows of an item: nothing gives it away before, and nothing hides it after."""

import re
from datetime import timedelta
from difflib import unified_diff

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from activity.models import Activity
from agendas.models import AgendaItem, Outcome
from agendas.models.revealing import revealing
from agendas.tasks import reveal_items
from kit.vault import Owner
from kit.vault.models import DataKey
from live.messages import Happening
from oneonones.models import Meeting, Reveal
from tests.agendas.conftest import at_once
from tests.conftest import past_meeting

pytestmark = pytest.mark.usefixtures("monday_morning")

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
WORD = "Zwiebelkuchen"


def waiting(pair, people, at, *, reveal="at_start", title=WORD, by="report", **said):
    pair.show_items(reveal, by=people["manager"], at=at)
    return AgendaItem.raise_on(pair, title=title, by=people[by], at=at, **said)


def knows(person, item):
    return AgendaItem.objects.visible_to(person).filter(pk=item.pk).exists()


def of_the_pair(item):
    """Does a key of the pair open it, and not one of its author?"""
    fresh = AgendaItem.objects.get(pk=item.pk)
    return DataKey.objects.get(pk=fresh.__dict__["title"].key_id).purpose == "pair"


# --- who knows of what, and when


@pytest.mark.parametrize(
    ("reveal", "ahead", "known"),
    [
        ("now", 5 * DAY, True),
        ("now", -MINUTE, True),
        ("day_before", 1 * DAY + MINUTE, False),
        ("day_before", 1 * DAY, True),
        ("day_before", MINUTE, True),
        ("at_start", 1 * DAY, False),
        ("at_start", MINUTE, False),
        ("at_start", 0 * DAY, True),
        ("at_start", -5 * MINUTE, True),
        ("private", 1 * DAY, False),
        ("private", -5 * MINUTE, False),
    ],
)
def test_who_knows_of_an_item_and_when(pair, people, at, reveal, ahead, known):
    """`ahead` of the start of their next 1:1; the author always knows, nobody else ever does."""
    raised_at = at - 10 * DAY
    meeting = past_meeting(pair, ago=-5 * DAY, at=at)
    if reveal == "private":
        item = AgendaItem.raise_on(pair, title=WORD, visibility="private", by=people["report"], at=raised_at)
    else:
        item = waiting(pair, people, raised_at, reveal=reveal)
    AgendaItem.objects.reveal(at=meeting.starts_at - ahead)
    assert knows(people["report"], item)
    assert knows(people["manager"], item) == of_the_pair(item) == known
    assert not any(knows(people[part], item) for part in ("outsider", "former_manager", "managers_manager", "hr_admin"))


@pytest.mark.parametrize(
    ("became", "known"),
    [
        ("scheduled", True),
        ("unconfirmed", True),
        ("held", True),
        ("skipped", False),
        ("cancelled", False),
        ("proposed", False),
        ("exempt", False),
        ("ended pair", False),
    ],
)
def test_only_a_meeting_that_takes_place_reveals(pair, people, at, became, known):
    item = waiting(pair, people, at - 2 * DAY)
    meeting = past_meeting(pair, ago=10 * MINUTE, at=at)
    changed = {
        "held": {"state": "held", "ended_at": at},
        "exempt": {"exempt": "holiday"},
        "ended pair": {},
    }.get(became, {"state": became})
    Meeting.objects.filter(pk=meeting.pk).update(**changed or {"version": 0})
    if became == "ended pair":
        pair.end(by=None, at=at)
    AgendaItem.objects.reveal(at=at)
    assert knows(people["manager"], item) == known


def test_what_is_added_after_a_meeting_waits_for_the_next(pair, people, at, meeting):
    past_meeting(pair, ago=3 * DAY, at=at).wrap_up(by=people["report"], at=at - 3 * DAY + 30 * MINUTE)
    item = waiting(pair, people, at)
    AgendaItem.objects.reveal(at=meeting.starts_at - MINUTE)
    assert not knows(people["manager"], item)
    AgendaItem.objects.reveal(at=meeting.starts_at)
    assert knows(people["manager"], item)


def test_what_is_added_while_the_two_meet_is_seen_at_once(pair, people, at, browse):
    running = past_meeting(pair, ago=5 * MINUTE, at=at)
    pair.show_items("at_start", by=people["report"], at=at)
    browse(people["report"]).post(reverse("agenda_items", args=[running.pk]), {"title": WORD}, follow=True)
    assert knows(people["manager"], AgendaItem.objects.get())


def test_a_meeting_wrapped_up_ahead_of_its_time_reveals_and_carries(pair, people, at, meeting):
    item = waiting(pair, people, at - DAY)
    meeting.wrap_up(by=people["manager"], at=at)
    assert knows(people["manager"], item)
    assert Outcome.objects.get(item=item, meeting=meeting).kind == "carried"


def test_a_waiting_item_cannot_be_talked_about_carried_or_closed(pair, people, at, meeting):
    item = waiting(pair, people, at)
    by = {"by": people["manager"], "at": at}
    assert not Outcome.start(item, meeting, **by)
    assert not Outcome.finish(item, meeting, kind="dropped", **by)
    assert Outcome.carry_over(meeting, **by) == 0


# --- revealing happens once


def test_a_later_move_never_hides_it_again(pair, people, at, meeting):
    item = waiting(pair, people, at, reveal="day_before")
    revealed_at = meeting.starts_at - DAY
    AgendaItem.objects.reveal(at=revealed_at)
    meeting.move(to=meeting.starts_at + 3 * DAY, by=people["report"], at=revealed_at + MINUTE)
    AgendaItem.objects.reveal(at=revealed_at + 2 * MINUTE)
    fresh = AgendaItem.objects.get(pk=item.pk)
    assert (fresh.revealed_at, fresh.title) == (revealed_at, WORD)
    assert knows(people["manager"], item)
    assert Activity.objects.filter(subject_id=item.pk, kind="agenda_item.revealed").count() == 1


def test_the_setting_holds_for_items_raised_afterwards(pair, people, at, meeting):
    first = AgendaItem.raise_on(pair, title="Before", by=people["report"], at=at)
    second = waiting(pair, people, at)
    assert pair.show_items("now", by=people["report"], at=at)
    third = AgendaItem.raise_on(pair, title="After", by=people["report"], at=at)
    assert [knows(people["manager"], item) for item in (first, second, third)] == [True, False, True]


def test_the_setting_is_changed_once_and_both_are_told(pair, people, at):
    assert pair.show_items("day_before", by=people["report"], at=at)
    assert not pair.show_items("day_before", by=people["manager"], at=at)
    told = Activity.objects.get(kind="pair.reveal_changed")
    assert (told.by, told.private_to) == (people["report"], None)
    assert told.particulars == {"before": "now", "after": "day_before"}


def test_an_edited_item_is_revealed_in_its_last_words(pair, people, at, meeting):
    item = waiting(pair, people, at)
    item.edit(title="Milder", version=0, by=people["report"], at=at)
    AgendaItem.objects.reveal(at=meeting.starts_at)
    assert AgendaItem.objects.get(pk=item.pk).title == "Milder"
    assert of_the_pair(item)


def test_its_author_shows_it_sooner(pair, people, at, meeting):
    item = waiting(pair, people, at)
    assert item.share(version=0, by=people["report"], at=at)
    assert knows(people["manager"], item)
    assert AgendaItem.objects.reveal(at=meeting.starts_at) == 0


def test_showing_it_sooner_is_written_down_and_stamped_once(pair, people, at, meeting):
    item = waiting(pair, people, at)
    assert not item.share(version=7, by=people["report"], at=at)
    assert item.share(version=0, by=people["report"], at=at + MINUTE)
    assert not item.share(version=item.version, by=people["report"], at=at + 2 * MINUTE)

    shown = AgendaItem.objects.get(pk=item.pk)
    assert (shown.visibility, shown.revealed_at, shown.private, shown.known_to) == ("shared", at + MINUTE, False, None)
    [shared] = Activity.objects.filter(subject_id=item.pk, kind="agenda_item.shared")
    assert (shared.by, shared.at, shared.private_to) == (people["report"], at + MINUTE, None)


def test_each_item_that_is_due_is_counted_stamped_and_written_down(pair, people, at, meeting):
    items = [waiting(pair, people, at, title=title) for title in ("One", "Two", "Three")]
    AgendaItem.raise_on(pair, title="Mine", visibility="private", by=people["report"], at=at)
    begun = meeting.starts_at

    assert AgendaItem.objects.to_reveal(at=begun - MINUTE).count() == 0
    assert AgendaItem.objects.reveal(at=begun) == 3

    assert [AgendaItem.objects.get(pk=item.pk).revealed_at for item in items] == [begun] * 3
    happened = Activity.objects.filter(kind="agenda_item.revealed")
    assert sorted((one.subject_id, one.at) for one in happened) == sorted((item.pk, begun) for item in items)


def test_a_page_is_given_what_is_due_with_a_mark_and_what_waits_on_to_its_author_alone(pair, people, at, meeting):
    due, later = waiting(pair, people, at), waiting(pair, people, at, reveal="day_before", by="manager", title="Later")
    private = AgendaItem.raise_on(pair, title="Private", visibility="private", by=people["manager"], at=at)
    begun = meeting.starts_at

    def given(part, moment):
        found = AgendaItem.objects.visible_or_due(people[part], at=moment)
        return {item.pk: bool(item.due) for item in found}

    assert given("report", at - DAY) == {due.pk: False}
    assert given("manager", begun) == {due.pk: True, later.pk: True, private.pk: False}
    assert given("report", begun) == {due.pk: True, later.pk: True}
    assert given("outsider", begun) == {}


def test_a_removed_item_is_not_revealed(pair, people, at, meeting):
    item = waiting(pair, people, at)
    item.remove(by=people["report"], at=at)
    assert AgendaItem.objects.reveal(at=meeting.starts_at) == 0
    item.restore(by=people["report"], at=at)
    assert not knows(people["manager"], item)


@pytest.mark.parametrize(
    ("state", "ended", "known"),
    [
        ("held", -MINUTE, False),  # the item was raised after the two had gone, before the planned end
        ("held", MINUTE, True),
        ("unconfirmed", MINUTE, True),
        ("unconfirmed", None, True),
    ],
)
def test_a_held_meeting_was_over_when_it_ended_any_other_as_planned(pair, people, at, state, ended, known):
    meeting = past_meeting(pair, ago=10 * MINUTE, at=at)
    item = waiting(pair, people, at)
    Meeting.objects.filter(pk=meeting.pk).update(state=state, ended_at=None if ended is None else at + ended)
    assert AgendaItem.objects.to_reveal(at=at).filter(pk=item.pk).exists() == known


def test_a_meeting_that_the_two_say_they_missed_was_over_as_planned_whatever_was_said_of_its_end(pair, people, at):
    meeting = past_meeting(pair, ago=60 * MINUTE, at=at)
    waiting(pair, people, at - 10 * MINUTE)
    Meeting.objects.filter(pk=meeting.pk).update(state="unconfirmed", ended_at=at)
    assert not AgendaItem.objects.to_reveal(at=at).exists()


def test_the_meeting_of_another_pair_reveals_nothing(pair, ended_pair, people, at):
    past_meeting(ended_pair, ago=MINUTE, at=at)
    waiting(pair, people, at)
    assert not AgendaItem.objects.to_reveal(at=at).exists()


def test_what_is_closed_or_shown_already_is_not_due(pair, people, at, meeting):
    closed, shown = waiting(pair, people, at), waiting(pair, people, at)
    assert closed.close(how="dropped", by=people["report"], at=at)
    assert shown.share(version=shown.version, by=people["report"], at=at)
    assert not AgendaItem.objects.to_reveal(at=meeting.starts_at).exists()


def test_coming_out_twice_or_in_words_that_were_changed_meanwhile_does_nothing(pair, people, at, meeting):
    item = waiting(pair, people, at)
    before = AgendaItem.objects.get(pk=item.pk)
    assert item.edit(title="Other words", version=item.version, by=people["report"], at=at)
    assert not before.come_out(at=at)
    assert not knows(people["manager"], item)

    assert item.come_out(at=at)
    assert not item.come_out(at=at + MINUTE)
    assert AgendaItem.objects.get(pk=item.pk).revealed_at == at
    assert Activity.objects.filter(kind="agenda_item.revealed").count() == 1


def test_a_page_shows_what_is_due_stamped_with_its_moment(pair, people, at, meeting):
    due, later = waiting(pair, people, at), waiting(pair, people, at, reveal="at_start", by="manager")
    rows = revealing(list, people["manager"], at=at)
    assert rows == [later]

    rows = revealing(lambda items: list(items.in_order()), people["manager"], at=meeting.starts_at)

    assert rows == [due, later]
    assert [row.revealed_at for row in rows] == [meeting.starts_at] * 2


def test_what_was_taken_off_is_on_no_page_even_when_its_moment_has_come(pair, people, at, meeting):
    waiting(pair, people, at).remove(by=people["report"], at=at)
    for who in ("manager", "report"):
        assert not AgendaItem.objects.visible_or_due(people[who], at=meeting.starts_at).exists()


@pytest.mark.parametrize(("reveal", "before"), [("now", 0 * DAY), ("day_before", DAY), ("at_start", 0 * DAY)])
def test_what_waits_for_a_meeting_has_its_moment(at, reveal, before):
    assert Reveal(reveal).moment(at) == at - before


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_two_pages_that_reveal_at_once_reveal_once(pair, people, at, meeting):
    item = waiting(pair, people, at)

    def reveal():
        with time_machine.travel(meeting.starts_at, tick=False):
            return AgendaItem.objects.reveal(at=meeting.starts_at)

    assert sum(at_once(reveal, reveal, reveal)) == 1
    assert Activity.objects.filter(subject_id=item.pk, kind="agenda_item.revealed").count() == 1


def test_the_task_reveals_what_is_due(pair, people, at, meeting):
    item = waiting(pair, people, at)
    reveal_items()
    assert not knows(people["manager"], item)
    with time_machine.travel(meeting.starts_at, tick=False):
        reveal_items()
        reveal_items()
    assert knows(people["manager"], item)


def test_an_item_for_both_right_away_cannot_be_kept_back_in_the_database(pair, people, at):
    item = AgendaItem.raise_on(pair, title=WORD, by=people["report"], at=at)
    with pytest.raises(IntegrityError), transaction.atomic():
        AgendaItem.objects.filter(pk=item.pk).update(revealed_at=None)


# --- nothing gives it away

VARIES = re.compile(
    r'name="csrfmiddlewaretoken" value="[^"]*"|name="csrf" content="[^"]*"|[nN]once[-="][^\' ;]*'
    r'|name="idempotency_key" value="[^"]*"'
)


def pages(pair, meeting):
    """Where the other could come across it: each stage of the meeting, lists, suggestions, and a search for it."""
    stages = [f"{reverse('meeting', args=[meeting.pk])}?stage={stage}" for stage in ("prepare", "meet", "review")]
    named = [reverse(name, args=[pair.pk]) for name in ("pair", "pair_agenda_part", "pair_asking", "questions")]
    plain = [reverse(name) for name in ("home", "pairs")]
    return [*stages, reverse("agenda", args=[meeting.pk]), *named, *plain, f"{reverse('search')}?q={WORD}"]


def seen(client, addresses):
    """Every page as the other sees it; what each answer makes up anew is left out."""
    return {address: VARIES.sub("", client.get(address).content.decode()) for address in addresses}


@pytest.mark.parametrize("by", ["manager", "report"])
def test_no_page_of_the_other_changes_while_an_item_waits(pair, people, at, meeting, browse, by):
    """No count, number, order, suggestion or search result: every byte is as it was without it."""
    meeting.move(to=meeting.starts_at + 2 * DAY, by=people["manager"], at=at)
    pair.show_items("day_before", by=people["manager"], at=at)
    for title in ("Kept one", "Kept two"):
        AgendaItem.raise_on(pair, title=title, by=people["report"], at=at).share(version=0, by=people["report"], at=at)
    other = browse(pair.other(people[by]))
    addresses = pages(pair, meeting)
    before = seen(other, addresses)
    assert "Kept one" in before[addresses[0]]

    item = waiting(pair, people, at, reveal="day_before", by=by, kind="win", context="About it", standing=True)
    item.place_before(AgendaItem.objects.revealed().in_order()[1], by=people[by], at=at)
    after = seen(other, addresses)
    for address in addresses:
        assert [*unified_diff(before[address].split("\n"), after[address].split("\n"))] == [], address
    assert WORD in seen(browse(people[by]), addresses[:1])[addresses[0]]


def test_whoever_does_not_know_of_it_gets_404_for_whatever_names_it(pair, people, at, meeting, browse):
    item = waiting(pair, people, at)
    for part in ("manager", "outsider", "former_manager", "managers_manager", "hr_admin", "owner"):
        client = browse(people[part])
        for name in ("agenda_item", "agenda_item_edit", "agenda_item_sharing", "agenda_item_thread"):
            assert client.get(reverse(name, args=[item.pk])).status_code == 404, (part, name)
        for name in ("agenda_item", "agenda_item_position", "agenda_item_removal", "agenda_item_drop"):
            assert client.post(reverse(name, args=[item.pk])).status_code == 404, (part, name)
        for name in ("outcome_start", "outcome_discussion", "outcome_carry", "outcome_drop", "item_note"):
            assert client.post(reverse(name, args=[meeting.pk, item.pk])).status_code == 404, (part, name)


def test_what_happens_to_it_is_told_to_its_author_alone(pair, people, at, meeting):
    item = waiting(pair, people, at)
    item.edit(title="Milder", version=0, by=people["report"], at=at)
    item.place_before(None, by=people["report"], at=at)
    item.remove(by=people["report"], at=at)
    item.restore(by=people["report"], at=at)
    happened = list(Activity.objects.filter(subject_id=item.pk))
    assert len(happened) == 5
    assert not any(Happening.of(one).is_for(people["manager"].pk) for one in happened)
    assert item.sealing_owner == Owner("author", people["report"].pk)
    AgendaItem.objects.reveal(at=meeting.starts_at)
    revealed = Activity.objects.get(kind="agenda_item.revealed")
    assert (revealed.by, revealed.private_to) == (None, None)


# --- on the pages


def test_a_page_reveals_what_is_due_before_it_shows_anything(pair, people, at, meeting, browse, count_queries):
    item = waiting(pair, people, at)
    with time_machine.travel(meeting.starts_at, tick=False):
        client = browse(people["manager"])
        page = client.get(meeting.get_absolute_url()).content.decode()
        assert WORD in page
        assert "sees this" not in page
        assert of_the_pair(item)
        assert count_queries(lambda: client.get(meeting.get_absolute_url())) <= 12


def test_home_reveals_what_is_due(pair, people, at, meeting, browse):
    waiting(pair, people, at, by="manager")
    with time_machine.travel(meeting.starts_at, tick=False):
        assert WORD in browse(people["report"]).get(reverse("home")).content.decode()


@pytest.mark.parametrize(
    ("reveal", "words"),
    [("day_before", "Priya sees this from Thu 26 Nov, 10:00"), ("at_start", "Priya sees this from Fri 27 Nov, 10:00")],
)
def test_its_author_reads_from_when_on_the_other_sees_it(pair, people, at, meeting, browse, reveal, words):
    meeting.move(to=meeting.starts_at + 3 * DAY, by=people["manager"], at=at)
    Meeting.objects.exclude(pk=meeting.pk).delete()
    waiting(pair, people, at, reveal=reveal)
    page = browse(people["report"]).get(meeting.get_absolute_url()).content.decode()
    assert words in page
    assert "only you see this" not in page


def test_the_form_says_from_when_on_new_items_are_seen(pair, people, at, meeting, browse):
    client, page = browse(people["report"]), meeting.get_absolute_url()
    assert "Priya sees what you add" not in client.get(page).content.decode()
    pair.show_items("day_before", by=people["manager"], at=at)
    assert "Priya sees what you add a day before you meet." in client.get(page).content.decode()


@pytest.mark.parametrize(
    ("said", "now", "status"),
    [
        ("at_start", "at_start", 200),
        ("at_start", "day_before", 422),
        ("at_start", "now", 422),
        ("day_before", "now", 422),
        ("day_before", "at_start", 200),
        ("now", "at_start", 200),
        ("", "now", 200),
        ("nonsense", "now", 200),
    ],
)
def test_nobody_is_caught_out_when_the_other_has_changed_the_setting(
    pair, people, at, meeting, browse, said, now, status
):
    pair.show_items(now, by=people["manager"], at=at)
    form = {"title": WORD, "reveal": said}
    answer = browse(people["report"]).post(
        reverse("agenda_items", args=[meeting.pk]), form, headers={"HX-Request": "true"}
    )
    assert answer.status_code == status
    assert AgendaItem.objects.exists() == (status == 200)
    if status == 422:
        assert "Priya has changed when new items are seen" in answer.content.decode()


def test_the_setting_is_chosen_on_the_page_of_the_pair(pair, people, browse):
    client = browse(people["report"])
    answer = client.post(reverse("pair_reveal", args=[pair.pk]), {"reveal": "at_start"}, follow=True)
    pair.refresh_from_db()
    assert pair.reveal == "at_start"
    assert "Saved. It holds for items that are added from now on." in answer.content.decode()
    client.post(reverse("pair_reveal", args=[pair.pk]), {"reveal": "never"})
    pair.refresh_from_db()
    assert pair.reveal == "at_start"


def test_in_an_ended_pair_nothing_is_chosen(ended_pair, people, browse):
    client = browse(people["report"])
    assert client.post(reverse("pair_reveal", args=[ended_pair.pk]), {"reveal": "at_start"}).status_code == 403
    assert "New items" not in client.get(ended_pair.get_absolute_url()).content.decode()


def test_later_than_knows_the_order():
    order = [Reveal.NOW, Reveal.DAY_BEFORE, Reveal.AT_START]
    assert [[one.later_than(other) for other in order] for one in order] == [
        [False, False, False],
        [True, False, False],
        [True, True, False],
    ]
