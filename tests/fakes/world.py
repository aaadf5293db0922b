"""Who is invited to what, across providers: the two-party model."""

import threading
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from tests.fakes.clock import Clock
from tests.fakes.observations import Mail, Observations

Reply = Literal["accepted", "declined", "tentative", "needs_action"]
Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Invitation:
    """What an organiser's provider tells the attendees, as in iTIP.

    Without `rule` it is a single event, with `original` one occurrence of a series. All moments are aware; `zone` is
    the IANA zone in which the rule is expanded, `rule` the text after "RRULE:", and `exceptions` are by original start:
    the moved (where to) and the cancelled (None).
    """

    method: Literal["REQUEST", "CANCEL"]
    ical_uid: str
    sequence: int
    organiser: str
    attendees: dict[str, Reply]
    start: datetime
    end: datetime
    zone: str
    rule: str | None = None
    exceptions: dict[datetime, Span | None] = field(default_factory=dict)
    original: datetime | None = None
    title: str = ""
    description: str = ""
    location: str = ""
    join_url: str = ""


@dataclass(frozen=True)
class Answer:
    """What an attendee's provider tells the organiser; `proposed` is a time that the attendee would rather have."""

    ical_uid: str
    attendee: str
    answer: Reply
    original: datetime | None
    at: datetime
    proposed: Span | None = None


class Mailbox(Protocol):
    """A person's calendar at a provider; `provider` is its name."""

    provider: str

    def receive(self, invitation: Invitation) -> None: ...

    def receive_answer(self, answer: Answer) -> None: ...


class World:
    """Everybody's calendars, and the mail between them.

    `lock` is held while anything in here or in a fake's model is read or written: the servers have many threads.
    """

    def __init__(self, clock: Clock | None = None, observations: Observations | None = None) -> None:
        self.clock = clock or Clock()
        self.observations = observations or Observations()
        self.lock = threading.RLock()
        self._mailboxes: dict[str, Mailbox] = {}
        self._organisers: dict[str, tuple[str, int]] = {}

    def join(self, email: str, mailbox: Mailbox) -> None:
        """From now on this address is served by this mailbox."""
        if self._mailboxes.setdefault(email.lower(), mailbox) is not mailbox:
            raise ValueError(f"{email} has a mailbox already.")

    def mailbox(self, email: str) -> Mailbox | None:
        return self._mailboxes.get(email.lower())

    def send(self, invitation: Invitation, to: str, *, notify: bool = True) -> None:
        """Tell one attendee. Without `notify` nothing is mailed: only a calendar at the same provider hears of it."""
        with self.lock:
            self._organisers[invitation.ical_uid] = (invitation.organiser.lower(), invitation.sequence)
            if notify:
                self._mail(
                    to,
                    invitation.method,
                    invitation.ical_uid,
                    invitation.sequence,
                    invitation.original,
                    sender=invitation.organiser,
                    title=invitation.title,
                )
            there = self.mailbox(to)
            if there and (notify or there.provider == self._provider(invitation.organiser)):
                there.receive(invitation)

    def answer(self, answer: Answer, *, notify: bool = True) -> None:
        """Tell the organiser of an event that was sent. Without `notify` as in `send`."""
        with self.lock:
            organiser, sequence = self._organisers[answer.ical_uid]
            if notify:
                self._mail(
                    organiser, "REPLY", answer.ical_uid, sequence, answer.original, sender=answer.attendee, title=""
                )
            there = self.mailbox(organiser)
            if there and (notify or there.provider == self._provider(answer.attendee)):
                there.receive_answer(answer)

    def _provider(self, email: str) -> str:
        mailbox = self.mailbox(email)
        return mailbox.provider if mailbox else ""

    def _mail(
        self, to: str, kind: str, ical_uid: str, sequence: int, original: datetime | None, *, sender: str, title: str
    ) -> None:
        self.observations.mails.append(
            Mail(to.lower(), kind, ical_uid, sequence, original, sender.lower(), title, self.clock.now())
        )
