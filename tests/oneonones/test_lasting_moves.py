"""Moving a meeting and its rhythm: this and all following, or the whole of it; never by surprise, nothing lost."""

import re
from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone

from activity.models import Activity
from agendas.models import SharedNote
from oneonones.models import LastingMove, Meeting, Pair, Recurrence, Scope, Series
from people.models import Absence, HolidayList, Person
from tests.conftest import MONDAY, Browse, People, frozen

SCRIPT = {"HX-Request": "true"}
NOW = MONDAY
TUESDAY = 1

pytestmark = pytest.mark.usefixtures("monday_morning")


@pytest.fixture
def third(series: Series) -> Meeting:
    """Tuesday 8 December, 10:00 in Berlin: 24 November and 1 December come before it."""
    return at_start(series, "2026-12-08 09:00")


def at_start(series: Series, moment: str) -> Meeting:
    return Meeting.objects.with_pair().get(series=series, starts_at=frozen(moment))


def planned(pair: Pair, n: int = 5) -> list[str]:
    dates = Meeting.objects.planned().filter(pair=pair, starts_at__gt=NOW).order_by("starts_at")
    return [f"{one.starts_at:%m-%d %H:%M}" for one in dates[:n]]


def move(meeting: Meeting, to: str, scope: Scope, *, by: Person | None = None, at: datetime = NOW) -> Series | None:
    return LastingMove(meeting, to=frozen(to), scope=scope, at=at).make(by=by or meeting.pair.report, at=at)


def everything(pair: Pair) -> list[tuple[object, ...]]:
    """Each meeting as it is: which one, of which series, when."""
    rows = Meeting.objects.filter(pair=pair).order_by("starts_at", "id")
    return list(rows.values_list("pk", "series", "original_local", "starts_at", "ends_at", "state", "moved_from"))


# --- this and all following


def test_this_and_all_following_gives_the_old_one_its_end_at_once_and_no_two_cover_the_same_day(
    pair: Pair, series: Series, third: Meeting
) -> None:
    new = move(third, "2026-12-10 13:30", Scope.FOLLOWING)

    series.refresh_from_db()
    assert new is not None
    assert planned(pair) == ["11-24 09:00", "12-01 09:00", "12-10 13:30", "12-17 13:30", "12-24 13:30"]
    assert series.ended_on == date(2026, 12, 7)
    assert (new.first_local, new.continues) == (datetime(2026, 12, 10, 14, 30), series)
    assert Series.objects.running().get(pair=pair) == new


def test_the_pages_go_along_with_what_was_noted_on_them(pair: Pair, third: Meeting, people: People) -> None:
    note = SharedNote.of(third, None, at=NOW)
    note.append("Prepared", by=people["report"], at=NOW)
    before = {one.pk for one in Meeting.objects.planned().filter(pair=pair)}

    move(third, "2026-12-10 13:30", Scope.FOLLOWING)

    third.refresh_from_db()
    assert third.starts_at == frozen("2026-12-10 13:30")
    assert not third.moved
    assert SharedNote.objects.get(pk=note.pk).meeting_id == third.pk
    assert {one.pk for one in Meeting.objects.planned().filter(pair=pair)} >= before


def test_the_length_place_anchor_and_pause_of_the_rhythm_go_along(series: Series, third: Meeting) -> None:
    Series.objects.filter(pk=series.pk).update(minutes=45)
    series.refresh_from_db()
    series.place = "Room 4"
    series.save(update_fields=["place"])
    series.pause(first_on=date(2026, 12, 14), last_on=date(2026, 12, 20), by=None, at=NOW)

    new = move(Meeting.objects.with_pair().get(pk=third.pk), "2026-12-09 09:00", Scope.FOLLOWING)

    assert new is not None
    new = Series.objects.get(pk=new.pk)
    assert (new.minutes, new.place, new.anchor, new.paused_from) == (45, "Room 4", series.anchor, date(2026, 12, 14))
    assert at_start(new, "2026-12-16 09:00").exempt == "paused"
    assert at_start(new, "2026-12-23 09:00").exempt == ""


