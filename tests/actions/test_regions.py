"""Actions on pages: what each part shows, and what each form answers."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils.dateformat import format as date_format

from actions.models import ActionItem
from agendas.models import AgendaItem
from oneonones.models import Meeting, Pair
from people.models import Person
from tests.conftest import Browse, People, add, past_meeting

SCRIPT = {"HX-Request": "true"}


def promise(pair: Pair, who: Person, what: str, at: datetime, **more: object) -> ActionItem:
    return ActionItem.promise(pair, what=what, who=who, by=who, at=at, **more)  # type: ignore[arg-type]


@pytest.fixture
def held(pair: Pair, people: People, at: datetime) -> Meeting:
    """Last week's 1:1, wrapped up."""
    meeting = past_meeting(pair, ago=timedelta(days=7), at=at)
    meeting.wrap_up(by=people["manager"], at=meeting.ends_at)
    return meeting


@pytest.fixture
def late(pair: Pair, held: Meeting, people: People, at: datetime) -> ActionItem:
    """Priya's promise of last week, four days late."""
    due = people["manager"].today(at) - timedelta(days=4)
    return promise(
        pair,
        people["manager"],
        "Ask Platform for a staging slot",
        at - timedelta(days=7),
        meeting=held,
        due_on=due,
        measure="a date in the shared calendar",
    )


def addresses(pair: Pair, meeting: Meeting, action: ActionItem) -> dict[str, tuple[str, str]]:
    """Every address of this app that is about a pair, a meeting or an action, with the method it takes."""
    return {
        "since": ("get", reverse("since", args=[meeting.pk])),
        "pair_since": ("get", reverse("pair_since", args=[pair.pk])),
        "promised": ("get", reverse("promised", args=[meeting.pk])),
        "action_items": ("post", reverse("action_items", args=[meeting.pk])),
        "pair_action_items": ("post", reverse("pair_action_items", args=[pair.pk])),
        "action_item": ("get", reverse("action_item", args=[action.pk])),
        "edit": ("post", reverse("action_item", args=[action.pk])),
        "completion": ("post", reverse("action_item_completion", args=[action.pk])),
        "completion_undo": ("post", reverse("action_item_completion_undo", args=[action.pk])),
        "drop": ("post", reverse("action_item_drop", args=[action.pk])),
        "drop_undo": ("post", reverse("action_item_drop_undo", args=[action.pk])),
        "agenda_item": ("post", reverse("action_item_agenda_item", args=[action.pk])),
    }


