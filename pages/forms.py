from typing import Any

from django import forms
from django.utils.translation import gettext as _

from agendas.models.said import TITLE_LENGTH
from oneonones.models import Pair
from people.models import Person


class QuickItemForm(forms.Form):
    """'Tom: ask about cover in December': an item for somebody you meet, in one line.

    Where the page says whose it is (`pair`), the whole line is the item.
    """

    line = forms.CharField(required=False)
    pair = forms.UUIDField(required=False)
    idempotency_key = forms.UUIDField(required=False)

    def __init__(self, data: Any, *, pairs: list[Pair], reader: Person) -> None:
        super().__init__(data)
        self.pairs, self.reader = pairs, reader

    def clean(self) -> dict[str, Any]:
        """Whose agenda, and the item's title; a sentence in place of either that is missing."""
        cleaned = super().clean() or self.cleaned_data
        line, known = cleaned.get("line", ""), {pair.pk: pair for pair in self.pairs}
        if "line" in self.errors:
            return cleaned
        name, colon, rest = line.partition(":")
        if cleaned.get("pair") in known:
            cleaned["to"], title = known[cleaned["pair"]], line
        elif not colon:
            raise forms.ValidationError({"line": self.ask_for_name()})
        else:
            cleaned["to"], title = self.named(name), rest
        cleaned["title"] = title.strip()
        if not cleaned["title"]:
            raise forms.ValidationError({"line": _("Write what you want to talk about.")})
        if len(cleaned["title"]) > TITLE_LENGTH:
            says = {"most": TITLE_LENGTH, "n": len(cleaned["title"])}
            raise forms.ValidationError({"line": _("At most %(most)d characters, please: this has %(n)d.") % says})
        return cleaned

    def named(self, said: str) -> Pair:
        """The pair with the one person of that name: a full name, a first or last one, or how it begins."""
        name = " ".join(said.casefold().split())
        others = {pair.other(self.reader): pair for pair in reversed(self.by_closeness())}
        exact = [person for person in others if name in (person.name.casefold(), person.first_name.casefold())]
        found = exact or [person for person in others if name and self.begins(person, name)]
        full = [person for person in found if person.name.casefold() == name]
        found = full if len(full) == 1 else found
        if len(found) == 1:
            return others[found[0]]
        if not found:
            sentence = _("You meet nobody called “%(name)s”.") % {"name": said.strip()[:40]}
            raise forms.ValidationError({"line": f"{sentence} {self.ask_for_name()}"})
        names = ", ".join(sorted(person.name for person in found))
        raise forms.ValidationError({"line": _("Which one: %(names)s? Write the whole name.") % {"names": names}})

    def by_closeness(self) -> list[Pair]:
        """A report before a mentor, if they are the same person."""
        kinds = list(Pair.Kind)
        return sorted(self.pairs, key=lambda pair: (kinds.index(Pair.Kind(pair.kind)), pair.started_on, pair.pk))

    @staticmethod
    def begins(person: Person, name: str) -> bool:
        whole = person.name.casefold()
        return whole.startswith(name) or any(word.startswith(name) for word in whole.split())

    def ask_for_name(self) -> str:
        if not self.pairs:
            return _("Add somebody you meet with first.")
        first = min(self.pairs, key=lambda pair: pair.other(self.reader).name).other(self.reader).first_name
        return _("Start with a name and a colon, such as “%(name)s: …”.") % {"name": first}

    @property
    def problem(self) -> str | None:
        """What is wrong, in a sentence."""
        sentences = self.errors.get("line") or next(iter(self.errors.values()), None)
        return str(sentences[0]) if sentences else None