def test_one_that_somebody_moved_by_itself_keeps_its_time_and_is_named(
    pair: Pair, series: Series, third: Meeting, people: People
) -> None:
    at_start(series, "2026-12-15 09:00").move(to=frozen("2026-12-18 14:00"), by=people["report"], at=NOW)

    lasting = LastingMove(third, to=frozen("2026-12-10 09:00"), scope=Scope.FOLLOWING, at=NOW)
    with timezone.override(people["manager"].zone):
        said = lasting.sentences(people["manager"])
    move(third, "2026-12-10 09:00", Scope.FOLLOWING)

    assert "The one on Friday 18 December, 15:00 was moved by itself: it stays there." in said
    assert planned(pair)[2:] == ["12-10 09:00", "12-18 14:00", "12-24 09:00"]


def test_one_that_was_skipped_stays_skipped_and_does_not_come_back(
    pair: Pair, series: Series, third: Meeting, people: People
) -> None:
    skipped = at_start(series, "2026-12-15 09:00")
    skipped.skip(reason="clash", by=people["report"], at=NOW)

    move(third, "2026-12-10 09:00", Scope.FOLLOWING)

    skipped.refresh_from_db()
    assert skipped.skipped
    assert skipped.starts_at == frozen("2026-12-17 09:00")
    assert planned(pair)[2:4] == ["12-10 09:00", "12-24 09:00"]


def test_ten_stays_ten_on_the_clock_of_the_rhythm_whoever_moves_it(pair: Pair, people: People) -> None:
    Person.objects.filter(pk=people["report"].pk).update(time_zone="America/New_York")
    pair.report.refresh_from_db()
    series = Series.begin(
        pair, recurrence=Recurrence(weekday=TUESDAY), on_or_after=date(2027, 3, 2), clock=time(15), minutes=30,
        anchor=pair.manager, by=None, at=NOW,
    )  # fmt: skip

    new = move(at_start(series, "2027-03-02 14:00"), "2027-03-03 14:00", Scope.ALL)

    assert new is not None
    starts = Meeting.objects.filter(series=new).order_by("starts_at").values_list("starts_at", flat=True)[:6]
    assert [f"{one:%m-%d %H:%M}" for one in starts] == [
        "03-03 14:00", "03-10 14:00", "03-17 14:00", "03-24 14:00", "03-31 13:00", "04-07 13:00",
    ]  # fmt: skip


@pytest.mark.parametrize("to", ["2026-12-01 13:00", "2026-11-30 09:00", "2026-11-24 08:00"])
def test_all_following_cannot_begin_before_one_that_stays(third: Meeting, to: str) -> None:
    refusal = LastingMove(third, to=frozen(to), scope=Scope.FOLLOWING, at=NOW).refusal

    assert refusal == (
        "All following would then begin before the one on Tuesday 1 December. Move the whole rhythm instead."
    )


# --- the whole rhythm


def test_the_whole_rhythm_moves_every_date_to_come_and_what_was_held_stays(
    pair: Pair, series: Series, third: Meeting, people: People
) -> None:
    first = at_start(series, "2026-11-24 09:00")
    first.wrap_up(by=people["report"], at=first.ends_at)
    later = first.ends_at + timedelta(hours=1)

    move(third, "2026-12-10 13:30", Scope.ALL, at=later)

    first.refresh_from_db()
    assert (first.held, first.starts_at, first.series) == (True, frozen("2026-11-24 09:00"), series)
    assert planned(pair) == ["12-03 13:30", "12-10 13:30", "12-17 13:30", "12-24 13:30", "12-31 13:30"]


def test_a_whole_rhythm_does_not_move_into_the_past(third: Meeting) -> None:
    refusal = LastingMove(third, to=frozen("2026-12-06 09:00"), scope=Scope.ALL, at=NOW).refusal

    assert refusal == "The next one would then have been on Sunday 22 November: that is over. Pick a later time."


def test_a_number_of_times_stays_that_number(pair: Pair, people: People) -> None:
    series = Series.begin(
        pair, recurrence=Recurrence(weekday=TUESDAY, count=5), on_or_after=date(2026, 11, 24), clock=time(10),
        minutes=30, anchor=pair.manager, by=None, at=NOW,
    )  # fmt: skip

    new = move(at_start(series, "2026-12-08 09:00"), "2026-12-10 09:00", Scope.FOLLOWING)

    assert new is not None
    assert new.recurrence.count == 3
    assert planned(pair, 9) == ["11-24 09:00", "12-01 09:00", "12-10 09:00", "12-17 09:00", "12-24 09:00"]


def test_from_the_next_date_on_all_following_are_the_whole_rhythm(series: Series, third: Meeting) -> None:
    assert LastingMove.scopes(at_start(series, "2026-11-24 09:00"), at=NOW) == [Scope.ONE, Scope.ALL]
    assert LastingMove.scopes(third, at=NOW) == [Scope.ONE, Scope.FOLLOWING, Scope.ALL]


