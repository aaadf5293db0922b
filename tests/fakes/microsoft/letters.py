"""What Exchange tells the others of an event, and what it makes of what it is told."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from tests.fakes.microsoft import drafts, guesses, meeting_link
from tests.fakes.microsoft.event import Attendee, Deviation, Event, Item, Words
from tests.fakes.microsoft.moment import Moment
from tests.fakes.microsoft.rule import Unheld, pattern_of, rule_of
from tests.fakes.world import Invitation, Reply, Span

TO_WORLD: dict[str, Reply] = {
    "none": "needs_action",
    "notResponded": "needs_action",
    "organizer": "accepted",
    "accepted": "accepted",
    "declined": "declined",
    "tentativelyAccepted": "tentative",
}
FROM_WORLD: dict[Reply, str] = {
    "needs_action": "notResponded",
    "accepted": "accepted",
    "declined": "declined",
    "tentative": "tentativelyAccepted",
}


def invitation(item: Item, method: str) -> Invitation:
    """The letter about an item: a series with all that deviates in it, a single event, or one occurrence."""
    event, words = item.event, item.words
    series = event.pattern is not None and item.original is None
    return Invitation(
        method="CANCEL" if method == "CANCEL" else "REQUEST",
        ical_uid=event.ical_uid,
        sequence=item.sequence,
        organiser=event.organiser,
        attendees={one.email: TO_WORLD[one.response] for one in item.attendees},
        start=item.starts.at,
        end=item.ends.at,
        zone=str(event.starts.zone),
        rule=rule_of(event.pattern, event.starts) if series and event.pattern else None,
        exceptions=_exceptions(event) if series else {},
        original=item.original_starts.at if item.original else None,
        title=words["subject"],
        description=words["body"]["content"],
        location=words["location"]["displayName"],
        join_url=event.join_url,
    )


def _exceptions(event: Event) -> dict[datetime, Span | None]:
    """Also those that differ in words only: who gets the letter must know that they are exceptions."""
    others = {day: Item(event, day) for day, one in event.deviations.items() if one.shows and event.has(day)}
    gone: dict[datetime, Span | None] = {event.starts.on(day).at: None for day in event.cancelled}
    return gone | {item.original_starts.at: (item.starts.at, item.ends.at) for item in others.values()}


def words_of(letter: Invitation) -> Words:
    """An invitation stands in the calendar as tentative until it is answered."""
    said = {"contentType": "html", "content": letter.description}
    body = {"subject": letter.title, "body": said, "location": {"displayName": letter.location}}
    words = drafts.blank() | drafts.words_of(body) | {"showAs": "tentative"}
    if letter.join_url and letter.join_url not in letter.description:
        words["body"] = meeting_link.with_blob(words, letter.join_url)
    return words


def attendees_of(letter: Invitation) -> list[Attendee]:
    """An attendee does not see how the others answered."""
    return [Attendee(email, email, response="none") for email in letter.attendees]


def apply(letter: Invitation, event: Event, zone_name: str) -> None:
    """Let the event be as the letter about the whole of it says. What else was done to occurrences (other words, an
    answer, the own copy deleted) stays as long as the series stays where it is."""
    zone = ZoneInfo(zone_name)
    before = (_rhythm(event), event.deviations, event.cancelled)
    event.starts, event.ends = (Moment.of(at, zone_name, zone) for at in (letter.start, letter.end))
    event.pattern, event.deviations, event.cancelled = None, {}, set()
    event.words = words_of(letter) | {"showAs": event.words.get("showAs", "tentative")}
    event.attendees, event.sequence, event.join_url = attendees_of(letter), letter.sequence, letter.join_url
    if letter.rule:
        try:
            pattern = pattern_of(letter.rule, event.starts.wall, zone, zone_name)
        except Unheld:
            return  # guessed
        event.pattern = pattern.begun() if guesses.STARTS_AT_FIRST_FIT else pattern
        for original, span in letter.exceptions.items():
            day = day_of(event, original)
            if event.starts.on(day).at != original:
                continue  # of a time that the series no longer has
            if span is None:
                event.cancelled.add(day)
            elif span != (original, original + event.duration):
                starts, ends = (Moment.of(at, zone_name, zone) for at in span)
                event.deviations[day] = Deviation(starts, ends, sequence=letter.sequence)
    if before[0] == _rhythm(event):
        _keep_what_was_done(event, *before[1:])


def _rhythm(event: Event) -> object:
    """When the series is, but for its end."""
    return event.starts, event.ends, event.pattern and replace(event.pattern, end_on=None, times=None)


def _keep_what_was_done(event: Event, deviations: dict[date, Deviation], cancelled: set[date]) -> None:
    event.cancelled |= cancelled - set(event.deviations)
    for day, old in deviations.items():
        new = event.deviations.setdefault(day, Deviation())
        new.words, new.response, new.sequence = old.words, old.response, max(old.sequence, new.sequence)


def apply_to_occurrence(letter: Invitation, item: Item) -> None:
    """Let one occurrence be as its own letter says; what is like the series' is no deviation."""
    event, deviation = item.event, item.deviate()
    starts, ends = (Moment.of(at, event.starts.zone_name, event.starts.zone) for at in (letter.start, letter.end))
    deviation.starts = deviation.ends = None
    if (starts, ends) != (item.starts, item.ends):
        deviation.starts, deviation.ends = starts, ends
    said = {
        name: value for name, value in words_of(letter).items() if name in ("subject", "body", "location", "locations")
    }
    deviation.words = {name: value for name, value in said.items() if event.words[name] != value}
    deviation.sequence = letter.sequence


def day_of(event: Event, original: datetime) -> date:
    """The original local day of an occurrence, from its original instant."""
    return original.astimezone(event.starts.zone).date()
