"""Home: clocks that are about to be further apart, and rhythms whose anchor has another clock now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from oneonones.models import OffsetShift
from oneonones.views.clock_news import asked_of, office_words
from pages.views.your_people import Met

SHOWN = 3


@dataclass(frozen=True)
class ClockNotice:
    """What is new, and the 1:1s it is about: first names and addresses."""

    words: str
    links: tuple[tuple[str, str], ...]


def clock_notices(met: Iterable[Met], *, at: datetime) -> list[ClockNotice]:
    """No query: each comes with its next 1:1, and that with its rhythm."""
    shifts, mine, theirs = [], [], []
    for one in met:
        if one.next is None:
            continue
        one.next.pair = one.pair
        shift = OffsetShift.coming(one.reader, one.other, at=at)
        if shift is not None:
            shifts.append(ClockNotice(shift.words(one.next), ((one.other.first_name, one.next.get_absolute_url()),)))
        asked = asked_of(one.next)
        rhythm = (one.other.first_name, one.pair.get_absolute_url() + "#rhythm-part")
        if asked is not None and asked.anchor_id == one.reader.pk:
            mine.append(rhythm)
        elif asked is not None:
            theirs.append(ClockNotice(office_words(one.next, one.reader), (rhythm,)))
    if mine:
        words = _("Your clock changed. These rhythms still keep to the one before:")
        theirs.insert(0, ClockNotice(words, tuple(mine)))
    return [*theirs, *shifts][:SHOWN]
