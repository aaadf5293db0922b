"""Whom somebody meets with."""

from django import forms
from django.utils.translation import gettext_lazy

from oneonones.models import Manner


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