def test_one_of_no_rhythm_that_goes_on_moves_alone(pair: Pair, series: Series, third: Meeting) -> None:
    once = Meeting.objects.create(
        pair=pair, starts_at=NOW + timedelta(days=3), ends_at=NOW + timedelta(days=3, hours=1)
    )
    move(third, "2026-12-10 09:00", Scope.FOLLOWING)

    assert LastingMove.scopes(once, at=NOW) == [Scope.ONE]
    assert LastingMove.scopes(at_start(series, "2026-12-01 09:00"), at=NOW) == [Scope.ONE]


# --- back, and two at once


@pytest.mark.parametrize("scope", [Scope.FOLLOWING, Scope.ALL])
def test_undone_everything_is_as_it_was(
    pair: Pair, series: Series, third: Meeting, people: People, scope: Scope
) -> None:
    at_start(series, "2026-12-15 09:00").move(to=frozen("2026-12-18 14:00"), by=people["report"], at=NOW)
    at_start(series, "2026-12-22 09:00").skip(reason="clash", by=people["report"], at=NOW)
    before = everything(pair)

    new = move(third, "2026-12-10 13:30", scope)
    assert new is not None
    assert everything(pair) != before
    assert LastingMove.take_back(new, by=people["manager"], at=NOW)

    series.refresh_from_db()
    assert everything(pair)[: len(before)] == before  # perhaps some more are planned by now
    assert series.ended_on is None
    assert not Series.objects.filter(pk=new.pk).exists()
    assert not LastingMove.take_back(series, by=people["manager"], at=NOW)


@pytest.mark.parametrize("scope", [Scope.FOLLOWING, Scope.ALL])
def test_a_lasting_move_then_a_move_back_is_the_identity(pair: Pair, third: Meeting, scope: Scope) -> None:
    before = planned(pair, 9)

    move(third, "2026-12-10 13:30", scope)
    move(Meeting.objects.with_pair().get(pk=third.pk), "2026-12-08 09:00", scope)

    assert planned(pair, 9) == before


def test_a_rhythm_that_was_changed_since_or_has_begun_is_not_taken_back(third: Meeting, people: People) -> None:
    new = move(third, "2026-12-10 13:30", Scope.ALL)
    assert new is not None
    assert not LastingMove.take_back(new, by=people["manager"], at=frozen("2026-11-26 13:30"))

    new.pause(first_on=date(2026, 12, 14), by=None, at=NOW)
    assert not LastingMove.take_back(Series.objects.get(pk=new.pk), by=people["manager"], at=NOW)


def test_of_two_people_who_move_it_at_once_one_wins(pair: Pair, third: Meeting, people: People) -> None:
    same = Meeting.objects.with_pair().get(pk=third.pk)

    assert move(third, "2026-12-10 13:30", Scope.FOLLOWING, by=people["manager"]) is not None
    assert move(same, "2026-12-11 08:00", Scope.ALL, by=people["report"]) is None
    assert planned(pair)[2] == "12-10 13:30"


def test_one_that_the_other_moved_alone_meanwhile_is_not_moved_with_all(
    pair: Pair, third: Meeting, people: People
) -> None:
    Meeting.objects.get(pk=third.pk).move(to=frozen("2026-12-09 09:00"), by=people["manager"], at=NOW)

    assert move(third, "2026-12-10 13:30", Scope.FOLLOWING) is None
    assert planned(pair)[2] == "12-09 09:00"


def test_it_is_recorded_once_with_ids_and_no_words(third: Meeting, people: People) -> None:
    new = move(third, "2026-12-10 13:30", Scope.FOLLOWING)

    assert new is not None
    happened = Activity.objects.get(kind="series.moved")
    assert (happened.subject_id, happened.by, happened.pair_id) == (new.pk, people["report"], third.pair_id)
    assert set(happened.particulars) == {"before", "meeting", "scope"}


# --- in the browser


def test_the_pair_reads_who_moved_the_rhythm(browse: Browse, people: People, pair: Pair, third: Meeting) -> None:
    move(third, "2026-12-10 13:30", Scope.ALL, by=people["report"])

    assert "Tom moved it on 23 November." in browse(people["manager"]).get(pair.get_absolute_url()).content.decode()
    assert "You moved it on 23 November." in browse(people["report"]).get(pair.get_absolute_url()).content.decode()


