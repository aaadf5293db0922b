"""A manager for a while: a pair of its own that closes by itself."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from activity.models import record
from oneonones.models.pair import Pair
from people.models import Person

DAY = timedelta(days=1)


class CannotAct(ValueError):
    """Why nobody stands in: a sentence for whoever asked."""


class Acting:
    """Somebody stands in as manager until a day. Walled off like any other pair: it starts empty, and is theirs."""

    @classmethod
    def start(cls, manager: Person, report: Person, *, until: date, by: Person | None, at: datetime) -> Pair:
        """The two can meet until that day, included. Where they have such a pair, it ends then instead."""
        if manager == report:
            raise CannotAct(_("Nobody stands in as their own manager."))
        if until < manager.today(at):
            raise CannotAct(_("That day is over. Pick the last day on which the two meet."))
        with transaction.atomic():
            pair = Pair.start(manager, report, kind=Pair.Kind.ACTING, by=by, at=at)
            if pair.ends_on != until:
                Pair.objects.filter(pk=pair.pk).update(ends_on=until)
                pair.ends_on = until
                record("pair.end_set", pair, by=by, at=at, ends_on=until)
        return pair

    @classmethod
    def close_due(cls, *, at: datetime) -> int:
        """Those whose last day is over end, as of that day. Returns how many."""
        due = Pair.objects.active().with_people().filter(ends_on__lt=at.date() + DAY)
        over = [pair for pair in due if pair.ends_on and pair.ends_on < pair.manager.today(at)]
        for pair in over:
            pair.end(by=None, at=at, on=pair.ends_on)
        return len(over)
