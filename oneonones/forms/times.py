"""When two people meet this once, and why they do not."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kit.forms import Words
from kit.words import plain_day
from oneonones.forms.rhythms import FURTHEST
from oneonones.models import Acting, Meeting, Move, Pair
from oneonones.models.recurrence import instant
from people.models import Person

SKIP_NOTE_LENGTH = 500
TAKEN = gettext_lazy("You two have another 1:1 at that time. Pick another time.")
LENGTHS = (15, 20, 25, 30, 45, 50, 60, 90)


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
        self,
        data: QueryDict | None,
        *,
        pair: Pair,
        reader: Person,
        near: datetime,
        at: datetime,
        moving: Meeting | None = None,
    ) -> None:
        """`near`: what the fields show first. `moving`: the meeting whose time this changes, if there is one."""
        self.reader, self.at, self.moving = reader, at, moving
        self.last_on, self.end = pair.ends_on, Acting.end_of(pair)
        local = near.astimezone(reader.zone)
        super().__init__(data, initial={"date": f"{local:%Y-%m-%d}", "time": f"{local:%H:%M}"})

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        to = self._listed(cleaned) if cleaned.get("sure") or cleaned.get("start") else self._typed(cleaned)
        if to is not None and abs(self.reader.today(to) - self.reader.today(self.at)) > FURTHEST:
            self.add_error("date", _("Pick a day within a year from now."))
        elif to is not None and to <= self.at:
            self.add_error("date", _("That time is over. Pick one that is still to come."))
        elif to is not None and self.last_on and self.end and to >= self.end:
            said = _("These 1:1s end on %(day)s. Pick a day until then.")
            self.add_error("date", said % {"day": plain_day(self.last_on)})
        elif to is not None and self.moving is not None:
            self.check_move(self.moving, to)
        cleaned["to"] = to
        return cleaned

    def check_move(self, meeting: Meeting, to: datetime) -> None:
        """May this one be at that time instead?"""
        if to == meeting.starts_at:
            self.add_error("date", _("That is when it is planned already."))
        elif Move(meeting, to).meets_another():
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
