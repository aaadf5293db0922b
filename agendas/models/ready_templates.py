"""Ready-made templates: agendas in our own words for the 1:1s that everybody has."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agendas.models.said import Kind
from agendas.models.template_line import TemplateLine


@dataclass(frozen=True)
class ReadyTemplate:
    """A template that everybody has. Its key is fixed for good, because items remember it; its words may get better."""

    origin: str
    name: Promise
    about: Promise
    said: tuple[tuple[Promise, Promise, Kind], ...]

    @property
    def lines(self) -> list[TemplateLine]:
        """In the language of whoever asks."""
        return [TemplateLine(str(title), str(context), kind) for title, context, kind in self.said]


TOPIC, WIN, CHALLENGE, GROWTH, FEEDBACK, UPDATE = Kind

FIRST = ReadyTemplate(
    "first",
    _("First 1:1"),
    _("Two people who begin to meet: how each works, and what these talks are for."),
    (
        (_("What these 1:1s are for"), _("What belongs here, what does not, and who brings the topics."), TOPIC),
        (_("How each of us works"), _("Hours, quiet time, how fast we answer, what wears us out."), TOPIC),
        (_("How we like to hear feedback"), _("At once or later, spoken or written, straight or wrapped."), FEEDBACK),
        (_("What is going well and should stay"), _("Before anything changes."), UPDATE),
        (_("What the next three months should bring"), _("One hope and one worry from each of us."), GROWTH),
        (_("Our rhythm"), _("How often, how long, and what happens when one of us cannot come."), TOPIC),
    ),
)
WEEKLY = ReadyTemplate(
    "weekly",
    _("Weekly"),
    _("An ordinary week: how it goes, what is in the way, what comes next."),
    (
        (_("How are you, and how was the week?"), _("The person first, then the projects."), TOPIC),
        (_("What moved"), _("Two or three things that matter. The board knows the rest."), UPDATE),
        (_("What is in the way"), _("What would help, and who could give it."), CHALLENGE),
        (_("Something that went well"), _("What happened, what it changed, how we know."), WIN),
        (_("One thing to keep and one to change"), _("Each of us says both."), FEEDBACK),
        (_("What matters most until next time"), _("Three things at most."), TOPIC),
    ),
)
MONTHLY = ReadyTemplate(
    "monthly",
    _("Monthly review"),
    _("A step back: what the month was worth, and what the next one is for."),
    (
        (_("What we are proudest of this month"), _("With the link, the number or the date."), WIN),
        (_("What we promised, and what became of it"), _("The actions of the last four weeks, of both of us."), UPDATE),
        (_("What took more than it gave"), _("And whether it has to go on."), CHALLENGE),
        (_("What we learned that changes a plan"), _("Which plan, and who has to know."), TOPIC),
        (_("What next month is for"), _("Three things at most, and what has to wait for them."), TOPIC),
        (_("Are these 1:1s worth their time?"), _("Rhythm, length, who leads, what we keep avoiding."), FEEDBACK),
    ),
)
GROWING = ReadyTemplate(
    "growth",
    _("Growth"),
    _("Where somebody wants to go, and the next step that is small enough to take."),
    (
        (_("Where this should lead"), _("A year from now, in one sentence that a friend would understand."), GROWTH),
        (_("What others lean on already"), _("Ask two people before we talk."), WIN),
        (
            _("The skill to work on next"),
            _("How it shows in the work, and how both will see it grow."),
            GROWTH,
        ),
        (_("Work that would stretch it"), _("A project, a talk, a duty that somebody could hand over."), GROWTH),
        (_("Who can help"), _("Somebody to learn from, somebody to watch, time to practise."), TOPIC),
        (_("What stands in the way"), _("In the work, in the team, in the calendar."), CHALLENGE),
        (_("When we look at this again"), _("A date, and one sign of progress by then."), TOPIC),
    ),
)
RETURN = ReadyTemplate(
    "return",
    _("Back from leave"),
    _("The first 1:1 after a long absence: arrive first, then sort what waited."),
    (
        (_("How it is to be back"), _("As much or as little as one wants to say."), TOPIC),
        (
            _("What changed meanwhile"),
            _("People, decisions, priorities: what is settled, what is open."),
            UPDATE,
        ),
        (_("What comes first, and what can wait"), _("The first two weeks, with as much left off as possible."), TOPIC),
        (_("What was handed over, and what comes back"), _("What may stay where it is."), TOPIC),
        (_("Promises from before"), _("Which stand, which get another date, which we let go."), TOPIC),
        (_("Hours and load in the first weeks"), _("What is possible now, and when we look at it again."), TOPIC),
    ),
)
SKIP_LEVEL = ReadyTemplate(
    "skip-level",
    _("Skip-level"),
    _("Two people with a manager between them: what each sees that the other cannot."),
    (
        (_("What the work looks like from where each of us stands"), _("One surprise from either side."), TOPIC),
        (_("What the team does well that nobody sees"), _("Who did it, and what it made possible."), WIN),
        (_("What was decided far away and landed here"), _("What would have been good to know, and when."), CHALLENGE),
        (
            _("What is hard to say further up"),
            _("It stays between us unless both want otherwise."),
            FEEDBACK,
        ),
        (_("What helps the team, and what it lacks"), _("Time, people, tools, a straight answer."), TOPIC),
        (_("Where we are heading"), _("What is clear, what is not, and one question about it."), GROWTH),
    ),
)

READY: dict[str, ReadyTemplate] = {one.origin: one for one in (WEEKLY, FIRST, MONTHLY, GROWING, SKIP_LEVEL, RETURN)}
