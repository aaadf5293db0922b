"""A manager for a while: a pair of its own that closes by itself."""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from activity.models import record
from oneonones.models.meeting import Meeting
from oneonones.models.pair import Pair
from oneonones.models.recurrence import at_time, instant
from oneonones.models.series import Series
from people.models import Person

DAY = timedelta(days=1)


class CannotAct(ValueError):
    """Why nobody stands in: a sentence for whoever asked."""


class Acting:
    """Somebody stands in as manager until a day. Walled off like any other pair: it starts empty, and is theirs."""

    @classmethod
    def start(cls, manager: Person, report: Person, *, until: date, by: Person | None, at: datetime) -> Pair:
        """The two can meet until that day, included. Where they have such a pair, it ends then instead.

        Dates after an earlier last day are cancelled; for a later one their rhythm goes on until then.
        """
        if manager == report:
            raise CannotAct(_("Nobody stands in as their own manager."))
        if until < manager.today(at):
            raise CannotAct(_("That day is over. Pick the last day on which the two meet."))
        with transaction.atomic():
            pair = Pair.start(manager, report, kind=Pair.Kind.ACTING, by=by, at=at)
            if pair.ends_on != until:
                Pair.objects.filter(pk=pair.pk).update(ends_on=until)
                pair.ends_on = until
                cls.keep_within(pair, by=by, at=at)
                cls._go_on(pair, at=at)
                record("pair.end_set", pair, by=by, at=at, ends_on=until)
        return pair

    @staticmethod
    def end_of(pair: Pair) -> datetime | None:
        """When the last day is over, on the clock of whoever stands in; None for a pair without a last day."""
        return instant(at_time(pair.ends_on + DAY, time()), pair.manager.zone) if pair.ends_on else None

    @classmethod
    def keep_within(cls, pair: Pair, *, by: Person | None, at: datetime) -> int:
        """No date is left after the last day. Returns how many were cancelled."""
        end = cls.end_of(pair)
        if end is None:
            return 0
        ahead = Meeting.objects.filter(pair=pair, starts_at__gt=at, starts_at__gte=end)
        open_states = (Meeting.State.SCHEDULED, Meeting.State.PROPOSED)
        return ahead.filter(state__in=open_states).update(
            state=Meeting.State.CANCELLED, cancelled_at=at, cancelled_by=by
        )

    @classmethod
    def _go_on(cls, pair: Pair, *, at: datetime) -> None:
        """Until the last day the two meet by their rhythm, also on dates that an earlier last day had cancelled.

        Of a rhythm that goes on nothing else cancels a date: the two skip it.
        """
        running, end = Series.objects.running().filter(pair=pair), cls.end_of(pair)
        gone = Meeting.objects.filter(series__in=running, state=Meeting.State.CANCELLED, starts_at__gt=at)
        gone.filter(starts_at__lt=end).update(state=Meeting.State.SCHEDULED, cancelled_at=None, cancelled_by=None)
        running.plan(at=at)

    @classmethod
    def close_due(cls, *, at: datetime) -> int:
        """Those whose last day is over end, as of that day. Returns how many."""
        due = Pair.objects.active().with_people().filter(ends_on__lt=at.date() + DAY)
        over = [pair for pair in due if pair.ends_on and pair.ends_on < pair.manager.today(at)]
        for pair in over:
            pair.end(by=None, at=at, on=pair.ends_on)
        return len(over)
