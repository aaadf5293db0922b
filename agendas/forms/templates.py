"""Templates: one's own, and putting one on the agenda."""

from uuid import UUID, uuid5

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agendas.models.agenda_template import NAME_LENGTH, TEXT_LENGTH
from agendas.models.said import CONTEXT_LENGTH, TITLE_LENGTH
from agendas.models.template_line import MOST_LINES, lines_of
from kit.forms import OUT_OF_DATE, Words


class FillingForm(forms.Form):
    """A template that goes on the agenda, once or on every 1:1. A page has one key for all of its buttons."""

    template = forms.CharField(max_length=32)
    standing = forms.BooleanField(required=False)
    idempotency_key = forms.UUIDField()

    @property
    def key(self) -> UUID:
        said = self.cleaned_data
        return uuid5(said["idempotency_key"], f"{said['template']} {said['standing']}")


class FillingUndoForm(forms.Form):
    """Which press is taken back."""

    key = forms.UUIDField()


class TemplateForm(forms.Form):
    """A template of one's own: its name, and one item a line."""

    name = Words(max_length=NAME_LENGTH, error_messages={"required": gettext_lazy("Give it a name.")})
    text = Words(max_length=TEXT_LENGTH, error_messages={"required": gettext_lazy("Write at least one item.")})
    version = forms.IntegerField(required=False, min_value=0, error_messages={"invalid": OUT_OF_DATE})
    idempotency_key = forms.UUIDField(required=False, error_messages={"invalid": OUT_OF_DATE})

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        return name.replace("\n", " ")

    def clean_text(self) -> str:
        """As it was typed, if every line can become an item."""
        text: str = self.cleaned_data["text"]
        lines = lines_of(text)
        if len(lines) > MOST_LINES:
            said = _("At most %(most)d items; this has %(n)d. Put the rest into another template.")
            raise forms.ValidationError(said % {"most": MOST_LINES, "n": len(lines)})
        for number, line in enumerate(lines, start=1):
            if len(line.title) > TITLE_LENGTH or len(line.context) > CONTEXT_LENGTH:
                raise forms.ValidationError(_("Item %(n)d is too long. Shorten it, then save.") % {"n": number})
            if not line.title:
                raise forms.ValidationError(_("Item %(n)d has no words.") % {"n": number})
        return text

    @property
    def said(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("name", "text")}

    @property
    def problems(self) -> dict[str, str]:
        """By field, the sentence that says what to do."""
        return {name: str(messages[0]) for name, messages in self.errors.items()} if self.is_bound else {}
