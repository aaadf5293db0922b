"""Random hands: whatever the organiser does, every attendee sees the same, and the feed tells it all.

Beside `test_both_calendars_agree` (two parties, deeper) this has answers, three parties, and a client with a cursor.
One seed, one history. The organiser sits at one provider, the attendees at both.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest

from tests.fakes.by_hand.diary import Diary, Entry
from tests.fakes.by_hand.google_diary import GoogleDiary
from tests.fakes.by_hand.microsoft_diary import MicrosoftDiary
from tests.fakes.google.google import Google
from tests.fakes.google.weekly import berlin
from tests.fakes.microsoft.fake import Microsoft

RULES = [
    "FREQ=WEEKLY;BYDAY=MO;WKST=MO",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;WKST=MO",
    "FREQ=MONTHLY;BYDAY=1MO",
    "FREQ=WEEKLY;BYDAY=MO;COUNT=6;WKST=MO",
]
WINDOW = (berlin(9, 1).astimezone(UTC), berlin(12, 31).astimezone(UTC))
STEPS = 14


class History:
    """What happens to one pair's events, by chance."""

    def __init__(self, seed: int, organiser: Diary, attendees: list[Diary]) -> None:
        self.chance, self.organiser, self.attendees = Random(seed), organiser, attendees
        self.told: list[str] = []

    def step(self) -> None:
        entries = self.organiser.entries(*WINDOW)
        if not entries:
            return self.make()
        verbs: list[Callable[[Entry], None]] = [self.move, self.delete, self.move_all, self.split, self.answer]
        verbs += [self.move, self.delete, self.answer]
        verb = self.chance.choice(verbs)
        entry = self.chance.choice(entries)
        self.told.append(f"{verb.__name__} {entry.original or entry.starts:%d %b %H:%M}")
        return verb(entry)

    def make(self) -> None:
        rule = self.chance.choice(RULES)
        self.told.append(f"make {rule}")
        guests = [diary.email for diary in self.attendees]
        self.organiser.hand.make("1:1", berlin(10, 5), rule=rule, guests=guests)

    def move(self, entry: Entry) -> None:
        """Within the day: what both providers can do."""
        by = timedelta(minutes=self.chance.choice([-90, -30, 45, 120]))
        self.organiser.hand.move(entry.id, entry.starts + by, original=entry.original)

    def delete(self, entry: Entry) -> None:
        self.organiser.hand.delete(entry.id, original=entry.original)

    def move_all(self, entry: Entry) -> None:
        firsts = [one for one in self.organiser.entries(*WINDOW) if one.id == entry.id]
        if entry.original is None:
            return
        first = min(one.original for one in firsts if one.original)
        self.organiser.hand.split(entry.id, first, first + timedelta(minutes=self.chance.choice([-30, 60])))

    def split(self, entry: Entry) -> None:
        if entry.original:
            to = entry.original + timedelta(minutes=self.chance.choice([-60, 30]))
            self.organiser.hand.split(entry.id, entry.original, to)

    def answer(self, entry: Entry) -> None:
        """Not with a no: Outlook takes away what one declines, Google keeps it."""
        diary = self.chance.choice(self.attendees)
        theirs = diary.entries(*WINDOW)
        if theirs:
            one = self.chance.choice(theirs)
            original = one.original if self.chance.random() < 0.5 else None
            diary.hand.answer(one.id, self.chance.choice(["accepted", "tentative"]), original=original)


def seen(diary: Diary) -> list[tuple[datetime, datetime, str]]:
    return sorted((entry.starts, entry.ends, entry.title) for entry in diary.entries(*WINDOW))


class Mirror:
    """A client that keeps a calendar by its feed alone."""

    def __init__(self, api: Any) -> None:
        self._api, self._token = api, None
        self.events: dict[str, Any] = {}

    def pull(self) -> None:
        request = self._api.events().list(calendarId="primary", syncToken=self._token, maxResults=3)
        while request is not None:
            answer = request.execute()
            self.events |= {event["id"]: event for event in answer["items"]}
            self._token = answer.get("nextSyncToken")
            request = self._api.events().list_next(request, answer)

    def alive(self) -> dict[str, Any]:
        return {name: event["etag"] for name, event in self.events.items() if event["status"] != "cancelled"}


def listed(api: Any) -> dict[str, Any]:
    items = api.events().list(calendarId="primary", maxResults=2500).execute()["items"]
    return {event["id"]: event["etag"] for event in items if event["status"] != "cancelled"}


@pytest.fixture
def diaries(google: Google, microsoft: Microsoft) -> dict[str, Diary]:
    return {
        "google": GoogleDiary(google, "priya@example.test"),
        "google too": GoogleDiary(google, "tom@example.test"),
        "microsoft": MicrosoftDiary(microsoft, "elena@contoso.test"),
    }


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("organiser", ["google", "microsoft"])
def test_everybody_sees_what_the_organiser_did(
    diaries: dict[str, Diary], priya: Any, tom: Any, organiser: str, seed: int
) -> None:
    attendees = [diary for name, diary in diaries.items() if name != organiser]
    history = History(seed, diaries[organiser], attendees)
    mirrors = [Mirror(priya), Mirror(tom)]
    for _ in range(STEPS):
        history.step()
        for attendee in attendees:
            assert seen(attendee) == seen(history.organiser), (attendee.email, history.told)
        if history.chance.random() < 0.4:
            for mirror in mirrors:
                mirror.pull()
    for mirror, api in zip(mirrors, (priya, tom), strict=True):
        mirror.pull()
        assert mirror.alive().items() >= listed(api).items(), history.told
        assert set(mirror.alive()) == set(listed(api)), history.told
