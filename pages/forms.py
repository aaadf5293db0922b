from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agendas.models.said import TITLE_LENGTH
from kit.finding import Wanted
from kit.forms import Words
from oneonones.models import Pair
from people.models import Person

LONGEST_QUERY = 200
FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(2199, 12, 31)


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


class SearchForm(forms.Form):
    """What to look for, and where: everything of it is in the address, so a search can be kept and sent to oneself."""

    NO_SUCH_DAY = gettext_lazy("That is no date. Write it like 2026-11-24, or leave it empty.")

    q = Words(
        required=False,
        max_length=LONGEST_QUERY,
        too_long=gettext_lazy("At most %(limit_value)s characters; this has %(show_value)s. A few words are enough."),
        unstorable=gettext_lazy("There is a character in this that no text holds. Type it again."),
    )
    kind = forms.ChoiceField(required=False, error_messages={"invalid_choice": gettext_lazy("There is no such kind.")})
    pair = forms.ChoiceField(
        required=False,
        error_messages={"invalid_choice": gettext_lazy("That is none of your 1:1s. Choose one of these.")},
    )

    def __init__(self, data: Any, *, kinds: list[str], pairs: list[Pair], reader: Person) -> None:
        super().__init__(data)
        self.reader = reader
        said = {"invalid": self.NO_SUCH_DAY}
        self.fields |= {name: forms.DateField(required=False, error_messages=said) for name in ("from", "to")}
        for name, known in (("kind", kinds), ("pair", [str(pair.pk) for pair in pairs])):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [(one, one) for one in known]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("from"), cleaned.get("to")
        for name, day in (("from", first), ("to", last)):
            if day and not FIRST_DAY <= day <= LAST_DAY:
                self.add_error(name, _("Choose a year from 1970 to 2199."))
        if first and last and first > last:
            self.add_error("to", _("This is before the first day. Turn the two round, or leave one empty."))
        if cleaned.get("q") and not self.wanted.terms:
            self.add_error("q", _("There is no word in this. Write two letters or more."))
        elif cleaned.get("q") and self.wanted.too_short:
            self.add_error("q", _("One letter is in nearly everything. Write two or more."))
        return cleaned

    @property
    def wanted(self) -> Wanted:
        return Wanted.read(self.cleaned_data.get("q", ""))

    @property
    def span(self) -> tuple[datetime | None, datetime | None]:
        """From the first day's beginning to the last one's end, on the reader's clock."""
        first, last = self.cleaned_data["from"], self.cleaned_data["to"]
        midnight = time(tzinfo=self.reader.zone)
        return (
            datetime.combine(first, midnight) if first else None,
            datetime.combine(last + timedelta(days=1), midnight) if last else None,
        )

    @property
    def narrowed(self) -> bool:
        """Is anything but the words chosen?"""
        return any(self.cleaned_data.get(name) for name in ("kind", "pair", "from", "to"))

    def address(self, **changes: Any) -> str:
        """The query string of this search, with something else chosen."""
        chosen = {name: self.cleaned_data.get(name) for name in self.fields} | changes
        return "?" + urlencode({name: str(value) for name, value in chosen.items() if value})
