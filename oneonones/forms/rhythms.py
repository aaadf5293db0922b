"""When a pair meets, again and again."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from oneonones.models import BadRule, Recurrence, Series
from oneonones.models.recurrence import LAST
from people.models import Person

PLACE_LENGTH = 300
FURTHEST = timedelta(days=366)
INTERVALS = (1, 2, 3, 4)


class RhythmForm(forms.Form):
    """When a pair meets: on which days, until when, and on whose clock."""

    every = forms.ChoiceField(
        error_messages={
            "required": gettext_lazy("Choose how often."),
            "invalid_choice": gettext_lazy("Choose how often."),
        }
    )
    weekdays = forms.TypedMultipleChoiceField(
        coerce=int, required=False, error_messages={"invalid_choice": gettext_lazy("Choose a weekday.")}
    )
    month_by = forms.ChoiceField(
        choices=(("weekday", gettext_lazy("On a weekday")), ("day", gettext_lazy("On a day of the month"))),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose a weekday or a day of the month.")},
    )
    nth = forms.TypedChoiceField(
        coerce=int,
        required=False,
        empty_value=None,
        choices=(
            (1, gettext_lazy("First")),
            (2, gettext_lazy("Second")),
            (3, gettext_lazy("Third")),
            (4, gettext_lazy("Fourth")),
            (LAST, gettext_lazy("Last")),
        ),
        error_messages={"invalid_choice": gettext_lazy("Choose the first to the fourth, or the last.")},
    )
    month_weekday = forms.TypedChoiceField(
        coerce=int,
        required=False,
        empty_value=None,
        error_messages={"invalid_choice": gettext_lazy("Choose a weekday.")},
    )
    month_day = forms.TypedChoiceField(
        coerce=int,
        required=False,
        empty_value=None,
        error_messages={
            "invalid_choice": gettext_lazy("Choose a day from 1 to 28, or the last day: not every month has a 29th.")
        },
    )
    clock = forms.TimeField(
        error_messages={
            "required": gettext_lazy("Say at what time."),
            "invalid": gettext_lazy("That is not a time. Type it like 16:00."),
        }
    )
    minutes = forms.IntegerField(
        min_value=5,
        max_value=480,
        error_messages={
            "required": gettext_lazy("Say how long: 5 to 480 minutes."),
            "invalid": gettext_lazy("Say how long: 5 to 480 minutes."),
            "min_value": gettext_lazy("Say how long: 5 to 480 minutes."),
            "max_value": gettext_lazy("Say how long: 5 to 480 minutes."),
        },
    )
    starts_on = forms.DateField(
        error_messages={
            "required": gettext_lazy("Say from which day on."),
            "invalid": gettext_lazy("There is no such day. Pick one from the calendar."),
        }
    )
    ends = forms.ChoiceField(
        choices=(
            ("never", gettext_lazy("It goes on")),
            ("on", gettext_lazy("On a date")),
            ("after", gettext_lazy("After a number of times")),
        ),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose how it ends.")},
    )
    until = forms.DateField(
        required=False,
        error_messages={"invalid": gettext_lazy("There is no such day. Pick one from the calendar.")},
    )
    times = forms.IntegerField(
        required=False,
        error_messages={"invalid": gettext_lazy("Say how many times: 1 to 500.")},
    )
    anchor = forms.ChoiceField(error_messages={"invalid_choice": gettext_lazy("Choose one of the two clocks.")})
    place = forms.CharField(
        max_length=PLACE_LENGTH,
        required=False,
        error_messages={"max_length": gettext_lazy("A place or link has at most 300 characters.")},
    )
    agreed = forms.CharField(max_length=80, required=False)

    FIELD_OF = MappingProxyType({"interval": "every", "day": "month_day", "count": "times", "rule": "every"})

    def __init__(
        self, data: QueryDict | None, *, pair_of: tuple[Person, Person], current: Series | None, at: datetime
    ) -> None:
        """`pair_of`: the reader and the one they meet."""
        self.reader, self.other = pair_of
        self.at = at
        super().__init__(data, initial=usual(self.reader, current, at=at))
        rule = current.recurrence if current else None
        often = {f"w{n}": every(n) for n in INTERVALS} | {"m1": _("Every month")}
        if rule is not None and (code := pace_code(rule)) not in often:
            often[code] = every(rule.interval, monthly=rule.monthly)
        self.choose("every", list(often.items()))
        for name in ("weekdays", "month_weekday"):
            self.choose(name, [(n, str(day)) for n, day in WEEKDAYS.items()])
        self.choose("month_day", [(n, str(n)) for n in range(1, 29)] + [(LAST, _("the last day"))])
        self.choose("anchor", [(str(person.pk), person.name) for person in (self.reader, self.other)])

    def choose(self, name: str, choices: list[tuple[Any, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean_anchor(self) -> Person:
        return self.reader if self.cleaned_data["anchor"] == str(self.reader.pk) else self.other

    def clean_starts_on(self) -> date:
        day: date = self.cleaned_data["starts_on"]
        if day < self.reader.today(self.at):
            raise ValidationError(_("That day is over. Pick today or one to come."))
        if day > self.reader.today(self.at) + FURTHEST:
            raise ValidationError(_("That is more than a year ahead. Pick a day sooner than that."))
        return day

    def clean(self) -> dict[str, Any]:
        """The rule as a whole: it must be one that we hold, and have a date."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        ends = cleaned["ends"]
        if ends == "on" and cleaned["until"] is None:
            self.add_error("until", _("Say on which day it ends."))
        elif ends == "after" and cleaned["times"] is None:
            self.add_error("times", _("Say how many times: 1 to 500."))
        else:
            try:
                cleaned["recurrence"] = rule = self._recurrence(cleaned)
                rule.first_on_or_after(cleaned["starts_on"])
            except BadRule as refusal:
                self.add_error(self.FIELD_OF.get(refusal.about, refusal.about), str(refusal))
        return cleaned

    @property
    def settings(self) -> dict[str, Any]:
        """What was chosen, by the names of a RhythmChange."""
        said = self.cleaned_data
        names = ("recurrence", "clock", "minutes", "anchor", "place")
        return {"on_or_after": said["starts_on"], **{name: said[name] for name in names}}

    @staticmethod
    def _recurrence(said: dict[str, Any]) -> Recurrence:
        monthly, interval = said["every"].startswith("m"), int(said["every"][1:])
        end: dict[str, Any] = {
            "until": said["until"] if said["ends"] == "on" else None,
            "count": said["times"] if said["ends"] == "after" else None,
        }
        if not monthly:
            return Recurrence(weekdays=tuple(said["weekdays"]), interval=interval, **end)
        if said["month_by"] == "day":
            return Recurrence(day=said["month_day"] or 0, interval=interval, **end)
        weekday = said["month_weekday"]
        chosen = () if weekday is None else (weekday,)
        return Recurrence(weekdays=chosen, nth=said["nth"] or 0, interval=interval, **end)


