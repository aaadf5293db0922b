"""What follows for pairs when people change, and for their dates when somebody has days off."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q

from activity.models import Activity, on, record
from oneonones.models import Acting, Exemption, FirstBack, KeptDate, Meeting, NextDate, OfficeMove, Pair, Series
from oneonones.models.meetings import MeetingQuerySet
from people.models import Person

ASKED_FOR = timedelta(days=31)  # days off that somebody says later than that change nothing


@on("person.manager_changed")
def follow_the_reporting_line(happened: Activity) -> None:
    """The old direct pair ends, read-only for its two people; a new one starts empty, with the same rhythm."""
    report = Person.objects.get(pk=happened.subject_id)
    by = Person.objects.filter(pk=happened.by_id).first() if happened.by_id else None
    before, manager = happened.particulars["before"], happened.particulars["manager"]
    rhythm: Series | None = None
    if before:
        old = Pair.objects.active().filter(manager_id=UUID(before), report=report, kind=Pair.Kind.DIRECT).first()
        if old is not None:
            rhythm = Series.objects.running().filter(pair=old).first()
            old.end(by=by, at=happened.at)
    if not manager:
        return
    new = Pair.start(Person.objects.get(pk=UUID(manager)), report, by=by, at=happened.at)
    if rhythm is not None and not new.series.filter(ended_on=None).exists():
        rhythm.hand_on(new, by=by, at=happened.at)


@on("person.deactivated")
def end_the_pairs_of_a_leaver(happened: Activity) -> None:
    """Read-only for the other one of each; what was planned is cancelled."""
    by = Person.objects.filter(pk=happened.by_id).first() if happened.by_id else None
    person = happened.subject_id
    for pair in Pair.objects.active().with_people().filter(Q(manager=person) | Q(report=person)):
        pair.end(by=by, at=happened.at)


@on("absence.added", "absence.changed", "absence.removed")
def follow_an_absence(happened: Activity) -> None:
    """Dates on which somebody is away are exempt; a rhythm of which none is left plans the first one back."""
    about = happened.particulars
    person, first, last = UUID(about["person"]), date.fromisoformat(about["first"]), date.fromisoformat(about["last"])
    theirs = Meeting.objects.of_person(person)
    look_again(person, theirs.since(first, last), at=happened.at)


@on("person.country_chosen", "holidays.imported", "holidays.removed")
def follow_public_holidays(happened: Activity) -> None:
    """From now on, and as far back as anybody can still be asked whether a 1:1 took place."""
    person = UUID(happened.particulars.get("person") or str(happened.subject_id))
    recent = Meeting.objects.of_person(person).filter(starts_at__gte=happened.at - ASKED_FOR)
    look_again(person, recent, at=happened.at)


@on("person.time_zone_chosen")
def follow_another_clock(happened: Activity) -> None:
    """A day off is one of the person's own clock: a 1:1 late in the evening may be on another day now."""
    ahead = Meeting.objects.of_person(happened.subject_id).filter(starts_at__gt=happened.at)
    look_again(happened.subject_id, ahead, at=happened.at)


@on("meeting.moved", "meeting.unskipped", "meeting.uncancelled", "meeting.reopened")
def follow_a_date(happened: Activity) -> None:
    """What was moved, or is planned again, may fall on a day off, or no longer does."""
    Exemption.mark(Meeting.objects.filter(pk=happened.subject_id), at=happened.at)


@on("series.started", "series.moved", "series.moved_back", "series.office_moved", "series.paused", "series.resumed")
def follow_a_rhythm(happened: Activity) -> None:
    """Dates may fall on days off: those that moved along or went on from another one, those that a pause covered."""
    Exemption.mark(Meeting.objects.filter(pair=happened.pair_id, starts_at__gt=happened.at), at=happened.at)
    NextDate.plan(Series.objects.filter(pk=happened.subject_id), at=happened.at)


@on("pair.end_set")
def follow_another_last_day(happened: Activity) -> None:
    """Dates that come back may be on days off."""
    Exemption.mark(Meeting.objects.filter(pair=happened.subject_id, starts_at__gt=happened.at), at=happened.at)
    NextDate.plan(Series.objects.filter(pair=happened.subject_id), at=happened.at)


@on(
    "meeting.moved",
    "meeting.unskipped",
    "meeting.uncancelled",
    "series.moved",
    "series.moved_back",
    "series.office_moved",
)
def end_with_the_last_day(happened: Activity) -> None:
    """What is planned again, or goes along with its rhythm, may come after the day on which its pair ends."""
    if happened.pair_id is not None:
        for pair in Pair.objects.active().with_people().filter(pk=happened.pair_id, ends_on__isnull=False):
            Acting.keep_within(pair, by=None, at=happened.at)


@on("meeting.scheduled")
def keep_what_is_arranged(happened: Activity) -> None:
    """Whoever arranges a 1:1 is told what speaks against the time: on a day off, they meant it."""
    KeptDate(Meeting.objects.get(pk=happened.subject_id)).arranged(by_id=happened.by_id, at=happened.at)


@on(
    "meeting.moved", "meeting.scheduled", "meeting.skipped", "meeting.unskipped", "meeting.cancelled",
    "meeting.uncancelled", "meeting.kept", "meeting.let_go", "meeting.disputed", "series.started", "series.moved",
    "series.moved_back", "series.office_moved", "series.paused", "series.resumed", "series.ended",
    "pair.end_set",
)  # fmt: skip
def find_the_first_one_back(happened: Activity) -> None:
    """Another date may be the first after a long absence now."""
    if happened.pair_id is not None:
        FirstBack.mark([happened.pair_id], at=happened.at)


def look_again(person: UUID, meetings: MeetingQuerySet, *, at: datetime) -> None:
    """Some days of somebody are off, or on again: what that means for the 1:1s of theirs."""
    pairs = Pair.objects.active().filter(Q(manager=person) | Q(report=person))
    changed = {meeting.pair_id: meeting for meeting in Exemption.mark(meetings, at=at)}
    NextDate.plan(Series.objects.filter(pair__in=pairs), at=at)
    FirstBack.mark(list(pairs.values_list("pk", flat=True)), at=at)
    for one_of_a_pair in changed.values():  # enough for the pages of the two to look again
        record("meeting.exemption_changed", one_of_a_pair, by=None, at=at)


@on("person.time_zone_chosen")
def ask_whose_clock_rhythms_keep(happened: Activity) -> None:
    """Their rhythms go on as they are until one of the two says whether they follow."""
    OfficeMove.offer(happened.subject_id, happened.particulars["after"], at=happened.at)