NAMES = [
    "since",
    "pair_since",
    "promised",
    "action_items",
    "pair_action_items",
    "action_item",
    "edit",
    "completion",
    "completion_undo",
    "drop",
    "drop_undo",
    "agenda_item",
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("script", [True, False], ids=["script", "page"])
def test_nobody_but_the_two_finds_anything(
    browse: Browse, people: People, pair: Pair, meeting: Meeting, late: ActionItem, name: str, script: bool
) -> None:
    method, address = addresses(pair, meeting, late)[name]
    for who in ("outsider", "hr_admin", "owner", "managers_manager", "former_manager"):
        answer = getattr(browse(people[who]), method)(address, headers=SCRIPT if script else {})
        assert answer.status_code == 404, who
    answer = getattr(browse(None), method)(address, headers=SCRIPT if script else {})
    assert answer.status_code == (401 if script else 302)
    assert ActionItem.objects.get().open


@pytest.mark.parametrize(
    "name",
    ["pair_action_items", "edit", "completion", "completion_undo", "drop", "drop_undo", "agenda_item"],
)
def test_what_two_people_had_is_read_only_once_their_pair_is_over(
    browse: Browse, people: People, pair: Pair, meeting: Meeting, late: ActionItem, at: datetime, name: str
) -> None:
    pair.end(by=None, at=at)
    method, address = addresses(pair, meeting, late)[name]
    for who in ("manager", "report"):
        answer = getattr(browse(people[who]), method)(address, {"what": "more"}, headers=SCRIPT)
        assert answer.status_code == 403
        assert answer.content.decode() == "You can read this, but not change it."
    assert ActionItem.objects.count() == 1
    assert AgendaItem.objects.count() == 0
    page = browse(people["report"]).get(late.get_absolute_url()).content.decode()
    assert late.what in page
    assert "completion" not in page


def test_since_last_time_says_who_by_when_and_how_both_will_know(
    browse: Browse, people: People, meeting: Meeting, late: ActionItem
) -> None:
    assert late.due_on is not None
    part = browse(people["manager"]).get(reverse("since", args=[meeting.pk]), headers=SCRIPT).content.decode()
    due = date_format(late.due_on, "D j M")
    assert part.lstrip().startswith('<section class="part sheet" id="since"')
    assert f"You · due {due} · known by: a date in the shared calendar" in part
    assert "4 days late" in part
    assert "0 of 1 done" in part
    theirs = browse(people["report"]).get(reverse("since", args=[meeting.pk]), headers=SCRIPT).content.decode()
    assert f"Priya · due {due}" in theirs


def test_a_first_meeting_says_so_and_a_later_one_without_promises_too(
    browse: Browse, people: People, pair: Pair, meeting: Meeting, at: datetime
) -> None:
    reader = browse(people["manager"])
    address = reverse("since", args=[meeting.pk])
    assert "This is your first 1:1 together." in reader.get(address, headers=SCRIPT).content.decode()
    earlier = past_meeting(pair, ago=timedelta(days=7), at=at)
    earlier.wrap_up(by=people["manager"], at=earlier.ends_at)
    part = reader.get(address, headers=SCRIPT).content.decode()
    assert "Nothing is open from before." in part
    assert "first 1:1" not in part


def test_what_is_promised_after_the_planned_end_is_on_the_page_until_it_is_wrapped_up(
    browse: Browse, people: People, pair: Pair, at: datetime
) -> None:
    """The two talk on: it is still their next 1:1, so every open promise is on it."""
    talking = past_meeting(pair, ago=timedelta(minutes=40), at=at, minutes=30)
    promise(pair, people["report"], "Send the figures", at)
    since = reverse("since", args=[talking.pk])
    page = browse(people["manager"]).get(since, headers=SCRIPT).content.decode()
    assert "Send the figures" in page
    talking.wrap_up(by=people["manager"], at=at - timedelta(minutes=5))
    page = browse(people["manager"]).get(since, headers=SCRIPT).content.decode()
    assert "Send the figures" not in page


def test_a_browser_that_asks_for_a_part_gets_the_page_it_is_in(
    browse: Browse, people: People, pair: Pair, meeting: Meeting
) -> None:
    reader = browse(people["manager"])
    assert reader.get(reverse("since", args=[meeting.pk])).headers["Location"] == f"/m/{meeting.pk}/#since"
    assert reader.get(reverse("promised", args=[meeting.pk])).headers["Location"] == f"/m/{meeting.pk}/#promised"
    assert reader.get(reverse("pair_since", args=[pair.pk])).headers["Location"] == f"/pairs/{pair.pk}/agenda/#since"
    assert reader.get(reverse("todo")).headers["Location"] == "/"


def test_ticking_answers_with_the_part_it_stood_in_and_offers_undo(
    browse: Browse, people: People, meeting: Meeting, late: ActionItem
) -> None:
    reader = browse(people["report"])
    place = f"?on=since&meeting={meeting.pk}"
    part = reader.post(reverse("action_item_completion", args=[late.pk]) + place, headers=SCRIPT).content.decode()
    assert 'id="since"' in part
    assert "1 of 1 done" in part
    assert "Done today" in part
    assert 'id="toast"' in part
    assert f"/action-items/{late.pk}/completion/undo/?on=since&amp;meeting={meeting.pk}" in part
    assert ActionItem.objects.get(pk=late.pk).completed_by == people["report"]
    part = reader.post(reverse("action_item_completion_undo", args=[late.pk]) + place, headers=SCRIPT).content.decode()
    assert "0 of 1 done" in part
    assert ActionItem.objects.get(pk=late.pk).open


def test_without_a_script_a_tick_goes_back_to_its_page_where_undo_waits(
    browse: Browse, people: People, meeting: Meeting, late: ActionItem
) -> None:
    reader = browse(people["report"])
    place = f"?on=since&meeting={meeting.pk}"
    answer = reader.post(reverse("action_item_completion", args=[late.pk]) + place)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/m/{meeting.pk}/#since")
    page = reader.get(reverse("privacy")).content.decode()
    assert "Action done." in page
    assert "completion/undo" in page
    assert "Action done." not in reader.get(reverse("privacy")).content.decode()


@pytest.mark.parametrize(
    ("place", "page"),
    [
        ("", "/action-items/{action}/"),
        ("?on=todo", "/"),
        ("?on=actions", "/actions/"),
        ("?on=actions&whose=theirs&with={other}", "/actions/?whose=theirs&with={other}"),
        ("?on=since", "/pairs/{pair}/agenda/#since"),
        ("?on=since&meeting={foreign}", "/pairs/{pair}/agenda/#since"),
        ("?on=//evil.test", "/action-items/{action}/"),
        ("?on=actions&with=nonsense", "/actions/"),
    ],
)
def test_the_place_a_form_names_is_one_of_ours(
    browse: Browse,
    people: People,
    pair: Pair,
    ended_pair: Pair,
    late: ActionItem,
    at: datetime,
    place: str,
    page: str,
) -> None:
    foreign = past_meeting(ended_pair, ago=timedelta(days=1), at=at)
    names = {"action": late.pk, "pair": pair.pk, "other": people["manager"].pk, "foreign": foreign.pk}
    address = reverse("action_item_drop", args=[late.pk]) + place.format(**names)
    answer = browse(people["report"]).post(address, {"why": "Not now"})
    assert (answer.status_code, answer.headers["Location"]) == (303, page.format(**names))


def test_a_page_of_another_making_is_told_that_its_actions_are_stale(
    browse: Browse, people: People, late: ActionItem
) -> None:
    reader = browse(people["report"])
    answer = reader.post(reverse("action_item_completion", args=[late.pk]), headers=SCRIPT)
    assert answer.headers["HX-Trigger"] == "live:action_item"
    assert 'hx-swap-oob="outerHTML"' in answer.content.decode()
    again = reader.post(reverse("action_item_completion", args=[late.pk]), headers=SCRIPT)
    assert (again.status_code, again.content) == (204, b"")


def test_dropping_takes_it_away_and_can_be_undone(
    browse: Browse, people: People, meeting: Meeting, late: ActionItem
) -> None:
    reader = browse(people["report"])
    place = f"?on=since&meeting={meeting.pk}"
    part = reader.post(
        reverse("action_item_drop", args=[late.pk]) + place, {"why": "Not now"}, headers=SCRIPT
    ).content.decode()
    assert late.what not in part
    assert "Action dropped." in part
    page = reader.get(late.get_absolute_url()).content.decode()
    assert "Take it up again" in page
    part = reader.post(reverse("action_item_drop_undo", args=[late.pk]) + place, headers=SCRIPT).content.decode()
    assert late.what in part


def test_talking_about_an_action_says_that_it_is_on_the_agenda(
    browse: Browse, people: People, meeting: Meeting, late: ActionItem
) -> None:
    reader = browse(people["report"])
    address = reverse("action_item_agenda_item", args=[late.pk]) + f"?on=since&meeting={meeting.pk}"
    answer = reader.post(address, headers=SCRIPT)
    assert answer.headers["HX-Trigger"] == "live:agenda_item"
    part = answer.content.decode()
    assert "on the agenda" in part
    assert "Talk about this" not in part
    reader.post(address, headers=SCRIPT)
    assert [item.title for item in AgendaItem.objects.all()] == [late.what]


# --- promising


def form(**said: object) -> dict[str, object]:
    return {"what": "Check the spring panel dates", "idempotency_key": str(uuid4()), **said}


def test_only_what_has_to_be_said(browse: Browse, people: People, meeting: Meeting) -> None:
    answer = browse(people["manager"]).post(reverse("action_items", args=[meeting.pk]), form(), headers=SCRIPT)
    assert answer.status_code == 200
    assert "Check the spring panel dates" in answer.content.decode()
    action = ActionItem.objects.get()
    assert (action.who, action.due_on, action.measure, action.meeting) == (people["manager"], None, None, meeting)


def test_all_of_it_is_kept(browse: Browse, people: People, meeting: Meeting, pair: Pair, at: datetime) -> None:
    item = AgendaItem.raise_on(pair, title="Spring", by=people["report"], at=at)
    said = form(owner=people["report"].pk, due="in 2 weeks", measure="Tom has it in writing", item=item.pk)
    answer = browse(people["manager"]).post(reverse("action_items", args=[meeting.pk]), said)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/m/{meeting.pk}/#promised")
    action = ActionItem.objects.get()
    assert (action.who, action.measure, action.item) == (people["report"], "Tom has it in writing", item)
    assert action.due_on == people["manager"].today(at) + timedelta(days=14)


def test_the_same_form_twice_promises_once(browse: Browse, people: People, meeting: Meeting) -> None:
    said = form()
    for _time in range(2):
        browse(people["manager"]).post(reverse("action_items", args=[meeting.pk]), said, headers=SCRIPT)
    assert ActionItem.objects.count() == 1


def test_a_promise_between_two_meetings_belongs_to_the_pair(browse: Browse, people: People, pair: Pair) -> None:
    answer = browse(people["report"]).post(reverse("pair_action_items", args=[pair.pk]), form(), headers=SCRIPT)
    assert 'id="since"' in answer.content.decode()
    assert ActionItem.objects.get().meeting is None


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"what": ""}, "Write what needs to happen."),
        ({"what": "   "}, "Write what needs to happen."),
        ({"what": "x" * 301}, "At most 300 characters, please: this has 301."),
        ({"what": "nul\0byte"}, "This holds a character that is not text."),
        ({"measure": "x" * 501}, "At most 500 characters, please: this has 501."),
        ({"due": "31 Feb"}, "“31 Feb” is not a date I can read. Try “fri”, “in 2 weeks” or “1 Dec”."),
        ({"due": "1999-01-01"}, "1 January 1999 is long past."),
        ({"owner": "somebody"}, "Choose one of you two."),
        ({"owner": "OUTSIDER"}, "Choose one of you two."),
    ],
)
@pytest.mark.parametrize("script", [True, False], ids=["script", "page"])
def test_a_form_that_is_not_right_is_answered_in_place_and_keeps_what_was_typed(
    browse: Browse,
    people: People,
    meeting: Meeting,
    wrong: dict[str, str],
    sentence: str,
    script: bool,
) -> None:
    if wrong.get("owner") == "OUTSIDER":
        wrong = {"owner": str(people["outsider"].pk)}
    said = {"what": "\u202eWrite up the <b>handover</b>", "due": "fri", "measure": "two run a shift", **wrong}
    address = reverse("action_items", args=[meeting.pk])
    answer = browse(people["manager"]).post(address, form(**said), headers=SCRIPT if script else {})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert "<b>handover" not in page
    for name in ("what", "due", "measure"):
        kept = said[name].replace("<", "&lt;").replace(">", "&gt;")
        assert f'value="{kept}"' in page
    assert ('id="promised"' in page) == script
    assert ActionItem.objects.count() == 0


