"""When something cannot be shown: one sentence, one link."""

import re
from uuid import uuid4

import pytest
from django.core.exceptions import SuspiciousOperation
from django.test import Client, RequestFactory
from django.urls import reverse

from actions.models import ActionItem
from oneonones.models import Pair
from pages.views import errors
from people.models import Person
from tests.conftest import Browse, People

SCRIPT = {"HX-Request": "true"}


def one_sentence_one_link(page: str, sentence: str) -> None:
    main = page.split("<main")[1]
    assert re.findall(r"<h1>(.*?)</h1>", main) == [sentence]
    assert re.findall(r'href="(.*?)"', main) == ["/"]
    assert "<style" not in page


def test_what_is_not_there_and_what_is_not_yours_look_the_same(browse: Browse, people: People, pair: Pair) -> None:
    outsider = browse(people["outsider"])
    missing, foreign = outsider.get(f"/pairs/{uuid4()}/"), outsider.get(f"/pairs/{pair.pk}/")
    nowhere = outsider.get("/no/such/place/")
    assert (missing.status_code, foreign.status_code, nowhere.status_code) == (404, 404, 404)
    bodies = {re.sub(r'nonce="[^"]*"', "", answer.content.decode()) for answer in (missing, foreign, nowhere)}
    assert len(bodies) == 1
    one_sentence_one_link(foreign.content.decode(), "There is nothing here for you.")
    assert browse(None).get("/no/such/place/").status_code == 404
    assert outsider.get(f"/pairs/{pair.pk}/", headers=SCRIPT).content.decode() == "There is nothing here for you."


def test_a_write_on_what_is_read_only(browse: Browse, people: People, ended_pair: Pair) -> None:
    address = reverse("pair_action_items", args=[ended_pair.pk])
    answer = browse(people["report"]).post(address, {"what": "More"})
    assert answer.status_code == 403
    one_sentence_one_link(answer.content.decode(), "You can read this, but not change it.")


def test_a_form_of_an_older_session(people: People) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(people["report"])
    answer = strict.post("/home/agenda-items/", {"line": "x"})
    assert answer.status_code == 403
    sentence = "This form is from an older session. Go back, load the page again and send it once more."
    one_sentence_one_link(answer.content.decode(), sentence)
    assert strict.post("/home/agenda-items/", {"line": "x"}, headers=SCRIPT).content.decode() == sentence


def too_big(browse: Browse, person: Person, headers: dict[str, str]) -> object:
    body = "line=" + "x" * (17 * 1024 * 1024)
    form = "application/x-www-form-urlencoded"
    return browse(person).post("/home/agenda-items/", body, content_type=form, headers=headers)


TOO_BIG = "This is more than can be saved at once. Go back, make it shorter and send it again."


def test_more_than_fits_is_said_in_words(browse: Browse, people: People, pair: Pair) -> None:
    me = people["report"]
    page = too_big(browse, me, {})
    assert page.status_code == 413  # type: ignore[attr-defined]
    one_sentence_one_link(page.content.decode(), TOO_BIG)  # type: ignore[attr-defined]
    script = too_big(browse, me, SCRIPT)
    assert (script.status_code, script.content.decode()) == (413, TOO_BIG)  # type: ignore[attr-defined]


def test_too_many_fields_are_said_in_words(browse: Browse, people: People, pair: Pair) -> None:
    fields = {f"field{n}": "x" for n in range(1001)}
    answer = browse(people["report"]).post("/home/agenda-items/", fields)
    assert answer.status_code == 413
    one_sentence_one_link(answer.content.decode(), TOO_BIG)


def test_a_host_that_is_not_ours_is_answered_without_trust(browse: Browse, people: People) -> None:
    answer = browse(people["report"]).get("/", headers={"host": "evil.test"})
    assert answer.status_code == 400
    one_sentence_one_link(answer.content.decode(), "This address or form makes no sense here.")
    assert "evil" not in answer.content.decode()


def test_our_own_failure_says_what_it_means_for_what_was_typed(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_more: object) -> None:
        raise RuntimeError("Is a senior role realistic?")

    monkeypatch.setattr("pages.views.homes.home", fail)
    client = Client(raise_request_exception=False)
    client.force_login(people["report"])
    answer = client.get("/")
    assert answer.status_code == 500
    sentence = "Something failed on our side, and it has been noted. What you last sent may not be saved."
    one_sentence_one_link(answer.content.decode(), sentence)
    assert "senior" not in answer.content.decode()
    script = client.get("/home/card/", headers=SCRIPT)
    assert (script.status_code, script.content.decode()) == (500, sentence)


def test_errors_without_a_request_of_ours_stand_alone() -> None:
    """No user, no session, no nonce: whatever failed may have been one of them."""
    request = RequestFactory().get("/")
    for answer in (
        errors.server_error(request),
        errors.csrf_failure(request, reason="no cookie"),
        errors.bad_request(request, SuspiciousOperation()),
    ):
        assert "<main" in answer.content.decode()
        assert "no cookie" not in answer.content.decode()


def test_the_page_still_comes_when_the_bundle_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_more: object) -> str:
        raise OSError("no manifest")

    monkeypatch.setattr(errors, "render_to_string", fail)
    answer = errors.server_error(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert answer.content.decode().startswith("Something failed on our side")


def test_an_unknown_method_changes_nothing(browse: Browse, people: People, pair: Pair) -> None:
    for method in ("put", "delete", "patch"):
        assert (
            getattr(browse(people["report"]), method)(reverse("pair_action_items", args=[pair.pk])).status_code == 405
        )
    assert ActionItem.objects.count() == 0
