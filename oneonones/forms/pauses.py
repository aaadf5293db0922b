"""From when to when two people do not meet by their rhythm."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from oneonones.forms.rhythms import FURTHEST
from people.models import Person

NO_SUCH_DAY = gettext_lazy("There is no such day. Pick one from the calendar.")


class PauseForm(forms.Form):
    """The first day of a pause, and the last; without a last day it lasts until one of the two ends it."""

    first_on = forms.DateField(
        error_messages={"required": gettext_lazy("Say from which day on."), "invalid": NO_SUCH_DAY}
    )
    last_on = forms.DateField(required=False, error_messages={"invalid": NO_SUCH_DAY})

    def __init__(self, data: QueryDict | None, *, reader: Person, at: datetime) -> None:
        self.today = reader.today(at)
        super().__init__(data, initial={"first_on": self.today.isoformat()})

    def clean_first_on(self) -> date:
        day: date = self.cleaned_data["first_on"]
        if day < self.today:
            raise forms.ValidationError(_("That day is over. Pick today or one to come."))
        if day > self.today + FURTHEST:
            raise forms.ValidationError(_("That is more than a year ahead. Pick a day sooner than that."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("first_on"), cleaned.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", _("It would end before it starts. Choose a later last day."))
        elif first and last and last > first + FURTHEST:
            self.add_error(
                "last_on", _("That is more than a year. Leave the last day out: you can end the pause any day.")
            )
        return cleaned
