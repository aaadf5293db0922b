"""What may be typed into the record of a meeting: notes, and what is added once it is locked."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from agendas.models import AMENDMENT_LENGTH, PrivateNote, SharedNote
from agendas.models.note_document import NOTE_LENGTH, Full
from kit.forms import OUT_OF_DATE, Words
from people.models import Person


class NoteForm(forms.Form):
    """What is added to a note by a plain form."""

    body = Words(max_length=NOTE_LENGTH, error_messages={"required": gettext_lazy("Write what you want to add.")})
    idempotency_key = forms.UUIDField(required=False, error_messages={"invalid": OUT_OF_DATE})

    def add_to(self, note: SharedNote | PrivateNote, *, by: Person, at: datetime) -> bool:
        """Add what was typed. False, and what to do is said, where the note does not hold that much."""
        said = self.cleaned_data
        try:
            note.append(said["body"], by=by, at=at, idempotency_key=said["idempotency_key"])
        except Full:
            self.add_error("body", gettext("This note is full. Copy what you wrote, and keep it in another one."))
        return self.is_valid()

    @property
    def complaint(self) -> str:
        """The sentence that says what to do, of a form that was refused."""
        return next(str(errors[0]) for errors in self.errors.values())


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
