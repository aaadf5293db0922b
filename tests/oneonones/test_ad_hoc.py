"""Meetings outside of a rhythm: set once, asked for, in place of a skipped one; and when two people could meet."""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from agendas.models import AgendaItem, Outcome
from oneonones.models import AdHoc, Availability, Meeting, Pair, Recent, Request, TimeTaken
from oneonones.models.availability import Busy, Diary
from oneonones.tasks import settle_meetings
from people.models import Person, WorkingWeek
from people.models.working_week import office_hours
from tests.conftest import MONDAY, Browse, People, frozen

NOW = MONDAY
THURSDAY = frozen("2026-11-26 09:00")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

pytestmark = pytest.mark.usefixtures("monday_morning")


def fresh(meeting: Meeting) -> Meeting:
    return Meeting.objects.with_pair().get(pk=meeting.pk)


@pytest.fixture
def asked(pair: Pair, people: People) -> Meeting:
    """Tom asks Priya for Thursday, 10:00."""
    return Request.ask(pair, starts_at=THURSDAY, minutes=30, line="About March", by=people["report"], at=NOW)


# --- ad hoc


def test_either_person_may_schedule_and_the_same_form_sent_twice_makes_one(pair: Pair, people: People) -> None:
    first = AdHoc.arrange(pair, starts_at=THURSDAY, minutes=30, by=people["report"], at=NOW)
    again = AdHoc.arrange(pair, starts_at=THURSDAY, minutes=30, by=people["report"], at=NOW)

    assert first == again
    assert first.scheduled
    assert Recent.of(pair, at=NOW).next(at=NOW) == first


def test_no_two_of_one_pair_are_at_the_same_time(pair: Pair, meeting: Meeting, people: People) -> None:
    with pytest.raises(TimeTaken):
        AdHoc.arrange(
            pair, starts_at=meeting.starts_at + 15 * timedelta(minutes=1), minutes=30, by=people["report"], at=NOW
        )


def test_skipped_is_an_occurrence_of_a_series_and_cancelled_an_ad_hoc_meeting(
    pair: Pair, meeting: Meeting, people: People, browse: Browse
) -> None:
    once = AdHoc.arrange(pair, starts_at=THURSDAY, minutes=30, by=people["report"], at=NOW)
    item = AgendaItem.raise_on(pair, title="Stays", by=people["report"], at=NOW)
    for one, state in ((once, "cancelled"), (meeting, "skipped")):
        browse(people["report"]).post(f"{one.get_absolute_url()}skip/", {"reason": "clash", "note": "A train"})
        assert (fresh(one).state, fresh(one).skip_reason, fresh(one).skip_note) == (state, "clash", "A train")
        browse(people["manager"]).post(f"{one.get_absolute_url()}skip/undo/")
        assert fresh(one).scheduled
    item.refresh_from_db()
    assert item.open
    assert not Outcome.objects.exists()
    assert not AdHoc(meeting).cancel(reason="clash", by=people["report"], at=NOW)


def test_a_skip_offers_another_time_before_the_next_one(
    pair: Pair, meeting: Meeting, people: People, browse: Browse
) -> None:
    meeting.skip(reason="clash", by=people["report"], at=NOW)
    client, page = browse(people["manager"]), f"{meeting.get_absolute_url()}replacement/"

    offers = client.get(page).content.decode()
    assert "Meet at another time instead of" in offers
    assert offers.count('name="start"') == 3
    assert f'value="{meeting.starts_at.isoformat()}"' not in offers, "nobody wants the time again that they gave up"
    start = offers.split('name="start" value="')[1].split('"')[0]
    assert client.post(page, {"start": start}).status_code == 303

    instead = Meeting.objects.get(replaces=meeting)
    following = Meeting.objects.planned().filter(series=meeting.series).earliest("starts_at")
    assert NOW < instead.starts_at < following.starts_at


def test_cancelling_says_so_and_the_other_reads_who_and_why(pair: Pair, people: People, browse: Browse) -> None:
    once = AdHoc.arrange(pair, starts_at=THURSDAY, minutes=30, by=people["report"], at=NOW)
    form = f"{once.get_absolute_url()}skip/"
    assert "Cancel Thu 26 Nov, 10:00: why?" in browse(people["report"]).get(form).content.decode()
    browse(people["report"]).post(form, {"reason": "clash", "note": "A train"})

    for reader, name in (("manager", "Tom"), ("report", "You")):
        html = browse(people[reader]).get(once.get_absolute_url()).content.decode()
        assert f"{name} cancelled this one: clash. “A train” What was written here stays here." in html