def test_an_item_of_others_counts_for_nothing_and_the_action_is_kept(
    browse: Browse, people: People, meeting: Meeting, ended_pair: Pair, at: datetime
) -> None:
    foreign = AgendaItem.raise_on(ended_pair, title="Theirs", by=people["former_manager"], at=at)
    hidden = AgendaItem.raise_on(meeting.pair, title="Mine alone", visibility="private", by=people["report"], at=at)
    for item in (foreign, hidden):
        reader = browse(people["manager"])
        part = reader.get(reverse("promised", args=[meeting.pk]) + f"?item={item.pk}", headers=SCRIPT).content.decode()
        assert item.title not in part
        reader.post(reverse("action_items", args=[meeting.pk]), form(item=item.pk), headers=SCRIPT)
    assert set(ActionItem.objects.values_list("item", flat=True)) == {None}


def test_an_action_made_from_an_item_says_from_which(
    browse: Browse, people: People, meeting: Meeting, pair: Pair, at: datetime
) -> None:
    item = AgendaItem.raise_on(pair, title="Is a senior role realistic?", by=people["report"], at=at)
    address = reverse("promised", args=[meeting.pk]) + f"?item={item.pk}"
    for headers in (SCRIPT, {}):
        page = browse(people["manager"]).get(address, headers=headers).content.decode()
        assert "From “Is a senior role realistic?”" in page
        assert f'name="item" value="{item.pk}"' in page
        assert f"/m/{meeting.pk}/action-items/" in page


