"""What people type to get in, and about themselves. Forms clean; they do not save."""

from datetime import date, time
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import LoginForm
from allauth.core import ratelimit
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.files.uploadedfile import UploadedFile
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kit.words import zone
from people.models import Absence, HolidayFile, Person, UnreadableHolidays, WorkingWeek
from people.models.public_holidays import countries, subdivisions

ADDRESS = {
    "required": _("Type the address you sign in with."),
    "invalid": _("That is not an email address. It looks like name@example.com."),
}


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth has no types
    """Email and password, checked and rate-limited by allauth."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].error_messages |= ADDRESS
        self.fields["password"].error_messages["required"] = _("Type your password.")

    def clean(self) -> dict[str, Any] | None:
        """Count first, then look at the password: hashing is what an attacker would have us do (privacy.md 1.7).

        allauth finds closed accounts too; only who knows the password gets to hear of that.
        """
        if not ratelimit.consume(self.request, action="login"):
            raise get_adapter().validation_error("too_many_login_attempts")
        cleaned: dict[str, Any] | None = super().clean()
        if self.user is not None and not self.user.is_active:
            raise get_adapter().validation_error("account_inactive")
        return cleaned


class PasswordLinkForm(forms.Form):
    """Where to send a link to choose a password."""

    email = forms.EmailField(max_length=254, error_messages=ADDRESS)


class PasswordForm(forms.Form):
    """A password of one's own: at least 15 characters, none of the common ones, not one's own name. No other rules."""

    password = forms.CharField(
        max_length=4096,
        strip=False,
        error_messages={
            "required": _("Type a password of at least 15 characters."),
            "max_length": _("That is longer than a password may be (4,096 characters)."),
        },
    )

    def __init__(self, person: Person, *args: Any, **kwargs: Any) -> None:
        self.person = person
        super().__init__(*args, **kwargs)

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self.person)
        return password


class TimeZoneForm(forms.Form):
    """Whose clock times are shown on."""

    time_zone = forms.CharField(max_length=64, error_messages={"required": _("Choose a time zone from the list.")})

    def clean_time_zone(self) -> str:
        try:
            return zone(self.cleaned_data["time_zone"]).key
        except ValueError:
            raise forms.ValidationError(
                gettext("Nobody here knows that time zone. Choose one from the list, such as Europe/Berlin.")
            ) from None


class LookForm(forms.Form):
    """Colours, and how much air there is between things. Either may be left as it is."""

    theme = forms.ChoiceField(choices=Person.Theme, required=False)
    density = forms.ChoiceField(choices=Person.Density, required=False)


class WorkingHoursForm(forms.Form):
    """From when to when on each weekday; a day without hours is a day off."""

    def __init__(self, data: Any, *, week: WorkingWeek) -> None:
        super().__init__(data)
        for number, hours in enumerate(week.days):
            for name, clock in zip(("from", "to"), hours or (None, None), strict=True):
                self.fields[f"{name}_{number}"] = forms.TimeField(
                    required=False,
                    initial=f"{clock:%H:%M}" if clock else "",
                    error_messages={"invalid": _("That is not a time. Type it like 09:00.")},
                )

    def clean(self) -> dict[str, Any]:
        """`week` in what is cleaned, unless a day is half said."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        days = [self._day(number) for number in range(len(WEEKDAYS))]
        if not self.errors:
            try:
                cleaned["week"] = WorkingWeek(tuple(days))
            except ValueError as refusal:
                self.add_error("from_0", str(refusal))
        return cleaned

    def _day(self, number: int) -> tuple[time, time] | None:
        start, end = self.cleaned_data.get(f"from_{number}"), self.cleaned_data.get(f"to_{number}")
        if start is None and end is None:
            return None
        if start is None or end is None:
            missing = "from" if start is None else "to"
            self.add_error(f"{missing}_{number}", gettext("Say both, or leave both empty for a day off."))
            return None
        if start >= end:
            self.add_error(f"to_{number}", gettext("That is before it begins. Hours are within one day."))
        return start, end


class AbsenceForm(forms.Form):
    """The first day and the last on which somebody is away; one day needs no last one."""

    first_on = forms.DateField(
        error_messages={
            "required": _("Say from which day on."),
            "invalid": _("There is no such day. Pick one from the calendar."),
        }
    )
    last_on = forms.DateField(
        required=False, error_messages={"invalid": _("There is no such day. Pick one from the calendar.")}
    )
    kind = forms.ChoiceField(
        choices=Absence.Kind.choices,
        error_messages={"required": _("Choose one of the four."), "invalid_choice": _("Choose one of the four.")},
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "first_on" in cleaned and cleaned.get("last_on") is None and "last_on" not in self.errors:
            cleaned["last_on"] = cleaned["first_on"]
        return cleaned


class CountryForm(forms.Form):
    """Whose public holidays somebody has. A part of another country than the chosen one is left out."""

    country = forms.ChoiceField(required=False, error_messages={"invalid_choice": _("Choose a country from the list.")})
    subdivision = forms.CharField(max_length=40, required=False)

    def __init__(self, data: Any, *, language: str) -> None:
        super().__init__(data)
        field = self.fields["country"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", ""), *countries(language)]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        parts = {code for code, name in subdivisions(cleaned.get("country", ""))}
        if cleaned.get("subdivision") not in parts:
            cleaned["subdivision"] = ""
        return cleaned


class HolidayFileForm(forms.Form):
    """An ICS file with public holidays: read whole, or not at all."""

    file = forms.FileField(
        allow_empty_file=True,
        error_messages={
            "required": _("Choose an ICS file first."),
            "invalid": _("Choose an ICS file first."),
            "max_length": _("That file has a very long name. Give it a shorter one, then choose it again."),
        },
    )

    def __init__(self, data: Any, files: Any, *, today: date) -> None:
        self.today = today
        super().__init__(data, files)

    def clean_file(self) -> HolidayFile:
        sent: UploadedFile[bytes] = self.cleaned_data["file"]
        try:
            return HolidayFile.read(sent.read(HolidayFile.LARGEST + 1), today=self.today)
        except UnreadableHolidays as refusal:
            raise forms.ValidationError(str(refusal)) from None
