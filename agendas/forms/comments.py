"""What may be said on an item."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from agendas.models import COMMENT_LENGTH
from kit.forms import OUT_OF_DATE, Words
from people.models import Person


class CommentForm(forms.Form):
    """What is said on an item; ticked, or with @ and their first name, it mentions the other."""

    body = Words(max_length=COMMENT_LENGTH, error_messages={"required": gettext_lazy("Write your comment.")})
    mentions = forms.BooleanField(required=False)
    idempotency_key = forms.UUIDField(required=False, error_messages={"invalid": OUT_OF_DATE})

    def __init__(self, data: Any = None, *, other: Person) -> None:
        self.other = other
        super().__init__(data)

    @property
    def said(self) -> dict[str, Any]:
        """Everything for `Comment.write`."""
        body = self.cleaned_data["body"]
        named = f"@{self.other.first_name}".casefold() in body.casefold()
        return self.cleaned_data | {"mentions": named or self.cleaned_data["mentions"]}

    @property
    def complaint(self) -> str | None:
        """The sentence that says what to do, of a form that was refused."""
        return next((str(errors[0]) for errors in self.errors.values()), None) if self.is_bound else None
