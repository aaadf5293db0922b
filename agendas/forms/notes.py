"""What may be typed into the record of a meeting: notes, and what is added once it is locked."""

from hashlib import sha256
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from agendas.models import AMENDMENT_LENGTH, NOTE_LENGTH
from kit.forms import OUT_OF_DATE, Words


class NoteForm(forms.Form):
    """A text, the version it was typed on, and the tab it was typed in."""

    body = Words(max_length=NOTE_LENGTH, required=False, strip=False)
    version = forms.IntegerField(min_value=0)
    tab = forms.CharField(required=False, max_length=36)

    def clean_tab(self) -> str:
        """It is kept in plain text, so only its digest is: a script could send anything."""
        tab: str = self.cleaned_data["tab"]
        return sha256(tab.encode()).hexdigest()[:32] if tab else ""

    @property
    def complaint(self) -> str:
        """The sentence that says what to do, of a form that was refused."""
        if "body" in self.errors:
            return str(self.errors["body"][0])
        return str(OUT_OF_DATE)


class AmendmentForm(forms.Form):
    """What is added to a record that is locked; or its correction, on top of a version."""

    body = Words(max_length=AMENDMENT_LENGTH, error_messages={"required": gettext_lazy("Write what you want to add.")})
    version = forms.IntegerField(required=False, min_value=0, error_messages={"invalid": OUT_OF_DATE})
    idempotency_key = forms.UUIDField(required=False, error_messages={"invalid": OUT_OF_DATE})

    @property
    def added(self) -> dict[str, Any]:
        """Everything for `Amendment.add`."""
        return {name: self.cleaned_data[name] for name in ("body", "idempotency_key")}

    @property
    def version_read(self) -> int:
        """The version that was on the page; none that there is where the form names none."""
        version: int | None = self.cleaned_data["version"]
        return -1 if version is None else version

    @property
    def complaint(self) -> str | None:
        """The sentence that says what to do, of a form that was refused."""
        return next((str(errors[0]) for errors in self.errors.values()), None) if self.is_bound else None