def test_moving_offers_other_times_than_the_one_it_has(meeting: Meeting, people: People, browse: Browse) -> None:
    html = browse(people["manager"]).get(f"{meeting.get_absolute_url()}move/").content.decode()
    offers = html.rsplit("Times that suit you both", 1)[1].split("Or pick a day")[0]
    assert offers.count('name="start"') == 3
    assert meeting.starts_at.isoformat() not in offers


def test_a_date_far_ahead_is_moved_among_the_days_around_it(meeting: Meeting, people: People, browse: Browse) -> None:
    far = Meeting.objects.planned().filter(series=meeting.series).latest("starts_at")
    assert far.starts_at > NOW + timedelta(weeks=7)
    html = browse(people["manager"]).get(f"{far.get_absolute_url()}move/").content.decode()
    offers = re.findall(r'name="start" value="([^"]*)"', html.rsplit("Times that suit you both", 1)[1])
    assert len(offers) == 3
    assert all(abs(datetime.fromisoformat(one) - far.starts_at) < timedelta(days=4) for one in offers)
    assert f"day={far.starts_at.date()}" in html


# --- requests: a truth table


@pytest.mark.parametrize(
    ("verb", "who", "done", "state"),
    [
        ("accept", "manager", True, "scheduled"),
        ("accept", "report", False, "proposed"),
        ("decline", "manager", True, "cancelled"),
        ("decline", "report", False, "proposed"),
        ("withdraw", "report", True, "cancelled"),
        ("withdraw", "manager", False, "proposed"),
        ("propose_instead", "manager", True, "proposed"),
        ("propose_instead", "report", False, "proposed"),
    ],
)
def test_whoever_is_asked_answers_and_whoever_asked_takes_it_back(
    asked: Meeting, people: People, verb: str, who: str, done: bool, state: str
) -> None:
    more = {"accept": {"starts_at": THURSDAY}, "propose_instead": {"to": THURSDAY + DAY}}.get(verb, {})

    assert getattr(Request(asked), verb)(**more, by=people[who], at=NOW) is done
    assert fresh(asked).state == state
    asker = "manager" if verb == "propose_instead" and done else "report"
    assert fresh(asked).proposed_by == people[asker]


def test_a_request_accepted_twice_is_one_meeting(asked: Meeting, people: People, browse: Browse) -> None:
    client = browse(people["manager"])
    for _press in range(2):
        answer = client.post(f"{asked.get_absolute_url()}request/", {"start": THURSDAY.isoformat()}, follow=True)
        assert "Agreed: you two meet on" in answer.content.decode()
    assert Meeting.objects.filter(pair=asked.pair).count() == 1
    assert fresh(asked).scheduled


def test_a_time_that_was_not_seen_is_not_accepted(asked: Meeting, people: People) -> None:
    Request(asked).propose_instead(to=THURSDAY + DAY, by=people["manager"], at=NOW)

    assert not Request(fresh(asked)).accept(by=people["report"], starts_at=THURSDAY, at=NOW)
    assert Request(fresh(asked)).accept(by=people["report"], starts_at=THURSDAY + DAY, at=NOW)


def test_a_request_that_nobody_answered_in_time_is_over(asked: Meeting, people: People) -> None:
    assert not Request(asked).accept(by=people["manager"], starts_at=THURSDAY, at=THURSDAY)
    with time_machine.travel(THURSDAY, tick=False):
        settle_meetings()
    assert fresh(asked).cancelled


def test_declining_is_undone_by_whoever_declined(asked: Meeting, people: People) -> None:
    Request(asked).decline(by=people["manager"], at=NOW)

    assert not Request(fresh(asked)).reopen(by=people["report"], at=NOW)
    assert Request(fresh(asked)).reopen(by=people["manager"], at=NOW)
    assert fresh(asked).proposed


def test_a_request_is_no_date_yet(asked: Meeting, pair: Pair, people: People) -> None:
    recent = Recent.of(pair, at=NOW)

    assert recent.next(at=NOW) is None
    assert recent.asked(at=NOW) == [asked]
    assert list(Meeting.objects.filter(pair=pair).timeline(people["manager"])) == []
    assert Outcome.objects.count() == 0


def test_both_see_a_request_on_home_pair_and_its_own_page(asked: Meeting, people: People, browse: Browse) -> None:
    for page in ("/", asked.pair.get_absolute_url(), f"{asked.get_absolute_url()}request/"):
        assert "Tom asks for" in browse(people["manager"]).get(page).content.decode()
        assert "You asked Priya for" in browse(people["report"]).get(page).content.decode()
    assert "asked for Thu 26 Nov" in browse(people["manager"]).get("/pairs/").content.decode()
    assert browse(people["manager"]).get(asked.get_absolute_url())["Location"].endswith("/request/")
    assert "About March" in browse(people["manager"]).get(f"{asked.get_absolute_url()}request/").content.decode()


