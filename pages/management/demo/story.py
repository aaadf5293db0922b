"""A year of Priya and Tom, in their own words. All of it is made up."""

from typing import NamedTuple


class Topic(NamedTuple):
    """One item: who raised it (P or T), what, a line of context, what was noted."""

    by: str
    title: str
    context: str = ""
    note: str = ""


class Promise(NamedTuple):
    """One action: who (P or T), what, how both know."""

    who: str
    what: str
    measure: str = ""


PAST: tuple[tuple[Topic, ...], ...] = (
    (
        Topic(
            "P",
            "How we want to use these 30 minutes",
            "Your agenda first, mine second.",
            "Weekly, Tom leads the agenda. Status stays in the board.",
        ),
        Topic("T", "What I would like from a manager", "", "Early warnings, and a straight answer when it is a no."),
    ),
    (Topic("T", "Handover from Sofia", "Three threads she kept for me.", "Two are done, the mentoring stays open."),),
    (
        Topic(
            "T",
            "The build takes 24 minutes",
            "I lose the thread each time.",
            "Half of it is the browser suite. Split it, measure first.",
        ),
    ),
    (
        Topic("T", "Who decides on the queue library?", "", "Tom does, with a page of reasons to the team."),
        Topic(
            "P",
            "Your note on retries was clear",
            "I passed it on to Platform.",
            "Platform took over two of the three rules.",
        ),
    ),
    (Topic("P", "Goals for the quarter", "Two, not five.", "Build time under 10 minutes; lead one design."),),
    (Topic("T", "On-call came three weeks in a row", "", "A rota bug. Jonas swaps the next one."),),
    (
        Topic("T", "Conference in June?", "Talk about the retry work.", "Yes. Budget is there, draft by end of month."),
        Topic("T", "Reviews wait two days", "", "Pair on large ones; the small ones same day."),
    ),
    (Topic("T", "Build time is at 15 minutes", "", "Next: cache the fixtures."),),
    (Topic("P", "Feedback from the design review", "Strong reasons, long slides.", "One picture first next time."),),
    (Topic("T", "I do not understand the new pricing", "", "Invite Greta for twenty minutes."),),
    (Topic("T", "Half a day a week for the tooling?", "", "Try Fridays for a month, then look."),),
    (Topic("P", "Easter cover", "", "Tom is off from the 2nd, Mei covers."),),
    (
        Topic(
            "T",
            "First month of tooling Fridays",
            "Nine minutes off the build.",
            "Keep it. Write the numbers down for Elena.",
        ),
        Topic("P", "What do you want to learn this year?", "", "System design, and writing shorter."),
    ),
    (
        Topic(
            "T",
            "The incident on Sunday",
            "I was alone with it for two hours.",
            "Second person from the first hour on. Priya changes the rule.",
        ),
    ),
    (Topic("T", "After the incident: what I would change", "", "Three items, all agreed, one needs Platform."),),
    (Topic("P", "Pay review: how it works and when", "", "Window in September, letters in October."),),
    (Topic("T", "Mentoring the new starter", "", "Tom mentors Ana from August."),),
    (Topic("T", "The talk was accepted", "", "Rehearse twice, once with the team."),),
    (Topic("T", "Rehearsal feedback", "", "Cut the history, keep the graph."),),
    (Topic("P", "How was the conference?", "", "Forty people, six questions, one job offer he declined."),),
    (Topic("T", "Staging is down every Monday", "", "A cron job of Finance. Ask Viktor's team."),),
    (Topic("T", "Summer cover", "", "No releases in the first two August weeks."),),
    (
        Topic("T", "Ana starts on Monday", "Plan for her first two weeks.", "Good plan. Less reading, more pairing."),
        Topic("P", "Delegating the release notes", "", "To Mei from September."),
    ),
    (Topic("T", "Checkout tests fail at random", "One in nine runs.", "Find the worst five first."),),
    (Topic("P", "Your review comments", "Mei learns a lot from them.", "Tom writes down the three he repeats most."),),
    (Topic("T", "Too many meetings on Thursdays", "", "Drop the sync, keep the demo."),),
    (Topic("T", "What is a senior engineer here?", "", "Read the guide together next week."),),
    (
        Topic("T", "The career guide, line by line", "", "Scope is there, cross-team work is thin."),
        Topic("P", "Pay letter", "", "In October, as planned."),
    ),
    (Topic("T", "Payments migration: who leads?", "", "Open. Rosa and Tom both could."),),
    (Topic("T", "Ana: first four weeks", "", "She ships alone. More context on why, less on how."),),
    (Topic("T", "Night pages from the old importer", "", "Turn it off on the 15th."),),
    (Topic("P", "Energy check", "", "6 of 10, on-call week."),),
    (Topic("T", "Which skill over the winter?", "", "Leading a piece across two teams."),),
    (Topic("T", "Incident write-up", "", "Publish inside, thank Jonas by name."),),
    (Topic("P", "Team offsite in March", "", "Tom does the retro, Rosa the place."),),
    (Topic("T", "Importer is off", "No page since.", "Tell Finance and close the account."),),
    (Topic("T", "Flaky tests: the first five are fixed", "", "From one in nine to one in thirty."),),
    (Topic("P", "Who covers December", "", "Not settled."),),
    (Topic("T", "Staging slot for the migration", "", "Priya asks Platform."),),
    (Topic("T", "Onboarding draft for the next starter", "", "Ana signs it off."),),
    (Topic("T", "On-call handover is not written down", "", "Two pages, tried by two people."),),
    (Topic("P", "Anything I decided too fast?", "", "The Thursday demo. We try it again in January."),),
    (Topic("T", "Platform has no date yet", "", "Priya asks again."),),
    (Topic("T", "Recruiting: two interviews a week", "", "Fine until Christmas."),),
    (Topic("T", "How did the panel talk go?", "", "Panel dates come in December."),),
    (
        Topic("T", "Ana would like a mentor outside the team", "", "Ask Isabel."),
        Topic("P", "Thanks from Finance for the importer", "", "Shared with the team."),
    ),
)

PROMISES: tuple[Promise, ...] = (
    Promise("T", "Write the retry rules on one page", "Platform agrees to it"),
    Promise("P", "Ask Sofia for her notes on mentoring", ""),
    Promise("T", "Measure the build, step by step", "A table in the channel"),
    Promise("T", "Split the browser suite in two", "Build under 15 minutes"),
    Promise("P", "Fix the on-call rota", "Nobody twice in a row"),
    Promise("T", "Draft the conference talk", "Title and five points"),
    Promise("P", "Invite Greta to explain the pricing", ""),
    Promise("T", "Cache the fixtures", "Build under 10 minutes"),
    Promise("P", "Change the incident rule: two people from the first hour", "It stands in the handbook"),
    Promise("T", "Rehearse the talk with the team", ""),
    Promise("P", "Ask Viktor's team about the Monday job", "Staging is up on a Monday"),
    Promise("T", "Plan Ana's first two weeks", "Priya has read it"),
    Promise("T", "List the five worst tests", ""),
    Promise("P", "Send the career guide", ""),
    Promise("T", "Turn off the old importer", "No page for a week"),
    Promise("P", "Thank Jonas for the write-up", ""),
)
