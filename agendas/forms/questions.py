"""Questions and suggestions: which are shown, which are taken, which are not wanted now."""

from typing import Any
from uuid import uuid5

from django import forms

from agendas.models import BY_KEY, Situation
from agendas.models.offer import OFFERS
from agendas.models.question import KEY_LENGTH
from agendas.models.stuck import KEY as STUCK
from kit.forms import OUT_OF_DATE


class QuestionFilter(forms.Form):
    """What the list of questions is narrowed to. What makes no sense narrows nothing."""

    q = forms.CharField(required=False)
    situation = forms.ChoiceField(required=False, choices=Situation)
    who = forms.ChoiceField(required=False, choices=[("", ""), ("anyone", "")])
    hidden = forms.BooleanField(required=False)

    @property
    def chosen(self) -> dict[str, Any]:
        self.is_valid()
        return self.cleaned_data


class QuestionForm(forms.Form):
    """One question of the bank, to be put on the agenda, hidden, or shown again."""

    question_key = forms.ChoiceField(choices=[(key, key) for key in BY_KEY])
    idempotency_key = forms.UUIDField(required=False)

    @property
    def raised(self) -> dict[str, Any]:
        """Everything for `AgendaItem.raise_on`. A page has one key for many buttons: each question makes its own."""
        question, key = BY_KEY[self.cleaned_data["question_key"]], self.cleaned_data["idempotency_key"]
        return {
            "title": str(question.text),
            "question_key": question.key,
            "idempotency_key": uuid5(key, question.key) if key else None,
        }


class NotNowForm(forms.Form):
    """A suggestion that somebody does not want now: a question, something stuck, or a template."""

    key = forms.CharField(max_length=KEY_LENGTH)

    def clean_key(self) -> str:
        """It is kept in plain text, so only what we suggest ourselves."""
        key: str = self.cleaned_data["key"]
        if key in BY_KEY or STUCK.fullmatch(key) or key in OFFERS:
            return key
        raise forms.ValidationError(OUT_OF_DATE)