def test_a_request_goes_from_form_to_answer_without_a_script(pair: Pair, people: People, browse: Browse) -> None:
    report, manager = browse(people["report"]), browse(people["manager"])
    assert report.get(f"/pairs/{pair.pk}/meetings/?day=2026-11-26").status_code == 200
    said = {"start": THURSDAY.isoformat(), "how": "ask", "line": "About March", "minutes": "45"}
    assert report.post(f"/pairs/{pair.pk}/meetings/", said).status_code == 303
    asked = Meeting.objects.get(pair=pair)
    assert (asked.state, asked.request_line, asked.length) == ("proposed", "About March", timedelta(minutes=45))

    later = {"start": (THURSDAY + DAY).isoformat(), "line": "Better"}
    assert manager.post(f"{asked.get_absolute_url()}request/time/", later).status_code == 303
    assert (fresh(asked).proposed_by, fresh(asked).request_line) == (people["manager"], "Better")
    report.post(f"{asked.get_absolute_url()}request/refusal/")
    assert fresh(asked).cancelled


# --- warnings


def test_the_other_one_s_counterpart_is_never_named(meeting: Meeting, people: People, browse: Browse) -> None:
    secret = Pair.start(people["report"], people["outsider"], by=people["report"], at=NOW, kind="peer")
    AdHoc.arrange(secret, starts_at=THURSDAY, minutes=30, by=people["report"], at=NOW)
    page = f"{meeting.get_absolute_url()}move/"
    said = {"date": "2026-11-26", "time": "10:00"}

    for answer in (browse(people["manager"]).post(page, said), browse(people["manager"]).get(f"{page}?day=2026-11-26")):
        assert "Tom is in another 1:1" in answer.content.decode()
        assert "Nils" not in answer.content.decode()
    assert "You meet Nils then." in browse(people["report"]).post(page, said).content.decode()
    assert fresh(meeting).starts_at == meeting.starts_at


@pytest.mark.parametrize("bad", ["", "soon", "2026-11-26T09:00:00", "0001-01-01T00:00:00+00:00", "9" * 40, "\x00"])
def test_a_time_that_is_none_is_refused_in_words(pair: Pair, people: People, browse: Browse, bad: str) -> None:
    answer = browse(people["report"]).post(f"/pairs/{pair.pk}/meetings/", {"start": bad})
    assert answer.status_code == 422
    assert not Meeting.objects.exists()


# --- availability, pure

WEEK = WorkingWeek.read(office_hours())
ZONES = ("Europe/Berlin", "Asia/Singapore", "America/New_York", "Asia/Kolkata", "Pacific/Auckland")


@given(
    zones=st.tuples(st.sampled_from(ZONES), st.sampled_from(ZONES)),
    start=st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)),
    busy=st.lists(st.integers(0, 400), max_size=12),
    away=st.sets(st.integers(0, 14), max_size=6),
    minutes=st.sampled_from([15, 30, 60]),
)
def test_every_slot_is_within_the_working_hours_of_both_and_free(
    zones: tuple[str, str], start: datetime, busy: list[int], away: set[int], minutes: int
) -> None:
    since = start.replace(tzinfo=ZoneInfo("UTC"), second=0, microsecond=0)
    taken = tuple(Busy(since + n * HOUR, since + (n + 1) * HOUR) for n in busy)
    off: frozenset[date] = frozenset((since + n * DAY).date() for n in away)
    diaries = tuple(Diary(Person(), ZoneInfo(zone), WEEK, taken, off) for zone in zones)
    both = Availability((diaries[0], diaries[1]), timedelta(minutes=minutes))

    found = both.slots(since=since, until=since + 14 * DAY, near=since + 3 * DAY, zone=ZoneInfo(zones[0]))

    assert found == sorted(found)
    assert len({slot.astimezone(ZoneInfo(zones[0])).date() for slot in found}) == len(found) <= 3
    for slot in found:
        assert since <= slot <= since + 14 * DAY - timedelta(minutes=minutes)
        assert not any(one.start < slot + timedelta(minutes=minutes) and one.end > slot for one in taken)
        for zone in zones:
            first = slot.astimezone(ZoneInfo(zone))
            last = (slot + timedelta(minutes=minutes)).astimezone(ZoneInfo(zone))
            assert first.weekday() < 5
            assert first.date() not in off
            assert time(9) <= first.time() < last.time() <= time(17)


def test_the_slot_closest_to_the_usual_time_is_offered() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    free = Diary(Person(), berlin, WEEK)
    both = Availability((free, Diary(Person(), berlin, WEEK, (Busy(THURSDAY, THURSDAY + HOUR),))), HOUR / 2)

    found = both.slots(since=THURSDAY - 2 * HOUR, until=THURSDAY + DAY + HOUR, near=THURSDAY, zone=berlin)

    assert found == [THURSDAY - HOUR / 2, THURSDAY + DAY]
