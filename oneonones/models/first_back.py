"""The first 1:1 of two people after one of them was away for over two weeks."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from oneonones.models.meeting import Meeting
from oneonones.models.pair import Pair
from people.models import Absence

REMEMBERED = timedelta(days=183)  # so long after a leave a first 1:1 is still the first one back


class FirstBack:
    """Which meetings those are. Kept on the row as `first_back_of`, so that no page has to ask."""

    @classmethod
    def mark(cls, pairs: Collection[UUID], *, at: datetime) -> None:
        """Look again at these pairs: dates or absences of theirs have changed. What was held stays what it was."""
        with transaction.atomic():
            found = cls._found(Pair.objects.active().with_people().in_bulk(pairs), at=at)
            marked = [meeting_id for ids in found.values() for meeting_id in ids]
            stale = Meeting.objects.exclude(state=Meeting.State.HELD).filter(first_back_of__isnull=False)
            stale.filter(pair__in=pairs).exclude(pk__in=marked).update(first_back_of=None)
            for person_id, ids in found.items():
                Meeting.objects.planned().filter(pk__in=ids).update(first_back_of=person_id)

    @classmethod
    def _found(cls, pairs: dict[UUID, Pair], *, at: datetime) -> dict[UUID, list[UUID]]:
        """Of everybody who comes back: their meetings, at most one a pair."""
        absences = _long(pairs.values(), at=at)
        if not absences:
            return {}
        since = min(one.last_on for theirs in absences.values() for one in theirs)
        met: dict[UUID, list[Meeting]] = defaultdict(list)
        for meeting in Meeting.objects.counting().filter(pair__in=pairs).since(since).order_by("starts_at", "pk"):
            met[meeting.pair_id].append(meeting)
        found: dict[UUID, list[UUID]] = defaultdict(list)
        for pair in pairs.values():
            leaves = [*absences[pair.manager_id], *absences[pair.report_id]]
            for meeting_id, person_id in _first_of(pair, leaves, met[pair.pk]).items():
                found[person_id].append(meeting_id)
        return found


def _long(pairs: Iterable[Pair], *, at: datetime) -> dict[UUID, list[Absence]]:
    """The long absences of everybody in these pairs, those to come and those that are not long over."""
    people = {person_id for pair in pairs for person_id in (pair.manager_id, pair.report_id)}
    kept = Absence.objects.kept().filter(person__in=people, last_on__gte=(at - REMEMBERED).date())
    found: dict[UUID, list[Absence]] = defaultdict(list)
    for absence in kept.order_by("last_on", "pk"):
        if absence.long:
            found[absence.person_id].append(absence)
    return found


def _first_of(pair: Pair, leaves: Sequence[Absence], meetings: Sequence[Meeting]) -> dict[UUID, UUID]:
    """Each first meeting after a leave that began while the two met, and whose leave it was; the latest to end wins."""
    first: dict[UUID, UUID] = {}
    for leave in sorted(leaves, key=lambda one: one.last_on):
        person = pair.manager if leave.person_id == pair.manager_id else pair.report
        after = (one for one in meetings if person.today(one.starts_at) > leave.last_on)
        meeting = next(after, None)
        if meeting is not None and pair.started_on < leave.first_on:
            first[meeting.pk] = leave.person_id
    return first