# --- changing


def test_an_edit_changes_it_in_its_place(browse: Browse, people: People, meeting: Meeting, late: ActionItem) -> None:
    address = late.get_absolute_url() + f"?on=since&meeting={meeting.pk}"
    said = {"what": "Ask Ana instead", "owner": people["report"].pk, "due": "tomorrow", "measure": "", "version": 0}
    part = browse(people["report"]).post(address, said, headers=SCRIPT).content.decode()
    assert 'id="since"' in part
    assert "Ask Ana instead" in part
    assert "later than first promised" in part
    action = ActionItem.objects.get()
    assert (action.who, action.measure, action.slips) == (people["report"], None, 1)


def test_a_date_that_nobody_touched_is_left_alone_however_old(browse: Browse, people: People, late: ActionItem) -> None:
    old = date(2019, 5, 17)
    ActionItem.objects.update(due_on=old)
    address = reverse("action_item_edit", args=[late.pk])
    part = browse(people["report"]).get(address, headers=SCRIPT).content.decode()
    assert 'value="Fri 17 May 2019"' in part
    said = {"what": "New words", "owner": late.who_id, "due": "Fri 17 May 2019", "version": 0}
    assert browse(people["report"]).post(late.get_absolute_url(), said).status_code == 303
    assert (ActionItem.objects.get().due_on, ActionItem.objects.get().what) == (old, "New words")


