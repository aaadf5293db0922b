"""Somebody says whom they meet with."""

from dataclasses import dataclass
from datetime import datetime

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from oneonones.models.pair import Pair
from people.models import Person, ReportingLine, ReportingLoop


class Manner(models.TextChoices):
    """How two people meet, as the one who says so sees it."""

    THEY_REPORT = "they_report", gettext_lazy("They report to me")
    I_REPORT = "i_report", gettext_lazy("I report to them")
    PEER = "peer", gettext_lazy("We are peers")
    MENTOR = "mentor", gettext_lazy("One of us mentors the other")
    SKIP_LEVEL = "skip_level", gettext_lazy("Skip level: one of us manages the other’s manager")
    DOTTED_LINE = "dotted_line", gettext_lazy("They report to me on a dotted line")
    I_DOTTED_LINE = "i_dotted_line", gettext_lazy("I report to them on a dotted line")


class CannotMeet(ValueError):
    """Why nothing was set up: a sentence for the person who asked, and the form field that it is about."""

    def __init__(self, sentence: str, *, about: str = "email") -> None:
        self.about = about
        super().__init__(sentence)


@dataclass(frozen=True)
class Introduction:
    """Whom somebody meets with, by email address, and how. A new address gets an account and a one-time link."""

    by: Person
    email: str  # in lower case
    name: str  # needed for somebody new
    manner: str

    def make(self, *, at: datetime) -> Pair:
        """Set the pair up, all or nothing; returns the one that is there already, if any. Raises CannotMeet."""
        with transaction.atomic():
            other = self._find_or_add(at=at)
            manner = Manner(self.manner)
            if manner in (Manner.THEY_REPORT, Manner.I_REPORT):
                return self._report(other, to_me=manner == Manner.THEY_REPORT, at=at)
            kind = Pair.Kind.DOTTED_LINE if manner == Manner.I_DOTTED_LINE else Pair.Kind(manner.value)
            there = Pair.objects.active().between(self.by, other).filter(kind=kind).first()
            if there is not None:
                return there
            mine = manner != Manner.I_DOTTED_LINE
            if manner == Manner.SKIP_LEVEL and self._is_above(other):
                mine = False
            manager, report = (self.by, other) if mine else (other, self.by)
            return Pair.start(manager, report, kind=kind, by=self.by, at=at)

    def _find_or_add(self, *, at: datetime) -> Person:
        if self.email == self.by.email:
            raise CannotMeet(_("That is your own address. Type the address of somebody else."))
        other = Person.objects.filter(email=self.email).first()
        if other is None:
            if not self.name.strip():
                raise CannotMeet(_("Nobody here has that address yet. Type their name too, to add them."), about="name")
            return Person.add(email=self.email, name=self.name, time_zone=self.by.time_zone, by=self.by, at=at)
        if other.deactivated_at is not None:
            raise CannotMeet(_("%(name)s has left: that account is closed.") % {"name": other.name})
        return other

    def _is_above(self, other: Person) -> bool:
        """Does the one who asks report to `other`, through others?"""
        above = ReportingLine.manager_of(self.by)
        while above is not None and above != other:
            above = ReportingLine.manager_of(above)
        return above is not None

    def _report(self, other: Person, *, to_me: bool, at: datetime) -> Pair:
        """A reporting line is set up where there is none; whoever has a manager already keeps that one."""
        manager, report = (self.by, other) if to_me else (other, self.by)
        now = ReportingLine.manager_of(report)
        if now is not None and now != manager:
            if to_me:
                raise CannotMeet(
                    _(
                        "%(name)s reports to %(manager)s. Nothing was changed: HR moves people between managers. "
                        "You can still meet as peers or on a dotted line."
                    )
                    % {"name": other.name, "manager": now.name},
                    about="manner",
                )
            raise CannotMeet(
                _(
                    "You report to %(manager)s. Nothing was changed: HR moves people between managers. "
                    "You can still meet as peers or on a dotted line."
                )
                % {"manager": now.name},
                about="manner",
            )
        try:
            ReportingLine.change(report, manager, by=self.by, at=at)
        except ReportingLoop as loop:
            raise CannotMeet(str(loop), about="manner") from loop
        return Pair.start(manager, report, by=self.by, at=at)
