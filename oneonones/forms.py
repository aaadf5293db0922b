"""What the forms of pairs and meetings take. They clean; they do not save."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kit.forms import Words
from oneonones.models import Manner, Meeting, Recurrence, Series
from oneonones.models.recurrence import INTERVALS, instant
from people.models import Person

PLACE_LENGTH = 300
SKIP_NOTE_LENGTH = 500
TAKEN = gettext_lazy("You two have another 1:1 at that time. Pick another time.")
LENGTHS = (15, 20, 25, 30, 45, 50, 60, 90)
FURTHEST = timedelta(days=366)

Sent = QueryDict | None
"""What was posted; None shows the form with what is usual."""


class IntroductionForm(forms.Form):
    """Whom somebody meets with, and how."""

    email = forms.EmailField(
        max_length=254,
        error_messages={
            "required": gettext_lazy("Type the address of the person you meet with."),
            "invalid": gettext_lazy("That is not an email address. Type it like tom@example.com."),
        },
    )
    name = forms.CharField(
        max_length=150,
        required=False,
        error_messages={"max_length": gettext_lazy("A name has at most 150 characters.")},
    )
    manner = forms.ChoiceField(
        choices=Manner.choices,
        initial=Manner.THEY_REPORT.value,
        error_messages={
            "required": gettext_lazy("Say how you meet."),
            "invalid_choice": gettext_lazy("Say how you meet."),
        },
    )

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class RhythmForm(forms.Form):
    """When a pair meets: every so many weeks on a weekday, on one person's clock."""

    interval = forms.TypedChoiceField(coerce=int, error_messages={"invalid_choice": gettext_lazy("Choose how often.")})
    weekday = forms.TypedChoiceField(coerce=int, error_messages={"invalid_choice": gettext_lazy("Choose a weekday.")})
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
    anchor = forms.ChoiceField(error_messages={"invalid_choice": gettext_lazy("Choose one of the two clocks.")})
    place = forms.CharField(
        max_length=PLACE_LENGTH,
        required=False,
        error_messages={"max_length": gettext_lazy("A place or link has at most 300 characters.")},
    )

    def __init__(self, data: Sent, *, pair_of: tuple[Person, Person], current: Series | None, at: datetime) -> None:
        """`pair_of`: the reader and the one they meet."""
        self.reader, self.other = pair_of
        self.at = at
        today = self.reader.today(at)
        anchor = current.anchor if current and current.time_zone == current.anchor.time_zone else self.reader
        usual = {
            "interval": current.recurrence.interval if current else 1,
            "weekday": current.recurrence.weekday if current else today.weekday(),
            "clock": f"{current.first_local:%H:%M}" if current else "10:00",
            "minutes": current.minutes if current else 30,
            "starts_on": today.isoformat(),
            "anchor": str(anchor.pk),
            "place": (current.place or "") if current else "",
        }
        super().__init__(data, initial=usual)
        self.choose("interval", [(n, every(n)) for n in INTERVALS])
        self.choose("weekday", [(n, str(name)) for n, name in WEEKDAYS.items()])
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

    def recurrence(self) -> Recurrence:
        return Recurrence(weekday=self.cleaned_data["weekday"], interval=self.cleaned_data["interval"])


def every(weeks: int) -> str:
    """'Every week', 'Every 2 weeks'."""
    return _("Every week") if weeks == 1 else ngettext("Every %(n)d week", "Every %(n)d weeks", weeks) % {"n": weeks}


class TimeForm(forms.Form):
    """When two people meet: a time of the list, or a day and a time on the reader's clock.

    `sure` is a time of which its warnings were read.
    """

    date = forms.DateField(
        required=False, error_messages={"invalid": gettext_lazy("There is no such day. Pick one from the calendar.")}
    )
    time = forms.TimeField(
        required=False, error_messages={"invalid": gettext_lazy("That is not a time. Type it like 16:00.")}
    )
    start = forms.CharField(required=False, max_length=40)
    sure = forms.CharField(required=False, max_length=40)

    def __init__(
        self, data: Sent, *, reader: Person, near: datetime, at: datetime, moving: Meeting | None = None
    ) -> None:
        """`near`: what the fields show first. `moving`: the meeting whose time this changes, if there is one."""
        self.reader, self.at, self.moving = reader, at, moving
        local = near.astimezone(reader.zone)
        super().__init__(data, initial={"date": f"{local:%Y-%m-%d}", "time": f"{local:%H:%M}"})

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        to = self._listed(cleaned) if cleaned.get("sure") or cleaned.get("start") else self._typed(cleaned)
        if to is not None and abs(self.reader.today(to) - self.reader.today(self.at)) > FURTHEST:
            self.add_error("date", _("Pick a day within a year from now."))
        elif to is not None and to <= self.at:
            self.add_error("date", _("That time is over. Pick one that is still to come."))
        elif to is not None and self.moving is not None:
            self._move(self.moving, to)
        cleaned["to"] = to
        return cleaned

    def _move(self, meeting: Meeting, to: datetime) -> None:
        if to == meeting.starts_at:
            self.add_error("date", _("That is when it is planned already."))
        elif meeting.meets_another_at(to):
            self.add_error("time", TAKEN)

    def _listed(self, cleaned: dict[str, Any]) -> datetime | None:
        for field in ("date", "time"):
            self.errors.pop(field, None)
        try:
            to = datetime.fromisoformat(cleaned.get("sure") or cleaned["start"])
            if to.tzinfo is not None and 1 < to.year < 9999:
                return to.astimezone(UTC)
        except ValueError:
            pass
        self.add_error("date", _("Pick one of the times, or type one."))
        return None

    def _typed(self, cleaned: dict[str, Any]) -> datetime | None:
        if "date" in cleaned and cleaned["date"] is None:
            self.add_error("date", _("Pick a day."))
        if "time" in cleaned and cleaned["time"] is None:
            self.add_error("time", _("Say at what time."))
        if self.errors:
            return None
        if abs(cleaned["date"] - self.reader.today(self.at)) > FURTHEST:
            self.add_error("date", _("Pick a day within a year from now."))
            return None
        return instant(datetime.combine(cleaned["date"], cleaned["time"]), self.reader.zone)


class AskForm(TimeForm):
    """A 1:1 outside of the rhythm: set at once, or asked for with a line for the other."""

    minutes = forms.TypedChoiceField(
        coerce=int,
        required=False,
        choices=[(n, n) for n in LENGTHS],
        error_messages={"invalid_choice": gettext_lazy("Choose how long.")},
    )
    how = forms.ChoiceField(
        required=False,
        choices=(("set", gettext_lazy("Set it")), ("ask", gettext_lazy("Ask first"))),
        error_messages={"invalid_choice": gettext_lazy("Choose to set it, or to ask first.")},
    )
    line = Words(max_length=SKIP_NOTE_LENGTH, required=False, too_long=gettext_lazy("Keep the line to 500 characters."))


class SkipForm(forms.Form):
    """Why a meeting does not take place: one press, and a line for the other if one wants."""

    reason = forms.ChoiceField(
        choices=Meeting.Reason.choices,
        error_messages={
            "required": gettext_lazy("Press one of the reasons."),
            "invalid_choice": gettext_lazy("Press one of the reasons."),
        },
    )
    note = forms.CharField(
        max_length=SKIP_NOTE_LENGTH,
        required=False,
        error_messages={"max_length": gettext_lazy("Keep the line to 500 characters.")},
    )
