"""What may be typed of an item: a new one, one that is changed, one that was missed; and what became of it."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agendas.models import ANSWER_LENGTH, BY_KEY, DECISION_LENGTH, NOTE_LENGTH, AgendaItem
from agendas.models.said import CONTEXT_LENGTH, FACT_LENGTH, MOST_MINUTES, TITLE_LENGTH, Kind, Said, Sensitivity
from agendas.models.stuck import KEY as STUCK
from kit.forms import OUT_OF_DATE, Words
from oneonones.models import Pair, Reveal
from people.models import Person

WHOLE_MINUTES = gettext_lazy("Minutes are a whole number from 1 to 240.")


class ItemWords(forms.Form):
    """What an item says, and what it is. `by` types; `pair` and the item as it is now say what must be said."""

    title = Words(max_length=TITLE_LENGTH, required=False, strip=False)
    context = Words(max_length=CONTEXT_LENGTH, required=False, strip=False)
    planned_minutes = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=MOST_MINUTES,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), WHOLE_MINUTES),
    )
    kind = forms.ChoiceField(choices=Kind.choices, required=False, error_messages={"invalid_choice": OUT_OF_DATE})
    impact = Words(max_length=FACT_LENGTH, required=False)
    evidence = Words(max_length=FACT_LENGTH, required=False)
    sensitive = forms.BooleanField(required=False)
    standing = forms.BooleanField(required=False)

    def __init__(self, data: Any = None, *, pair: Pair | None = None, by: Person | None = None, **more: Any) -> None:
        self.pair, self.by = pair, by
        super().__init__(data, **more)

    def clean_title(self) -> str:
        """One line, without the blanks around it."""
        title: str = self.cleaned_data["title"].replace("\n", " ").strip()
        if not title:
            raise forms.ValidationError(_("Write what you want to talk about."))
        return title

    def clean(self) -> None:
        """A manager's sensitive item says what it is about, and what is on every 1:1 is for both."""
        if self.cleaned_data.get("standing") and self.only_for_author:
            self.add_error("standing", _("What is on every 1:1 is for both of you. Share it first."))
        leads = self.pair is not None and self.by is not None and self.by.pk == self.pair.manager_id
        if leads and self.pair and self.marks_sensitive and not self.cleaned_data.get("context", "").strip():
            said = _("Say what this is about and what %(name)s may want to prepare.")
            self.errors.setdefault("context", self.error_class([said % {"name": self.pair.report.first_name}]))

    @property
    def marks_sensitive(self) -> bool:
        return bool(self.cleaned_data.get("sensitive"))

    @property
    def only_for_author(self) -> bool:
        return bool(self.cleaned_data.get("only_me"))

    @property
    def problems(self) -> dict[str, str | None]:
        """By field, the sentence that says what to do; None where there is none."""
        wrong = self.errors if self.is_bound else {}
        return {name: str(wrong[name][0]) if name in wrong else None for name in self.fields}

    @property
    def words(self) -> Said:
        """Everything that was said."""
        said = self.cleaned_data
        return {
            "title": said["title"],
            "context": said["context"],
            "planned_minutes": said["planned_minutes"],
            "kind": said["kind"] or Kind.TOPIC,
            "impact": said["impact"],
            "evidence": said["evidence"],
            "sensitivity": Sensitivity.SENSITIVE if self.marks_sensitive else Sensitivity.NORMAL,
            "standing": said["standing"],
        }


class AgendaItemForm(ItemWords):
    """A new item: one field and Enter; a line of context, minutes and "only for me" if somebody wants them."""

    only_me = forms.BooleanField(required=False)
    reveal = forms.CharField(required=False)  # what the page said of when the other sees it
    question_key = forms.CharField(required=False)
    idempotency_key = forms.UUIDField(required=False, error_messages={"invalid": OUT_OF_DATE})

    def clean_title(self) -> str:
        """A question worth asking brings its own words."""
        question = BY_KEY.get(self.data.get("question_key", ""))
        return str(question.text) if question else super().clean_title()

    def clean(self) -> None:
        """The other has made new items visible sooner than the page said: nobody is caught out by that."""
        super().clean()
        said = self.cleaned_data.get("reveal", "")
        if self.pair is None or self.by is None or said not in Reveal or self.only_for_author:
            return
        if Reveal(said).later_than(self.pair.reveals):
            name = self.pair.other(self.by).first_name
            changed = _("%(name)s has changed when new items are seen: %(when)s. Add it again if that is fine.")
            when = self.pair.reveals.label.lower()
            self.add_error("title", changed % {"name": name, "when": when})

    def clean_question_key(self) -> str:
        """A key that is neither a question's nor that of something stuck is none: it is kept in plain text."""
        key: str = self.cleaned_data["question_key"]
        return key if key in BY_KEY or STUCK.fullmatch(key) else ""

    @property
    def raised(self) -> dict[str, Any]:
        """Everything for `AgendaItem.raise_on`."""
        return {
            **self.words,
            "question_key": self.cleaned_data["question_key"],
            "idempotency_key": self.cleaned_data["idempotency_key"],
            "visibility": AgendaItem.Visibility.PRIVATE
            if self.cleaned_data["only_me"]
            else AgendaItem.Visibility.SHARED,
        }


class AgendaItemEditForm(ItemWords):
    """An item, changed on top of the version that was read: all that it is."""

    version = forms.IntegerField(min_value=0, error_messages=dict.fromkeys(("required", "invalid"), OUT_OF_DATE))
    # Asked for: a form that lacks it must not make a sensitive win an ordinary topic.
    kind = forms.ChoiceField(
        choices=Kind.choices, error_messages=dict.fromkeys(("required", "invalid_choice"), OUT_OF_DATE)
    )

    def __init__(self, data: Any, *, item: AgendaItem, **more: Any) -> None:
        self.item = item
        super().__init__(data, pair=item.pair, by=item.author, **more)

    @property
    def only_for_author(self) -> bool:
        return self.item.visibility == AgendaItem.Visibility.PRIVATE


class MissedForm(forms.Form):
    """Something that was talked about, and what was said."""

    title = Words(max_length=TITLE_LENGTH, error_messages={"required": gettext_lazy("Write what you talked about.")})
    said = Words(max_length=NOTE_LENGTH, required=False)
    idempotency_key = forms.UUIDField(required=False, error_messages={"invalid": OUT_OF_DATE})

    def clean_title(self) -> str:
        """One line."""
        return str(self.cleaned_data["title"]).replace("\n", " ")


class DecisionForm(forms.Form):
    """What was decided, in a line; nothing where the item says it."""

    words = Words(max_length=DECISION_LENGTH, required=False)


class AnswerForm(forms.Form):
    """What is written in answer to an item."""

    body = Words(max_length=ANSWER_LENGTH, error_messages={"required": gettext_lazy("Write your answer.")})

    @property
    def complaint(self) -> str | None:
        """The sentence that says what to do, of a form that was refused."""
        return str(self.errors["body"][0]) if self.is_bound and "body" in self.errors else None
