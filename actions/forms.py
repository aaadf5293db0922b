from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actions.models import MEASURE_LENGTH, REASON_LENGTH, WHAT_LENGTH, ActionItem, read_due, say_due
from kit.forms import Words
from oneonones.models import Pair
from people.models import Person

TOO_LONG = gettext_lazy("At most %(limit_value)d characters, please: this has %(show_value)d.")
NOT_TEXT = gettext_lazy("This holds a character that is not text. Type it again without it.")


class ActionItemForm(forms.Form):
    """What, who, by when and how both will know. Dates are read on `today`, the reader's own."""

    what = Words(
        max_length=WHAT_LENGTH,
        too_long=TOO_LONG,
        unstorable=NOT_TEXT,
        error_messages={"required": gettext_lazy("Write what needs to happen.")},
    )
    owner = forms.CharField(required=False)
    due = forms.CharField(required=False)
    measure = Words(max_length=MEASURE_LENGTH, required=False, too_long=TOO_LONG, unstorable=NOT_TEXT)
    idempotency_key = forms.UUIDField(required=False)
    item = forms.UUIDField(required=False)
    version = forms.IntegerField(required=False)

    def __init__(self, data: Any, *, pair: Pair, reader: Person, today: date, action: ActionItem | None = None) -> None:
        super().__init__(data)
        self.pair, self.reader, self.today, self.action = pair, reader, today, action

    def clean_owner(self) -> Person:
        """One of the two; whoever types, where nothing was said."""
        said = self.cleaned_data["owner"]
        if not said:
            return self.action.who if self.action else self.reader
        found = {str(person.pk): person for person in (self.pair.manager, self.pair.report)}.get(said)
        if found is None:
            raise forms.ValidationError(_("Choose one of you two."))
        return found

    def clean_due(self) -> date | None:
        """The day that was meant. A date that nobody changed is left alone, however old."""
        said = self.cleaned_data["due"]
        if self.action and said.strip() == say_due(self.action.due_on, today=self.today):
            return self.action.due_on
        try:
            return read_due(said, today=self.today)
        except ValueError as problem:
            raise forms.ValidationError(str(problem)) from None

    @property
    def promise(self) -> dict[str, Any]:
        """What the domain wants, by its own names."""
        cleaned = self.cleaned_data
        return {
            "what": cleaned["what"],
            "who": cleaned["owner"],
            "due_on": cleaned["due"],
            "measure": cleaned["measure"],
        }

    @property
    def replay_key(self) -> UUID | None:
        key: UUID | None = self.cleaned_data.get("idempotency_key")
        return key

    @property
    def typed(self) -> dict[str, str]:
        """What was typed, to be shown again."""
        return {name: self.data.get(name, "") for name in ("what", "owner", "due", "measure")}

    @property
    def problems(self) -> dict[str, str]:
        """The first sentence about each field."""
        return {name: str(sentences[0]) for name, sentences in self.errors.items()}


class DropForm(forms.Form):
    """A word why."""

    why = Words(
        max_length=REASON_LENGTH,
        too_long=TOO_LONG,
        unstorable=NOT_TEXT,
        error_messages={"required": gettext_lazy("Say in a word why, for the two of you to read later.")},
    )
