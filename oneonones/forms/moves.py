"""Where one meeting goes, and how much of its rhythm with it."""

from datetime import datetime

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from oneonones.forms.times import TimeForm
from oneonones.models import LastingMove, Meeting, Scope
from people.models import Person


class MoveForm(TimeForm):
    """A time, for this meeting alone or for all that follow it. `agreed`: to what a lasting move would do."""

    scope = forms.ChoiceField(
        choices=Scope.choices,
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Say whether only this one moves, or those after it too.")},
    )
    agreed = forms.CharField(required=False, max_length=40)

    lasting: LastingMove | None = None

    def __init__(
        self, data: QueryDict | None, *, moving: Meeting, reader: Person, at: datetime, scope: str = ""
    ) -> None:
        """`scope`: what was chosen while the person looked at another day."""
        super().__init__(data, pair=moving.pair, reader=reader, near=moving.starts_at, at=at, moving=moving)
        self.initial["scope"] = scope if scope in Scope.values else Scope.ONE.value

    def check_move(self, meeting: Meeting, to: datetime) -> None:
        scope = Scope(self.cleaned_data.get("scope") or Scope.ONE)
        if scope == Scope.ONE:
            super().check_move(meeting, to)
        elif len(LastingMove.scopes(meeting, at=self.at)) == 1:
            self.add_error("scope", _("This one is of no rhythm that goes on. Move only this one."))
        else:
            move = LastingMove(meeting, to=to, scope=scope, at=self.at)
            if refusal := move.refusal:
                self.add_error("date", refusal)
            else:
                self.lasting = move