@pytest.mark.parametrize("script", [True, False], ids=["script", "page"])
def test_an_edit_that_is_not_right_stays_open_with_what_was_typed(
    browse: Browse, people: People, meeting: Meeting, late: ActionItem, script: bool
) -> None:
    address = late.get_absolute_url() + f"?on=since&meeting={meeting.pk}"
    said = {"what": "Typed anew", "owner": late.who_id, "due": "31 Feb", "version": 0}
    answer = browse(people["report"]).post(address, said, headers=SCRIPT if script else {})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert re.search("<inline-edit [^>]* open>", page)
    assert 'value="Typed anew"' in page
    assert "“31 Feb” is not a date I can read." in page
    assert ActionItem.objects.get().what == late.what


def test_on_the_page_of_a_pair_it_is_refused_in_its_list_there(
    browse: Browse, people: People, pair: Pair, late: ActionItem
) -> None:
    reader = browse(people["report"])
    assert f"/action-items/{late.pk}/edit/?on=pair" in reader.get(f"/pairs/{pair.pk}/").content.decode()
    said = {"what": "", "owner": late.who_id, "version": 0}
    answer = reader.post(late.get_absolute_url() + "?on=pair", said, headers=SCRIPT)
    part = answer.content.decode()
    assert answer.status_code == 422
    assert part.lstrip().startswith('<section class="part sheet" id="promises"')
    assert "Write what needs to happen." in part
    answer = reader.post(reverse("action_item_completion", args=[late.pk]) + "?on=pair")
    assert answer.headers["Location"] == f"/pairs/{pair.pk}/#promises"


@pytest.fixture
def overtaken(late: ActionItem, people: People, at: datetime) -> ActionItem:
    """Tom saved other words while Priya was typing."""
    theirs = ActionItem.objects.get(pk=late.pk)
    theirs.edit(
        what="Ask Platform for two slots",
        who=people["manager"],
        due_on=late.due_on,
        measure="",
        version=0,
        by=people["report"],
        at=at,
    )
    return theirs


@pytest.mark.parametrize("script", [True, False], ids=["script", "page"])
def test_two_who_change_one_action_see_both_versions(
    browse: Browse, people: People, meeting: Meeting, overtaken: ActionItem, script: bool
) -> None:
    address = overtaken.get_absolute_url() + f"?on=since&meeting={meeting.pk}"
    said = {"what": "Ask Ana", "owner": people["manager"].pk, "due": "", "version": 0}
    answer = browse(people["manager"]).post(address, said, headers=SCRIPT if script else {})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Ask Ana · You" in page
    assert "Ask Platform for two slots" in page
    assert "Keep mine" in page
    assert "Keep Tom’s" in page
    assert ActionItem.objects.get().what == "Ask Platform for two slots"


