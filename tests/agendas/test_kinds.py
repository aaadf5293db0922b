"""What an item is, and the facts that go with it."""

import re

import pytest
from django.urls import reverse

from agendas.models import AgendaItem
from agendas.models.said import Kind
from tests.agendas.test_agenda_page import items, part, text

SCRIPT = {"HX-Request": "true"}
WIN = {
    "title": "Fewer pages at night",
    "kind": "win",
    "impact": "Everybody slept",
    "evidence": "31 in October, 19 in November: https://example.test/pages",
}


def raised(client, meeting, **form):
    answer = client.post(reverse("agenda_items", args=[meeting.pk]), form, headers=SCRIPT)
    assert answer.status_code == 200, answer.content.decode()[:500]
    return AgendaItem.objects.latest("raised_at")


def test_kinds_of_item_are_topic_the_default_win_challenge_growth_feedback_and_update(browse, people, meeting):
    assert Kind.values == ["topic", "win", "challenge", "growth", "feedback", "update"]
    assert raised(browse(people["report"]), meeting, title="Something").kind == "topic"


def test_a_win_holds_what_happened_its_impact_and_the_evidence(browse, people, meeting):
    item = raised(browse(people["report"]), meeting, **WIN)
    assert (item.kind, item.title, item.impact, item.evidence) == (
        "win",
        WIN["title"],
        WIN["impact"],
        WIN["evidence"],
    )
    row = items(part(browse(people["manager"]), meeting))[WIN["title"]]
    assert '<span class="tag">Win</span>' in row
    assert "What it changed: Everybody slept The fact: 31 in October" in text(row)
    assert '<a href="https://example.test/pages" rel="nofollow">' in row


def test_a_topic_wears_no_tag(browse, people, three, meeting):
    assert 'class="tag' not in items(part(browse(people["manager"]), meeting))["One"]


@pytest.mark.parametrize(("kind", "asked"), [(one, one in ("win", "challenge")) for one in Kind])
def test_a_win_or_a_concern_is_asked_for_its_fact_link_number_date(kind, asked):
    assert Kind(kind).asks_for_a_fact == asked


def test_words_in_a_fact_are_never_markup(browse, people, meeting):
    raised(browse(people["report"]), meeting, **(WIN | {"evidence": '<b>2</b> https://a.test/"><script>x</script>'}))
    page = part(browse(people["manager"]), meeting)
    assert "<script>x" not in page
    assert "&lt;b&gt;2&lt;/b&gt;" in page


def test_a_form_that_lacks_the_kind_changes_nothing(browse, people, meeting):
    client = browse(people["report"])
    item = raised(client, meeting, **WIN, sensitive="on")
    address = reverse("agenda_item", args=[item.pk]) + f"?meeting={meeting.pk}"
    answer = client.post(address, {"title": "Fewer pages", "version": 0})
    assert answer.status_code == 422
    assert "This page is out of date" in answer.content.decode()
    item = AgendaItem.objects.get()
    assert (item.title, item.kind, item.impact, item.sensitive) == (WIN["title"], "win", WIN["impact"], True)


def test_the_edit_form_changes_kind_facts_and_sensitivity(browse, people, meeting):
    client = browse(people["report"])
    item = raised(client, meeting, **WIN, sensitive="on")
    edited = {"title": "Nights", "version": 0, "kind": "update", "evidence": ""}
    client.post(reverse("agenda_item", args=[item.pk]), edited)
    item = AgendaItem.objects.get()
    assert (item.title, item.kind, item.impact, item.evidence, item.sensitive) == (
        "Nights",
        "update",
        None,
        None,
        False,
    )


def test_a_kind_that_nobody_offers_is_refused_in_words(browse, people, meeting):
    answer = browse(people["report"]).post(
        reverse("agenda_items", args=[meeting.pk]), {"title": "x", "kind": "gossip"}, headers=SCRIPT
    )
    assert answer.status_code == 422
    assert "This page is out of date" in answer.content.decode()


def test_two_who_edit_a_win_at_once_keep_both_facts(browse, people, meeting):
    """The author, in two tabs."""
    client = browse(people["report"])
    item = raised(client, meeting, **WIN)
    address = reverse("agenda_item", args=[item.pk]) + f"?meeting={meeting.pk}"
    typed = {"title": WIN["title"], "version": 0, "kind": "win", "impact": WIN["impact"]}
    assert client.post(address, typed | {"evidence": "Tab one"}, headers=SCRIPT).status_code == 200
    answer = client.post(address, typed | {"evidence": "Tab two"}, headers=SCRIPT)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Tab one" in page
    assert "Tab two" in page
    kept = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page.split('value="both"')[0]))
    assert client.post(address, kept | {"keep": "both"}).status_code == 303
    assert AgendaItem.objects.get().evidence == "Tab one\nTab two"


def test_the_edit_form_has_everything_in_its_place_or_on_a_page_of_its_own(browse, people, meeting):
    client = browse(people["report"])
    item = raised(client, meeting, **WIN)
    address = reverse("agenda_item_edit", args=[item.pk])
    page, fragment = client.get(address).content.decode(), client.get(address, headers=SCRIPT).content.decode()
    for name in ("title", "context", "planned_minutes", "kind", "impact", "evidence", "sensitive", "version"):
        assert f'name="{name}"' in page
        assert f'name="{name}"' in fragment
    assert fragment.lstrip().startswith("<form")
    assert "hx-post" in fragment
    assert f'hx-post="{reverse("agenda_item", args=[item.pk])}' not in page
    assert browse(people["manager"]).get(address).status_code == 403
    assert browse(people["outsider"]).get(address).status_code == 404