def url(meeting: Meeting, change: str = "move/") -> str:
    return meeting.get_absolute_url() + change


def agreed_to(page: str) -> dict[str, str]:
    return {name: re.findall(f'name="{name}" value="([^"]+)"', page)[0] for name in ("agreed", "sure")}


@pytest.mark.parametrize("headers", [{}, SCRIPT])
def test_what_a_lasting_move_does_is_read_before_it_happens(
    browse: Browse, people: People, pair: Pair, third: Meeting, headers: dict[str, str]
) -> None:
    client, said = browse(people["manager"]), {"date": "2026-12-10", "time": "14:30", "scope": "following"}

    asked = client.post(url(third), said, headers=headers)

    page = asked.content.decode()
    assert asked.status_code == 422
    assert "From Thursday 10 December on: every week on Thursday, 14:30 to 15:00." in page
    assert "7 planned dates move, each with its page." in page
    assert "Those before Tuesday 8 December stay where they are." in page
    assert "What was held, and everything written, stays." in page
    assert planned(pair)[2] == "12-08 09:00"

    done = client.post(url(third), {"scope": "following", **agreed_to(page)}, headers=headers, follow=True)
    assert "The rhythm moved. This one is now on Thursday 10 December, 14:30." in done.content.decode()
    assert planned(pair)[2:4] == ["12-10 13:30", "12-17 13:30"]

    back = re.findall(r'action="([^"]+rhythm/undo/[^"]*)"', done.content.decode())[0].replace("&amp;", "&")
    client.post(back, headers=headers)
    assert planned(pair)[2:4] == ["12-08 09:00", "12-15 09:00"]


def test_who_agreed_to_one_thing_does_not_get_another(
    browse: Browse, people: People, pair: Pair, third: Meeting
) -> None:
    client, said = browse(people["manager"]), {"date": "2026-12-10", "time": "14:30", "scope": "following"}
    read = agreed_to(client.post(url(third), said).content.decode())

    for changed in ({"scope": "all"}, {"scope": "following", "sure": "2026-12-11T13:30:00+00:00"}):
        answer = client.post(url(third), {**read, **changed})
        assert answer.status_code == 422
    at_start(Series.objects.get(pair=pair), "2026-12-08 09:00").series.pause(  # type: ignore[union-attr] # it has one
        first_on=date(2026, 12, 20), by=people["report"], at=NOW
    )
    assert client.post(url(third), {**read, "scope": "following"}).status_code == 422
    assert planned(pair)[2] == "12-08 09:00"


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"scope": "everything", "date": "2026-12-10", "time": "14:30"}, "Say whether only this one moves"),
        ({"scope": "following", "date": "2026-12-01", "time": "14:30"}, "Move the whole rhythm instead."),
        ({"scope": "all", "date": "2026-12-01", "time": "10:00"}, "Pick a later time."),
        ({"scope": "all", "date": "2026-11-01", "time": "10:00"}, "That time is over"),
        ({"scope": "all", "date": "", "time": "10:00"}, "Pick a day"),
    ],
)
def test_a_lasting_move_that_cannot_be_is_refused_in_place_and_stays_chosen(
    browse: Browse, people: People, pair: Pair, third: Meeting, said: dict[str, str], sentence: str
) -> None:
    answer = browse(people["report"]).post(url(third), said, headers=SCRIPT)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    if said["scope"] != "everything":
        assert f'value="{said["scope"]}" checked' in page
    assert planned(pair)[2] == "12-08 09:00"


def test_what_speaks_against_the_new_time_is_among_what_is_read_first(
    browse: Browse, people: People, third: Meeting
) -> None:
    report = people["report"]
    Absence.add(report, first_on=date(2026, 12, 10), last_on=date(2026, 12, 10), kind="leave", by=report, at=NOW)
    other = Pair.start(people["outsider"], report, kind="mentor", by=report, at=NOW)
    Meeting.objects.create(
        pair=other, starts_at=frozen("2026-12-11 09:00"), ends_at=frozen("2026-12-11 10:00"), state="scheduled"
    )
    HolidayList.take(report, [(date(2026, 12, 14), "Founders")], by=report, at=NOW)
    client = browse(people["manager"])

    for day, clock, sentence in (
        ("2026-12-10", "10:00", "Tom is away."),
        ("2026-12-11", "10:00", "Tom is in another 1:1."),
        ("2026-12-14", "10:00", "A public holiday for Tom."),
        ("2026-12-15", "21:00", "Outside Tom’s hours."),
    ):
        page = client.post(url(third), {"date": day, "time": clock, "scope": "following"}).content.decode()
        assert sentence in page
        assert "Nils" not in page