def usual(reader: Person, current: Series | None, *, at: datetime) -> dict[str, Any]:
    """What the form of a rhythm shows first: the rhythm as it is, or what is usual."""
    today = reader.today(at)
    rule = current.recurrence if current else Recurrence(weekday=today.weekday())
    if current and current.has_run_out(at=at):
        rule = replace(rule, until=None, count=None)
    anchor = current.anchor if current and current.time_zone == current.anchor.time_zone else reader
    return {
        "every": pace_code(rule),
        "weekdays": [] if rule.monthly else list(rule.weekdays),
        "month_by": "weekday" if rule.day is None else "day",
        "nth": rule.nth or 1,
        "month_weekday": rule.weekdays[0] if rule.weekdays else today.weekday(),
        "month_day": rule.day or min(today.day, 28),
        "clock": f"{current.first_local:%H:%M}" if current else "10:00",
        "minutes": current.minutes if current else 30,
        "starts_on": today.isoformat(),
        "ends": "on" if rule.until else "after" if rule.count else "never",
        "until": rule.until.isoformat() if rule.until else "",
        "times": rule.count or "",
        "anchor": str(anchor.pk),
        "place": (current.place or "") if current else "",
    }


def pace_code(rule: Recurrence) -> str:
    """'w2' for every 2 weeks, 'm1' for every month."""
    return f"{'m' if rule.monthly else 'w'}{rule.interval}"


def every(number: int, *, monthly: bool = False) -> str:
    """'Every week', 'Every 2 weeks', 'Every 3 months'."""
    if monthly:
        return ngettext("Every month", "Every %(n)d months", number) % {"n": number}
    return _("Every week") if number == 1 else ngettext("Every %(n)d week", "Every %(n)d weeks", number) % {"n": number}
