"""Comments on an item, and a mention of the other."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from activity.models import Activity
from agendas.models import AgendaItem, Comment
from kit.vault.models import DataKey

pytestmark = pytest.mark.usefixtures("monday_morning")

SAID = "Is half an hour enough?"
MINUTE = timedelta(minutes=1)
SCRIPT = {"HX-Request": "true"}


@pytest.fixture
def item(pair, people, at):
    return AgendaItem.raise_on(pair, title="The release", by=people["report"], at=at)


def url(item):
    return reverse("agenda_item_comments", args=[item.pk])


def asked(person):
    return [comment.item for comment in Comment.objects.visible_to(person).asking(person)]


# --- who may


@pytest.mark.parametrize("part", ["outsider", "former_manager", "managers_manager", "hr_admin", "owner"])
def test_nobody_else_reads_or_writes_a_comment(browse, people, item, part, at):
    comment = Comment.write(item, SAID, by=people["manager"], at=at)
    client = browse(people[part])
    assert client.get(url(item)).status_code == 404
    assert client.post(url(item), {"body": "Mine"}).status_code == 404
    assert client.post(reverse("comment_removal", args=[comment.pk])).status_code == 404
    assert not Comment.objects.visible_to(people[part]).exists()


@pytest.mark.parametrize("how", ["private", "waits"])
def test_there_are_no_comments_before_both_know_of_the_item(browse, pair, people, at, how):
    if how == "waits":
        pair.show_items("at_start", by=people["report"], at=at)
    item = AgendaItem.raise_on(
        pair, title="Mine", visibility="private" if how == "private" else "shared", by=people["report"], at=at
    )
    assert browse(people["manager"]).get(url(item)).status_code == 404
    assert browse(people["manager"]).post(url(item), {"body": SAID}).status_code == 404
    assert browse(people["report"]).post(url(item), {"body": SAID}).status_code == 403
    assert "You can comment on it once both of you do" in browse(people["report"]).get(url(item)).content.decode()
    with pytest.raises(ValueError, match="nobody to say it to"):
        Comment.write(item, SAID, by=people["report"], at=at)


@pytest.mark.parametrize("part", ["manager", "report"])
def test_both_comment_and_both_read(browse, people, item, part):
    assert browse(people[part]).post(url(item), {"body": SAID}, follow=True).status_code == 200
    for reader in ("manager", "report"):
        assert SAID in browse(people[reader]).get(url(item)).content.decode()
    told = Activity.objects.get(kind="comment.written")
    assert (told.by, told.private_to, told.pair_id) == (people[part], None, item.pair_id)
    assert DataKey.objects.get(pk=Comment.objects.get().__dict__["body"].key_id).purpose == "pair"


def test_in_an_ended_pair_comments_are_read_only(browse, ended_pair, people, at):
    item = AgendaItem.raise_on(ended_pair, title="Before", by=people["report"], at=at)
    comment = Comment.write(item, SAID, by=people["report"], at=at)
    client = browse(people["report"])
    page = client.get(url(item)).content.decode()
    assert SAID in page
    assert "Your comment" not in page
    assert client.post(url(item), {"body": "More"}).status_code == 403
    assert client.post(reverse("comment_removal", args=[comment.pk])).status_code == 403


# --- what it does


def test_a_form_sent_again_says_it_once(people, item, at):
    key = uuid4()
    first = Comment.write(item, SAID, idempotency_key=key, by=people["report"], at=at)
    assert Comment.write(item, SAID, idempotency_key=key, by=people["report"], at=at) == first
    assert Comment.objects.count() == 1


def test_its_author_takes_it_off_and_puts_it_back(browse, people, item, at):
    comment = Comment.write(item, SAID, by=people["report"], at=at)
    assert browse(people["manager"]).post(reverse("comment_removal", args=[comment.pk])).status_code == 403
    client = browse(people["report"])
    page = client.post(reverse("comment_removal", args=[comment.pk]), headers=SCRIPT).content.decode()
    assert SAID not in page
    assert "Removed." in page
    undo = reverse("comment_removal_undo", args=[comment.pk])
    assert browse(people["manager"]).post(undo).status_code == 404
    client.post(undo)
    assert SAID in client.get(url(item)).content.decode()


def test_an_empty_comment_is_refused_in_place(browse, people, item):
    answer = browse(people["report"]).post(url(item), {"body": "  "}, headers=SCRIPT)
    assert answer.status_code == 422
    assert "Write your comment." in answer.content.decode()
    assert not Comment.objects.exists()


# --- a mention


@pytest.mark.parametrize(
    ("form", "mentions"),
    [({"body": SAID}, False), ({"body": SAID, "mentions": "on"}, True), ({"body": "@tom, see this"}, True)],
)
def test_the_other_is_mentioned_by_a_tick_or_by_name(browse, people, item, form, mentions):
    browse(people["manager"]).post(url(item), form)
    assert Comment.objects.get().mentions == mentions
    assert asked(people["report"]) == ([item] if mentions else [])
    assert asked(people["manager"]) == []


def test_a_mention_waits_until_one_comments_back(people, item, at):
    Comment.write(item, SAID, mentions=True, by=people["manager"], at=at)
    Comment.write(item, "Or an hour?", mentions=True, by=people["manager"], at=at + MINUTE)
    assert asked(people["report"]) == [item]
    Comment.write(item, "Yes", by=people["report"], at=at + 2 * MINUTE)
    assert asked(people["report"]) == []
    Comment.write(item, "Sure?", mentions=True, by=people["manager"], at=at + 3 * MINUTE)
    assert asked(people["report"]) == [item]


@pytest.mark.parametrize("over", ["closed", "comment removed", "item removed", "pair ended"])
def test_a_mention_does_not_outlive_what_it_is_about(pair, people, item, at, over):
    comment = Comment.write(item, SAID, mentions=True, by=people["manager"], at=at)
    if over == "closed":
        item.close(how="dropped", by=people["report"], at=at)
    elif over == "comment removed":
        comment.remove(by=people["manager"], at=at)
    elif over == "item removed":
        item.remove(by=people["report"], at=at)
    else:
        pair.end(by=None, at=at)
    assert asked(people["report"]) == []


def test_home_and_agenda_say_so(browse, people, item, meeting, at):
    Comment.write(item, SAID, mentions=True, by=people["manager"], at=at)
    home = browse(people["report"]).get(reverse("home")).content.decode()
    assert "Priya mentions you in a comment:" in home
    assert "mentions you in a comment" not in browse(people["manager"]).get(reverse("home")).content.decode()
    page = browse(people["report"]).get(meeting.get_absolute_url()).content.decode()
    assert "1 comment" in page
    assert "mentions you" in page
    assert SAID not in page


def test_a_sensitive_item_is_not_named_on_home(browse, pair, people, at):
    item = AgendaItem.raise_on(
        pair, title="Zwetschge", context="Pay", sensitivity="sensitive", by=people["manager"], at=at
    )
    Comment.write(item, SAID, mentions=True, by=people["manager"], at=at)
    assert [one.outside.title for one in asked(people["report"])] == ["A sensitive item"]
    notice = browse(people["report"]).get(reverse("home")).content.decode().split("mentions you in a comment:")[1]
    assert "A sensitive item" in notice[:400]
    assert "Zwetschge" not in notice


def test_the_number_of_queries_does_not_follow_the_number_of_comments(browse, people, item, meeting, at, count_queries):
    client = browse(people["report"])

    def counts(more):
        for n in range(more):
            Comment.write(item, str(n), mentions=True, by=people["manager"], at=at + n * MINUTE)
        addresses = (meeting.get_absolute_url(), url(item), reverse("home"))
        for address in addresses:
            client.get(address)
        return [count_queries(lambda address=address: client.get(address)) for address in addresses]

    one, three = counts(1), counts(3)
    assert one == three
    assert max(one) <= 12