def test_dates_of_the_two_that_stay_and_would_be_in_the_way_are_named(
    browse: Browse, people: People, pair: Pair, third: Meeting
) -> None:
    Meeting.objects.create(pair=pair, starts_at=frozen("2026-12-17 13:00"), ends_at=frozen("2026-12-17 14:00"))

    page = browse(people["manager"]).post(url(third), {"date": "2026-12-10", "time": "14:30", "scope": "following"})

    assert "On Thursday 17 December, 14:00 you two have another 1:1 already." in page.content.decode()


def test_looking_at_another_day_keeps_what_was_chosen(browse: Browse, people: People, third: Meeting) -> None:
    page = browse(people["report"]).get(url(third) + "?day=2026-12-10&scope=all", headers=SCRIPT).content.decode()

    assert 'value="all" checked' in page


def test_a_move_of_one_day_onto_where_it_stands_may_still_be_a_lasting_one(
    browse: Browse, people: People, pair: Pair, third: Meeting
) -> None:
    third.move(to=frozen("2026-12-10 09:00"), by=people["report"], at=NOW)
    client, said = browse(people["report"]), {"date": "2026-12-10", "time": "10:00"}
    assert "planned already" in client.post(url(third), said).content.decode()

    read = agreed_to(client.post(url(third), {**said, "scope": "following"}).content.decode())
    client.post(url(third), {**read, "scope": "following"})

    assert planned(pair)[2:4] == ["12-10 09:00", "12-17 09:00"]
    third.refresh_from_db()
    assert not third.moved


# --- since when the two meet


def strip_caption(browse: Browse, pair: Pair, url: str) -> str:
    page = browse(pair.report).get(url).content.decode()
    found = re.search(r'<span class="small soft">(Every [^<]+)</span>', page)
    assert found, "the strip has a caption"
    return found[1]


@pytest.mark.parametrize("scope", [Scope.FOLLOWING, Scope.ALL])
def test_the_caption_of_the_strip_counts_from_the_first_rhythm_of_that_pace(
    browse: Browse, pair: Pair, scope: Scope
) -> None:
    """A rhythm that was moved for good goes on: nobody began to meet in December."""
    march = datetime.fromisoformat("2026-03-02T09:00+00:00")
    series = Series.begin(
        pair, recurrence=Recurrence(weekday=TUESDAY), on_or_after=date(2026, 3, 3), clock=time(10), minutes=30,
        anchor=pair.manager, by=None, at=march,
    )  # fmt: skip
    series.plan(at=NOW)
    third = at_start(series, "2026-12-08 09:00")
    assert strip_caption(browse, pair, pair.get_absolute_url()) == "Every week since March"

    new = move(third, "2026-12-10 13:30", scope)
    assert new is not None
    fourth = Meeting.objects.with_pair().get(series=new, starts_at=frozen("2026-12-17 13:30"))
    again = move(fourth, "2026-12-18 13:30", Scope.ALL)
    assert again is not None
    for url in (pair.get_absolute_url(), third.get_absolute_url()):
        assert strip_caption(browse, pair, url) == "Every week since March"
    assert LastingMove.take_back(again, by=pair.report, at=NOW)
    assert strip_caption(browse, pair, pair.get_absolute_url()) == "Every week since March"


@pytest.mark.parametrize(("interval", "said"), [(1, "Every week since March"), (2, "Every 2 weeks from 27 November")])
def test_another_time_at_the_same_pace_goes_on_and_another_pace_begins(
    browse: Browse, pair: Pair, interval: int, said: str
) -> None:
    about = {"clock": time(10), "minutes": 30, "anchor": pair.manager, "by": None}
    march = datetime.fromisoformat("2026-03-02T09:00+00:00")
    weekly = Series.begin(pair, recurrence=Recurrence(weekday=TUESDAY), on_or_after=date(2026, 3, 3), at=march, **about)
    weekly.plan(at=NOW)
    friday = Recurrence(weekday=4, interval=interval)
    Series.begin(pair, recurrence=friday, on_or_after=date(2026, 11, 24), at=NOW, **about)
    assert strip_caption(browse, pair, pair.get_absolute_url()) == said
