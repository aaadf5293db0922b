"""A question for a 1:1, and how questions are sorted. The questions themselves are in `agendas.models.bank`."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from oneonones.models import Pair
from people.models import Person

KEY_LENGTH = 40  # of a question's key, or of what names something else that is asked about: "carried-" and an id


class Theme(TextChoices):
    """What a question is about. A page shows the themes in this order."""

    WINS = "wins", _("Wins")
    BLOCKERS = "blockers", _("Blockers")
    WORK = "work", _("Work and priorities")
    SUPPORT = "support", _("Support")
    FEEDBACK = "feedback", _("Feedback")
    GROWTH = "growth", _("Growth")
    WELLBEING = "wellbeing", _("Wellbeing")
    RECOGNITION = "recognition", _("Recognition")
    TEAM = "team", _("Team")
    CAREER = "career", _("Career")
    TOGETHER = "together", _("Working together")


class Situation(TextChoices):
    """When a question fits best."""

    FIRST = "first", _("The first 1:1")
    WEEK = "week", _("An ordinary week")
    HARD_WEEK = "hard-week", _("After a hard week")
    AFTER_LEAVE = "after-leave", _("Back from leave")
    NEW_ROLE = "new-role", _("A new role or team")
    CHANGE = "change", _("While things change")
    REVIEW = "review", _("Before a review")
    SKIP_LEVEL = "skip-level", _("A skip-level 1:1")
    REMOTE = "remote", _("Working far apart")


class Asker(TextChoices):
    """Who would ask it."""

    MANAGER = "manager", _("The manager")
    REPORT = "report", _("The report")
    EITHER = "either", _("Either")

    @classmethod
    def of(cls, pair: Pair, person: Person) -> "Asker":
        """The role of one of the two. Between peers, and with a mentor, nobody leads the other: both ask as either."""
        if pair.kind in (Pair.Kind.PEER, Pair.Kind.MENTOR):
            return cls.EITHER
        return cls.MANAGER if person.pk == pair.manager_id else cls.REPORT


# By their bare names the rows of the bank read as a table.
MANAGER = Asker.MANAGER
REPORT = Asker.REPORT
EITHER = Asker.EITHER
FIRST = Situation.FIRST
WEEK = Situation.WEEK
HARD_WEEK = Situation.HARD_WEEK
AFTER_LEAVE = Situation.AFTER_LEAVE
NEW_ROLE = Situation.NEW_ROLE
CHANGE = Situation.CHANGE
REVIEW = Situation.REVIEW
SKIP_LEVEL = Situation.SKIP_LEVEL
REMOTE = Situation.REMOTE


@dataclass(frozen=True)
class Question:
    """One question. Its key is fixed for good, because items remember it; its words may get better."""

    theme: Theme
    key: str
    asker: Asker
    situations: tuple[Situation, ...]
    text: Promise
    opening: bool = False  # one of the five open questions by which a report leads the 1:1

    def fits(self, role: Asker) -> bool:
        """Would somebody in this role ask it?"""
        return self.asker in (Asker.EITHER, role)

    def says(self, words: str) -> bool:
        """Do its text, theme or situations hold each of these words?"""
        said = " ".join(map(str, (self.text, self.theme.label, *(one.label for one in self.situations)))).casefold()
        return all(word in said for word in words.casefold().split())
