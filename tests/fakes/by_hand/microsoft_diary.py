"""A calendar of the fake of Microsoft 365, as its owner sees it."""

from dataclasses import replace
from datetime import datetime

from tests.fakes.by_hand.diary import Entry
from tests.fakes.microsoft.event import Item
from tests.fakes.microsoft.fake import Microsoft
from tests.fakes.microsoft.hands import Hand


class MicrosoftDiary:
    provider = "Microsoft 365"

    def __init__(self, microsoft: Microsoft, email: str) -> None:
        self._microsoft, self.email = microsoft, email

    @property
    def hand(self) -> Hand:
        return self._microsoft.hand(self.email)

    def entries(self, after: datetime, before: datetime) -> list[Entry]:
        mailbox = self._microsoft.routes.mailboxes[self.email.lower()]
        with mailbox.world.lock:
            return [self._entry(item) for item in mailbox.items(after, before)]

    def _entry(self, item: Item) -> Entry:
        mailbox = self._microsoft.routes.mailboxes[self.email.lower()]
        answers = {person.email: person.response for person in item.attendees}
        return Entry(
            mailbox.id_of(replace(item, original=None)),
            item.starts.at,
            item.ends.at,
            str(item.words.get("subject", "")),
            item.event.organiser,
            item.original_starts.at if item.original else None,
            answers if item.event.own else {**answers, self.email: item.response},
            item.event.join_url,
        )
