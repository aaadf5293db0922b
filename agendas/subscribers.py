"""What follows for agendas when a meeting is held, no longer is, or does not take place."""

from activity.models import Activity, on
from agendas.models import AgendaItem, Outcome, WrittenAnswer
from oneonones.models import Meeting
from people.models import Person


@on("meeting.held")
def carry_what_is_open(happened: Activity) -> None:
    """Nothing gets lost: what was not dealt with is on the next meeting, and says that it was carried.

    What waited for this meeting is shown first, so that it is carried too.
    """
    AgendaItem.objects.filter(pair=happened.pair_id).reveal(at=happened.at)
    by = Person.objects.filter(pk=happened.by_id).first() if happened.by_id else None
    Outcome.carry_over(Meeting.objects.get(pk=happened.subject_id), by=by, at=happened.at)


@on("meeting.reopened")
def take_back_what_was_carried(happened: Activity) -> None:
    """The wrap-up was undone."""
    Outcome.take_back_carries(Meeting.objects.get(pk=happened.subject_id))


@on("meeting.disputed")
def take_back_what_did_not_happen(happened: Activity) -> None:
    """One of the two says that they did not meet: nothing was carried there, and nothing is being talked about."""
    Outcome.take_back_carries(Meeting.objects.get(pk=happened.subject_id), go_on=False)


@on("meeting.skipped", "meeting.cancelled")
def stop_talking(happened: Activity) -> None:
    """Called off in the middle of an item: it stays open, and is on the next meeting."""
    Outcome.stop(Meeting.objects.get(pk=happened.subject_id))


@on("series.ended", "pair.ended")
def stop_talking_where_all_is_called_off(happened: Activity) -> None:
    """What was planned is cancelled, all at once."""
    if happened.pair_id is not None:
        Outcome.stop_where_called_off(happened.pair_id)


@on("agenda_item.reopened")
def take_back_its_answer(happened: Activity) -> None:
    """It is open again, so what was written in answer no longer stands."""
    WrittenAnswer.take_back(happened.subject_id, at=happened.at)