@pytest.mark.parametrize(
    ("keep", "left"),
    [
        ("mine", {"Ask Ana"}),
        ("theirs", {"Ask Platform for two slots"}),
        ("both", {"Ask Ana", "Ask Platform for two slots"}),
    ],
)
def test_one_of_them_decides_which_stays(
    browse: Browse, people: People, meeting: Meeting, overtaken: ActionItem, keep: str, left: set[str]
) -> None:
    address = overtaken.get_absolute_url() + f"?on=since&meeting={meeting.pk}"
    said = {"what": "Ask Ana", "owner": people["manager"].pk, "due": "", "version": 1, "keep": keep}
    assert browse(people["manager"]).post(address, said, headers=SCRIPT).status_code == 200
    assert {action.what for action in ActionItem.objects.all()} == left


def test_two_who_say_the_same_do_not_disagree(
    browse: Browse, people: People, meeting: Meeting, overtaken: ActionItem
) -> None:
    address = overtaken.get_absolute_url() + f"?on=since&meeting={meeting.pk}"
    said = {"what": overtaken.what, "owner": people["manager"].pk, "due": overtaken.due_on, "version": 0}
    assert browse(people["manager"]).post(address, said, headers=SCRIPT).status_code == 200


def test_the_page_of_an_action_tells_its_history(
    browse: Browse, people: People, late: ActionItem, at: datetime
) -> None:
    assert late.due_on is not None
    first = date_format(late.due_on, "D j M")
    reader = browse(people["report"])
    for due in ("tomorrow", "in 3 weeks"):
        action = ActionItem.objects.get()
        said = {"what": late.what, "owner": late.who_id, "due": due, "version": action.version}
        reader.post(late.get_absolute_url(), said)
    page = reader.get(late.get_absolute_url()).content.decode()
    assert re.search(rf"Priya promised it on .*, for {first}<", page)
    assert page.count("<li>You moved it from ") == 2


def test_the_readers_own_day_decides_what_is_late(
    browse: Browse, pair: Pair, people: People, meeting: Meeting, held: Meeting, at: datetime
) -> None:
    far = add("Mei Wong", at=at, time_zone="Pacific/Kiritimati")  # where the day begins first
    behind = add("Ana Lindqvist", at=at, time_zone="Pacific/Honolulu")  # and where it is a day earlier, at every hour
    theirs = Pair.start(far, behind, by=None, at=at)
    due = behind.today(at)
    assert far.today(at) > due
    action = promise(theirs, far, "Send it", at, due_on=due)
    assert "1 day late" in browse(far).get(action.get_absolute_url()).content.decode()
    assert "day late" not in browse(behind).get(action.get_absolute_url()).content.decode()


@pytest.mark.parametrize("name", ["since", "promised"])
def test_a_part_takes_as_many_queries_for_one_row_as_for_many(
    browse: Browse,
    people: People,
    pair: Pair,
    meeting: Meeting,
    held: Meeting,
    at: datetime,
    count_queries: Callable[[Callable[[], object]], int],
    name: str,
) -> None:
    reader = browse(people["manager"])
    here = {"meeting": meeting} if name == "promised" else {}

    def ask() -> None:
        assert reader.get(reverse(name, args=[meeting.pk]), headers=SCRIPT).status_code == 200

    promise(pair, people["report"], "One", at, **here)
    ask()
    one = count_queries(ask)
    for n in range(5):
        promise(pair, people["report"], f"More {n}", at, **here)
    assert count_queries(ask) == one <= 6


def test_more_than_fit_are_said_to_be_more_and_those_of_today_come_first(
    browse: Browse, people: People, pair: Pair, meeting: Meeting, held: Meeting, at: datetime
) -> None:
    me = people["manager"]
    for n in range(201):
        promise(pair, me, f"Old {n}", at, due_on=date(2026, 1, 1))
    promise(pair, me, "Agreed today", at, meeting=meeting)
    reader = browse(me)
    assert "There are more." in reader.get(reverse("since", args=[meeting.pk]), headers=SCRIPT).content.decode()
    assert "Agreed today" in reader.get(reverse("promised", args=[meeting.pk]), headers=SCRIPT).content.decode()
