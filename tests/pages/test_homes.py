"""Home: the next 1:1, the people you meet, and a line to add an item for any of them."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from uuid import uuid4

import pytest
import time_machine

from actions.models import ActionItem
from agendas.models import AgendaItem
from oneonones.models import Meeting, Pair, Recurrence, Series
from people.models import Person
from tests.conftest import Browse, People, add, past_meeting

Count = Callable[[Callable[[], object]], int]
SCRIPT = {"HX-Request": "true"}
NOW = datetime.fromisoformat("2026-11-24T15:48+01:00")  # a Tuesday


@pytest.fixture
def at() -> datetime:
    """The afternoon of the prototype."""
    return NOW


def planned(pair: Pair, starts_at: datetime) -> Meeting:
    return Meeting.objects.create(pair=pair, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=30))


def meets(people: People, name: str, *, time_zone: str = "Europe/Berlin") -> Pair:
    """Priya manages somebody more."""
    return Pair.start(people["manager"], add(name, at=NOW, time_zone=time_zone), by=None, at=NOW)


def page(browse: Browse, person: Person, at: datetime = NOW) -> str:
    with time_machine.travel(at, tick=False):
        answer = browse(person).get("/")
    assert answer.status_code == 200
    return answer.content.decode().split("<main")[1]


def raised(pair: Pair, by: Person, title: str, *, at: datetime = NOW, **more: str) -> AgendaItem:
    return AgendaItem.raise_on(pair, title=title, by=by, at=at, **more)  # type: ignore[arg-type]


def test_the_day_the_time_and_how_many_1_1s_it_holds(browse: Browse, people: People, pair: Pair) -> None:
    assert "24 November, 15:48. No 1:1s today." in page(browse, people["manager"])
    planned(pair, NOW + timedelta(minutes=12))
    assert "24 November, 15:48. One 1:1 today." in page(browse, people["manager"])
    planned(meets(people, "Mei Wong"), NOW + timedelta(hours=1))
    home = page(browse, people["manager"])
    assert "<h1>Tuesday</h1>" in home
    assert "24 November, 15:48. Two 1:1s today." in home


def test_a_friday_afternoon_looks_at_the_next_week(browse: Browse, people: People, pair: Pair) -> None:
    friday = NOW + timedelta(days=3)
    planned(pair, friday + timedelta(days=4))
    assert "Next week: 1, 1 without items." in page(browse, people["manager"], friday)
    raised(pair, people["report"], "Something")
    assert "Next week: 1, 0 without items." in page(browse, people["manager"], friday)


@pytest.mark.parametrize(
    ("ahead", "says"),
    [
        (timedelta(minutes=12), "In 12 minutes, at 16:00"),
        (timedelta(minutes=1), "In 1 minute, at 15:49"),
        (timedelta(minutes=-10), "Now, since 15:38"),
        (timedelta(hours=3), "Today, 18:48"),
        (timedelta(days=1), "Tomorrow, 15:48"),
        (timedelta(days=2), "Thu, 15:48"),
    ],
)
def test_the_card_says_when_the_next_one_is(
    browse: Browse, people: People, pair: Pair, ahead: timedelta, says: str
) -> None:
    meeting = planned(pair, NOW + ahead)
    home = page(browse, people["manager"])
    assert f">{says}</time>" in home
    assert '<h2 id="next-up-title">Tom Okafor</h2>' in home
    assert f'href="/m/{meeting.pk}/"' in home
    assert f'href="/m/{meeting.pk}/?stage=prepare"' in home


def test_the_card_says_what_waits_and_what_you_owe(browse: Browse, people: People, pair: Pair) -> None:
    me, other = people["manager"], people["report"]
    planned(pair, NOW + timedelta(minutes=12))
    raised(pair, other, "Flaky checkout tests", at=NOW - timedelta(hours=2))
    raised(pair, other, "Is a senior role realistic?", at=NOW - timedelta(hours=1))
    raised(pair, me, "Cover in December")
    raised(pair, other, "Tom’s secret", visibility="private")
    ActionItem.promise(
        pair, what="Ask for a staging slot", who=me, due_on=me.today(NOW) - timedelta(days=4), by=me, at=NOW
    )
    home = page(browse, me)
    assert '<b class="num">2</b> items from Tom, newest: “Is a senior role realistic?”' in home
    assert '<b class="num">1</b> item from you' in home
    assert "You owe Tom an action, 4 days late: “Ask for a staging slot”" in home
    assert "secret" not in home
    theirs = page(browse, other)
    assert '<b class="num">3</b> items from you' in theirs
    assert "You owe" not in theirs


def test_both_times_are_said_where_the_clocks_differ(browse: Browse, people: People, pair: Pair) -> None:
    mei = meets(people, "Mei Wong", time_zone="Asia/Singapore")
    planned(mei, NOW + timedelta(hours=3))
    assert "Wed 01:48 for Mei" in page(browse, people["manager"])
    planned(pair, NOW + timedelta(minutes=5))
    assert " for Tom" not in page(browse, people["manager"])


def test_people_stand_in_the_order_of_their_next_dates(browse: Browse, people: People, pair: Pair) -> None:
    mei, rosa = meets(people, "Mei Wong"), meets(people, "Rosa Bianchi")
    planned(pair, NOW + timedelta(days=2))
    planned(mei, NOW + timedelta(days=1))
    held = past_meeting(rosa, ago=timedelta(days=34), at=NOW)
    held.wrap_up(by=people["manager"], at=held.ends_at)
    raised(mei, mei.report, "Data guild")
    home = page(browse, people["manager"]).split('id="your-people"')[1]
    assert home.index("Mei Wong") < home.index("Tom Okafor") < home.index("Rosa Bianchi")
    assert "Tomorrow, 15:48" in home
    assert "1 item<" in home
    assert "No items yet" in home
    assert f'href="/pairs/{rosa.pk}/series/"' in home
    assert 'aria-label="Pick a date with Rosa Bianchi"' in home
    assert "34 days ago" in home


def test_often_skipped_is_worth_a_look(browse: Browse, people: People, pair: Pair) -> None:
    planned(pair, NOW + timedelta(days=1))
    for week in range(1, 9):
        meeting = past_meeting(pair, ago=timedelta(weeks=week), at=NOW)
        if week in (2, 4):
            meeting.skip(reason="clash", by=people["manager"], at=meeting.starts_at)
        else:
            meeting.wrap_up(by=people["manager"], at=meeting.ends_at)
    assert "skipped</span>" not in page(browse, people["manager"])
    last = Meeting.objects.filter(pair=pair, state="held").latest("starts_at")
    Meeting.objects.filter(pk=last.pk).update(state="skipped", ended_at=None)
    assert '<span class="tag look">3 of 8 skipped</span>' in page(browse, people["manager"])


def test_your_own_manager_has_a_line(browse: Browse, people: People, pair: Pair) -> None:
    boss = Pair.objects.get(report=people["manager"])
    assert "has no date." in page(browse, people["manager"])
    planned(boss, datetime.fromisoformat("2026-11-25T14:00+01:00"))
    raised(boss, people["manager"], "Budget")
    home = page(browse, people["manager"]).split("own-manager")[1]
    assert ">Elena Kovač</a> is on Wednesday at 14:00. You’ve added 1 item." in home


def test_a_report_sees_what_is_on_the_next_one_and_adds_to_it(browse: Browse, people: People, pair: Pair) -> None:
    me = people["report"]
    with time_machine.travel(NOW, tick=False):
        Series.begin(
            pair,
            recurrence=Recurrence(weekday=2),
            on_or_after=me.today(NOW),
            clock=time(10),
            minutes=30,
            anchor=people["manager"],
            by=me,
            at=NOW,
        )
    earlier = past_meeting(pair, ago=timedelta(days=7), at=NOW)
    earlier.wrap_up(by=me, at=earlier.ends_at)
    ActionItem.promise(pair, what="Book a room", who=people["manager"], meeting=earlier, by=me, at=earlier.ends_at)
    raised(pair, people["manager"], "Your write-up")
    raised(pair, me, "A draft", visibility="private")
    home = page(browse, me)
    assert "On the agenda with Priya" in home
    assert "Your write-up" in home
    assert "only you see this" in home
    assert "Last agreed" in home
    assert "Book a room" in home
    assert "every week" in home
    assert "Your people" not in home
    assert 'id="quick-line"' not in home
    said = {"line": "1:1 cadence: is it right?", "pair": str(pair.pk), "idempotency_key": str(uuid4())}
    answer = browse(me).post("/home/agenda-items/", said, headers=SCRIPT)
    assert answer.status_code == 200
    assert "1:1 cadence: is it right?" in answer.content.decode()
    assert answer.content.decode().lstrip().startswith('<div id="people"')


def test_nobody_to_meet_yet(browse: Browse, people: People) -> None:
    home = page(browse, people["outsider"])
    assert "No 1:1s yet. Add someone you meet with." in home
    assert 'href="/pairs/"' in home


def test_home_shows_nothing_of_others(browse: Browse, people: People, pair: Pair) -> None:
    planned(pair, NOW + timedelta(minutes=12))
    raised(pair, people["report"], "Is a senior role realistic?")
    ActionItem.promise(pair, what="Ask for a slot", who=people["manager"], by=people["manager"], at=NOW)
    for who in ("outsider", "hr_admin", "owner", "managers_manager", "former_manager"):
        home = page(browse, people[who])
        assert "senior role" not in home
        assert "Ask for a slot" not in home
        assert "Tom Okafor" not in home
    assert browse(None).get("/").status_code == 302
    assert browse(None).get("/home/people/", headers=SCRIPT).status_code == 401


def test_an_ended_pair_is_not_on_it(browse: Browse, people: People, pair: Pair) -> None:
    planned(pair, NOW + timedelta(minutes=12))
    pair.end(by=None, at=NOW)
    assert "Tom Okafor" not in page(browse, people["manager"])


@pytest.mark.parametrize("block", ["quick", "card", "people"])
def test_each_part_comes_alone_for_a_script(browse: Browse, people: People, pair: Pair, block: str) -> None:
    planned(pair, NOW + timedelta(minutes=12))
    reader = browse(people["manager"])
    part = reader.get(f"/home/{block}/", headers=SCRIPT).content.decode()
    assert "<main" not in part
    assert part.lstrip().startswith("<div id=")
    assert reader.get(f"/home/{block}/").headers["Location"] == "/"


# --- the quick line


def add_line(browse: Browse, people: People, line: str, *, script: bool = False, key: str = "") -> tuple[int, str]:
    said = {"line": line, "idempotency_key": key or str(uuid4())}
    answer = browse(people["manager"]).post("/home/agenda-items/", said, headers=SCRIPT if script else {})
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize("name", ["Tom", "tom", "Tom Okafor", "  TOM  okafor ", "Oka", "To"])
def test_a_name_and_a_colon_reach_the_right_agenda(browse: Browse, people: People, pair: Pair, name: str) -> None:
    meets(people, "Mei Wong")
    status, _page = add_line(browse, people, f"{name}: ask about cover: who and when")
    assert status == 303
    item = AgendaItem.objects.get()
    assert (item.title, item.pair, item.author) == ("ask about cover: who and when", pair, people["manager"])


def test_a_script_gets_an_empty_line_and_word_that_the_agendas_changed(
    browse: Browse, people: People, pair: Pair
) -> None:
    said = {"line": "Tom: cover", "idempotency_key": str(uuid4())}
    answer = browse(people["manager"]).post("/home/agenda-items/", said, headers=SCRIPT)
    part = answer.content.decode()
    assert answer.headers["HX-Trigger"] == "live:agenda_item"
    assert 'id="quick"' in part
    assert 'value="Tom: cover"' not in part
    assert "Added to the agenda." in part


def test_the_same_line_sent_twice_is_one_item(browse: Browse, people: People, pair: Pair) -> None:
    key = str(uuid4())
    for _time in range(2):
        add_line(browse, people, "Tom: cover", key=key)
    assert AgendaItem.objects.count() == 1


@pytest.mark.parametrize("script", [True, False], ids=["script", "page"])
@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("ask about cover", "Start with a name and a colon, such as “Elena: …”."),
        ("", "Start with a name and a colon, such as “Elena: …”."),
        ("Tim: ask about cover", "You meet nobody called “Tim”."),
        (": ask about cover", "You meet nobody called “”."),
        ("Nils: hello", "You meet nobody called “Nils”."),
        ("Tom:   ", "Write what you want to talk about."),
        ("T: which of them", "Which one: Tina Reed, Tom Okafor? Write the whole name."),
        ("Tom: " + "x" * 301, "At most 300 characters, please: this has 301."),
        ("Tom: nul\0byte", "Null characters are not allowed."),
    ],
)
def test_a_line_that_reaches_nobody_says_so_and_is_kept(
    browse: Browse, people: People, pair: Pair, line: str, sentence: str, script: bool
) -> None:
    meets(people, "Tina Reed")
    status, answer = add_line(browse, people, line, script=script)
    assert status == 422
    assert sentence in answer
    assert f'value="{line}"' in answer
    assert AgendaItem.objects.count() == 0


def test_two_of_one_name_are_told_apart_by_the_whole_of_it(browse: Browse, people: People, pair: Pair) -> None:
    other = Pair.start(
        people["manager"],
        Person.add(email="tom.reed@example.test", name="Tom Reed", by=None, at=NOW, invite=False),
        by=None,
        at=NOW,
    )
    status, answer = add_line(browse, people, "Tom: which")
    assert (status, "Which one: Tom Okafor, Tom Reed?" in answer) == (422, True)
    assert add_line(browse, people, "Tom Reed: this one")[0] == 303
    assert AgendaItem.objects.get().pair == other


def test_of_two_pairs_with_one_person_the_line_reaches_the_closer(browse: Browse, people: People, pair: Pair) -> None:
    Pair.start(people["report"], people["manager"], by=None, at=NOW, kind=Pair.Kind.PEER)
    assert add_line(browse, people, "Tom: cover")[0] == 303
    assert AgendaItem.objects.get().pair == pair


def test_a_pair_of_others_is_not_one_to_add_to(browse: Browse, people: People, pair: Pair, ended_pair: Pair) -> None:
    for foreign in (Pair.objects.get(report=people["manager"]), ended_pair):
        said = {"line": "No", "pair": str(foreign.pk), "idempotency_key": str(uuid4())}
        assert browse(people["report"]).post("/home/agenda-items/", said).status_code == 422
    assert AgendaItem.objects.count() == 0


# --- how many queries


@pytest.mark.parametrize("who", ["manager", "report"])
def test_home_takes_at_most_twelve_queries_with_1_3_and_12_people(
    browse: Browse, people: People, pair: Pair, count_queries: Count, who: str
) -> None:
    me = people[who]

    def fill(one: Pair, days: int) -> None:
        other = one.other(me)
        earlier = past_meeting(one, ago=timedelta(days=7), at=NOW)
        earlier.wrap_up(by=me, at=earlier.ends_at)
        with time_machine.travel(NOW, tick=False):
            Series.begin(
                one,
                recurrence=Recurrence(weekday=days % 7),
                on_or_after=me.today(NOW),
                clock=time(17),
                minutes=30,
                anchor=one.manager,
                by=me,
                at=NOW,
            )
        raised(one, me, "Mine")
        raised(one, other, "Theirs")
        for person in (me, other):
            ActionItem.promise(one, what="Do it", who=person, meeting=earlier, by=me, at=earlier.ends_at)

    reader = browse(me)

    def ask() -> None:
        with time_machine.travel(NOW, tick=False):
            assert reader.get("/").status_code == 200

    fill(pair, 0)
    ask()
    counts = []
    for many in (1, 3, 12):
        while Pair.objects.visible_to(me).active().count() < many + 1:
            n = Pair.objects.count()
            kind = Pair.Kind.DIRECT if who == "manager" else Pair.Kind.PEER
            fill(Pair.start(me, add(f"Person{n} Nr", at=NOW), by=None, at=NOW, kind=kind), n)
        ask()
        counts.append(count_queries(ask))
    assert counts[0] == counts[1] == counts[2] <= 12
