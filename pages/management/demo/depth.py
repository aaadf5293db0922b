"""What people of the demo keep back until they meet, and what they answer in writing."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from agendas.models import BY_KEY, AgendaItem, Comment, WrittenAnswer
from oneonones.models import Meeting, Pair
from people.models import Person

DAY = timedelta(days=1)


def depth(people: Mapping[str, Person], *, now: datetime) -> None:
    """Priya and Ana show each other new items a day before they meet: one of each waits."""
    priya, ana = people["Priya"], people["Ana"]
    pair = Pair.objects.active().get(manager=priya, report=ana)
    AgendaItem.raise_on(pair, title="Who reviews the design system while Lea is away?", by=ana, at=now - 3 * DAY)
    tom_asked(people, now=now)
    pair.show_items("day_before", by=ana, at=now - 2 * DAY)
    AgendaItem.raise_on(pair, title="What would make the next half year a good one?", by=priya, at=now - 2 * DAY)
    AgendaItem.raise_on(pair, title="I would like to lead the spring release", by=ana, at=now - 2 * DAY)


def tom_asked(people: Mapping[str, Person], *, now: datetime) -> None:
    """Something small, which Priya answered in writing before they met."""
    priya, tom = people["Priya"], people["Tom"]
    pair = Pair.objects.active().get(manager=priya, report=tom)
    asked = AgendaItem.raise_on(pair, title="May I book the course in Lyon?", by=tom, at=now - 3 * DAY)
    today = Meeting.objects.filter(pair=pair).upcoming(at=now).first()
    words = "Yes. The budget is there until the end of the year: book it, and send me the receipt."
    others = AgendaItem.objects.filter(pair=pair, author=tom).exclude(pk=asked.pk)
    last = others.open().revealed().in_order().last()
    if last is not None:
        Comment.write(last, "@Priya: is half an hour enough for this?", mentions=True, by=tom, at=now - DAY)
    WrittenAnswer.give(asked, words, meeting=today, by=priya, at=now - DAY)
    a_question_in_writing(pair, now=now)


def a_question_in_writing(pair: Pair, *, now: datetime) -> None:
    """A question of the bank, which Tom answered in writing in a week without a 1:1."""
    question = BY_KEY["q02"]
    asked = AgendaItem.raise_on(
        pair, title=str(question.text), question_key=question.key, by=pair.manager, at=now - 23 * DAY
    )
    words = "The reviews: two days of waiting for each. With a fixed hour in the morning it would be half."
    WrittenAnswer.give(asked, words, meeting=None, by=pair.report, at=now - 22 * DAY)
