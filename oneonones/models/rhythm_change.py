"""What a new rhythm will do to the dates of a pair: said before it happens."""

from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from hashlib import sha256

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kit.words import day
from oneonones.models.heirs import Heirs
from oneonones.models.meeting import Meeting
from oneonones.models.pair import Pair
from oneonones.models.recurrence import Recurrence, at_time, instant, wall_time
from oneonones.models.rhythm_words import clock_kept, from_then_on
from oneonones.models.series import Series
from people.models import Person


@dataclass(frozen=True)
class RhythmChange:
    """A pair is about to meet by another rule from a day on, or by its first one."""

    pair: Pair
    before: Series | None
    recurrence: Recurrence
    on_or_after: date
    clock: time
    minutes: int
    anchor: Person
    place: str
    at: datetime

    @cached_property
    def starts_on(self) -> date:
        return Series.free_from(self.pair, self.on_or_after, anchor=self.anchor, at=self.at)

    @cached_property
    def first(self) -> datetime:
        """The moment of its first date."""
        return instant(at_time(self.recurrence.first_on_or_after(self.starts_on), self.clock), self.anchor.zone)

    @cached_property
    def affected(self) -> list[Meeting]:
        """What is planned from that day on by the rhythm before."""
        if self.before is None:
            return []
        return list(self.before.planned_from(self.starts_on, at=self.at).order_by("starts_at", "id"))

    @cached_property
    def going_on(self) -> int:
        """How many of those go on in the new rhythm."""
        if self.before is None:
            return 0
        heirs = Heirs.of(self.before, self.recurrence, self.starts_on, at=self.at).meetings
        first = at_time(self.recurrence.first_on_or_after(self.starts_on), self.clock)
        return len(self.recurrence.next(first, first, len(heirs))) if heirs else 0

    @property
    def agreement(self) -> str:
        """What somebody agrees to who has read the sentences: another one once the rhythm or the wish has changed."""
        before = self.before and (self.before.pk, self.before.version)
        wish = (str(self.recurrence), self.on_or_after, self.clock, self.minutes, self.anchor.pk, self.place)
        return sha256(repr((before, wish)).encode()).hexdigest()[:32]

    def make(self, *, by: Person, at: datetime) -> Series:
        return Series.begin(
            self.pair,
            recurrence=self.recurrence,
            on_or_after=self.on_or_after,
            clock=self.clock,
            minutes=self.minutes,
            anchor=self.anchor,
            place=self.place,
            by=by,
            at=at,
        )

    def sentences(self, reader: Person) -> list[str]:
        """Exactly what will happen, on the reader's clock; the rule itself on the clock that it keeps."""
        other = self.pair.other(reader)
        sentences = [from_then_on(self.recurrence, wall_time(self.first, self.anchor.zone), self.minutes)]
        sentences += clock_kept(self.anchor, self.anchor.zone, self.first, reader, other)
        cancelled = len(self.affected) - self.going_on
        if self.going_on == 1:
            sentences.append(
                _("The 1:1 planned for %(day)s becomes the first of these: its page goes along.")
                % {"day": day(self.affected[0].starts_at)}
            )
        elif self.going_on:
            sentences.append(
                _("The %(n)d dates planned from then on move along, each with its page.") % {"n": self.going_on}
            )
        if cancelled:
            last = self.affected[-1].starts_at
            sentences.append(
                ngettext(
                    "%(n)d date after that is cancelled: %(day)s.",
                    "%(n)d dates after that are cancelled, the last on %(day)s.",
                    cancelled,
                )
                % {"n": cancelled, "day": day(last)}
            )
        sentences.append(_("What was held, and everything written, stays."))
        return sentences
