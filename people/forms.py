"""What people type to get in, and about themselves. Forms clean; they do not save."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import LoginForm
from allauth.core import ratelimit
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kit.words import zone
from people.models import Person

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
