"""The text form of a rule, word by word: what it says, what it leaves out, and what is refused."""

from datetime import date
from typing import Any

import pytest

from oneonones.models.rule_text import BadRule, not_held, read, write

EVERY_MONDAY = {"interval": 1, "weekdays": (0,), "nth": None, "day": None, "until": None, "count": None}


def said(**other: Any) -> dict[str, Any]:
    """Every Monday, but for what is `other`."""
    return EVERY_MONDAY | other


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("FREQ=WEEKLY;BYDAY=MO", said()),
        ("freq=weekly;byday=mo", said()),
        ("BYDAY=MO;WKST=MO;FREQ=WEEKLY", said()),
        ("FREQ=WEEKLY;INTERVAL=12;BYDAY=MO", said(interval=12)),
        ("FREQ=WEEKLY;BYDAY=TU,WE,TH,FR,SA,SU", said(weekdays=(1, 2, 3, 4, 5, 6))),
        ("FREQ=WEEKLY;BYDAY=MO;COUNT=10", said(count=10)),
        ("FREQ=WEEKLY;BYDAY=MO;UNTIL=20270304", said(until=date(2027, 3, 4))),
        ("FREQ=MONTHLY;BYDAY=2MO", said(nth=2)),
        ("FREQ=MONTHLY;BYDAY=+2MO", said(nth=2)),
        ("FREQ=MONTHLY;BYDAY=-1FR", said(nth=-1, weekdays=(4,))),
        ("FREQ=MONTHLY;BYMONTHDAY=15", said(weekdays=(), day=15)),
        ("FREQ=MONTHLY;BYMONTHDAY=-1;INTERVAL=3", said(weekdays=(), day=-1, interval=3)),
        ("FREQ=MONTHLY;BYDAY=2MO;WKST=TH", said(nth=2)),
    ],
)
def test_a_text_says_each_part_by_the_name_it_has_on_a_rule(text: str, meant: dict[str, Any]) -> None:
    assert read(text) == meant


@pytest.mark.parametrize(
    ("days", "start", "held"),
    [
        ("TU,WE", "TU", True),
        ("TU,SU", "TU", True),
        ("MO,TU", "TU", False),
        ("MO,TU", "WE", True),
        ("SA,SU", "SU", False),
        ("MO", "SU", True),
    ],
)
def test_another_week_start_is_taken_only_where_it_lies_between_no_two_of_the_days(
    days: str, start: str, held: bool
) -> None:
    """Every second week of Tuesday to Monday, a Monday comes six days after its Tuesday, and not a day before."""
    text = f"FREQ=WEEKLY;INTERVAL=2;BYDAY={days};WKST={start}"
    if held:
        assert read(text)["interval"] == 2
    else:
        with pytest.raises(BadRule):
            read(text)
    assert read(text.replace("INTERVAL=2", "INTERVAL=1"))["interval"] == 1


@pytest.mark.parametrize(
    "text",
    [
        "BYDAY=MO", "FREQ=WEEKLY;BYDAY=2MO", "FREQ=MONTHLY;BYDAY=MO", "FREQ=WEEKLY;BYMONTHDAY=3",
        "FREQ=MONTHLY;BYDAY=1MO,1MO", "FREQ=MONTHLY;BYDAY=1MO,2TU", "FREQ=WEEKLY;BYDAY=MO,XX",
        "FREQ=WEEKLY;BYDAY=MO=TU",
        "FREQ=WEEKLY;BYDAY=MO;BYDAY=TU", "FREQ=WEEKLY;BYDAY=MO;WKST", "FREQ=WEEKLY;BYDAY=MO;WKST=",
        "FREQ=WEEKLY;BYDAY=MO;INTERVAL=-1", "FREQ=WEEKLY;BYDAY=MO;COUNT=1.5", "FREQ=WEEKLY;BYDAY=MO;UNTIL=20271301",
        "FREQ=WEEKLY;BYDAY=MO;UNTIL=2027-03-04", "FREQ=MONTHLY;BYMONTHDAY=1,15", "FREQ=MONTHLY;BYMONTHDAY=100",
        "FREQ=WEEKLY;BYDAY=MO;BYHOUR=9", "FREQ=WEEKLY;BYDAY=MO;X-OURS=1",
    ],
)  # fmt: skip
def test_each_text_that_is_refused_is_refused_as_a_whole(text: str) -> None:
    with pytest.raises(BadRule) as refused:
        read(text)
    assert refused.value.about == "rule"
    assert str(refused.value) == "That is a rule that cannot be kept here."


def test_a_refusal_says_why_and_which_part_it_is_about() -> None:
    refusal = BadRule("count", "Choose one end.")
    assert (refusal.about, str(refusal)) == ("count", "Choose one end.")
    assert isinstance(not_held(), ValueError)


@pytest.mark.parametrize(
    ("made", "text"),
    [
        ({"weekdays": (0, 6)}, "FREQ=WEEKLY;INTERVAL=1;BYDAY=MO,SU;WKST=MO"),
        ({"weekdays": (1,), "nth": -1, "interval": 2}, "FREQ=MONTHLY;INTERVAL=2;BYDAY=-1TU;WKST=MO"),
        ({"day": -1}, "FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=-1;WKST=MO"),
        ({"day": 7, "end": 3}, "FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=7;COUNT=3;WKST=MO"),
        ({"day": 7, "end": date(2027, 3, 4)}, "FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=7;UNTIL=20270304;WKST=MO"),
    ],
)
def test_a_rule_is_written_in_one_form_only(made: dict[str, Any], text: str) -> None:
    nothing: dict[str, Any] = {"interval": 1, "weekdays": (), "nth": None, "day": None, "end": None}
    assert write(**nothing | made) == text
