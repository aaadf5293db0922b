"""Actions and a locked 1:1: nothing more is agreed there, and no promise is refused."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from actions.models import ActionItem
from oneonones.models import Meeting, Pair
from tests.conftest import Browse, People, past_meeting

DAY = timedelta(days=1)


@pytest.fixture
def locked(pair: Pair, people: People, at: datetime) -> Meeting:
    meeting = past_meeting(pair, ago=9 * DAY, at=at)
    meeting.wrap_up(by=people["manager"], at=meeting.ends_at)
    return meeting


def test_the_page_of_a_locked_1_1_says_so_and_leads_to_an_action_of_the_pair(
    browse: Browse, people: People, locked: Meeting
) -> None:
    html = browse(people["report"]).get(locked.get_absolute_url()).content.decode()
    assert "A new action stands on its own." in html
    assert f'href="{reverse("new_action")}?pair={locked.pair_id}"' in html
    assert reverse("action_items", args=[locked.pk]) not in html


def test_an_action_sent_to_a_locked_1_1_is_kept_and_stands_on_its_own(
    browse: Browse, people: People, locked: Meeting
) -> None:
    form = {"what": "Ask Platform", "owner": people["report"].pk}
    answer = browse(people["report"]).post(reverse("action_items", args=[locked.pk]), form, follow=True)
    assert "so the action stands on its own" in answer.content.decode()
    action = ActionItem.objects.get()
    assert action.meeting is None
    assert action.pair_id == locked.pair_id


def test_until_the_lock_an_action_joins_its_1_1(browse: Browse, people: People, pair: Pair, at: datetime) -> None:
    held = past_meeting(pair, ago=2 * DAY, at=at)
    held.wrap_up(by=people["manager"], at=held.ends_at)
    form = {"what": "Ask Platform", "owner": people["report"].pk}
    browse(people["report"]).post(reverse("action_items", args=[held.pk]), form)
    assert ActionItem.objects.get().meeting == held


def test_what_was_agreed_there_is_still_ticked_after_the_lock(
    browse: Browse, people: People, locked: Meeting, at: datetime
) -> None:
    action = ActionItem.promise(
        locked.pair, what="Do", who=people["report"], meeting=locked, by=people["report"], at=locked.starts_at
    )
    browse(people["report"]).post(reverse("action_item_completion", args=[action.pk]))
    assert ActionItem.objects.get().completed
