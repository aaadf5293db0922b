"""Who can read a thing: every account is asked by the rule that the pages themselves go by."""

from typing import Any, cast

from django.db.models import Exists, OuterRef, QuerySet

from agendas.models.agenda_item import AgendaItem
from agendas.models.private_note import PrivateNote
from agendas.models.shared_note import SharedNote
from people.models import Person

Readable = AgendaItem | SharedNote | PrivateNote


def readers_of(thing: Readable) -> "QuerySet[Person]":
    """Everybody to whom `visible_to()` gives the thing, by name: one statement, whatever the number of accounts.

    There is no second list of who may read what: a rule that grew too wide would show here. Closed accounts sign in
    nowhere, so they are left out.
    """
    anybody = cast(Person, OuterRef("pk"))
    seen: QuerySet[Any] = type(thing).objects.visible_to(anybody).filter(pk=thing.pk)
    return Person.objects.filter(Exists(seen), is_active=True).order_by("name", "id")
