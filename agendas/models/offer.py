"""Which template is worth offering now. A rule of few words, pure."""

from datetime import date, timedelta
from typing import NamedTuple

from django.utils.translation import gettext as _

from agendas.models.background import Background
from agendas.models.ready_templates import FIRST, READY, RETURN, SKIP_LEVEL, ReadyTemplate
from oneonones.models import Pair

OFFERS = frozenset(f"template-{origin}" for origin in READY)
USED = timedelta(weeks=4)


class Offer(NamedTuple):
    """A template, and the reason why it is offered."""

    template: ReadyTemplate
    reason: str

    @property
    def key(self) -> str:
        """By which it is set aside."""
        return f"template-{self.template.origin}"

    @classmethod
    def of(cls, pair: Pair, known: Background, *, today: date) -> "Offer | None":
        """After a long absence the return; before the two have met the first 1:1, or the skip-level one.

        None that was put on the agenda in the last four weeks, or that the reader does not want now.
        """
        offer = None
        if known.returning:
            offer = cls(RETURN, _("The first 1:1 after a long absence"))
        elif not known.held:
            first = SKIP_LEVEL if pair.kind == Pair.Kind.SKIP_LEVEL else FIRST
            offer = cls(first, _("For your first 1:1 together"))
        if offer is None or offer.key in known.unwanted:
            return None
        used = known.templates.get(offer.template.origin)
        return None if used is not None and today - used < USED else offer
