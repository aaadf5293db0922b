"""All actions of a person, across their pairs."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from actions.views.answers import PARTS
from actions.views.left_behind import left_behind
from actions.views.places import Place
from actions.views.regions import listing, todo
from kit.http import from_script, part, see_other
from oneonones.models import Pair
from people.models import PageRequest, Person


@require_safe
def index(request: PageRequest) -> HttpResponse:
    """What the reader promised, or (`?whose=theirs`) what others promised them; `?with=` one person."""
    place, at = Place.of(request, on="actions"), timezone.now()
    context = listing(place, request.user, at=at)
    if from_script(request):
        return render(request, part(PARTS, "actions", request), context)
    people = people_met(request.user)
    if request.GET.get("with") and place.other not in {str(person.pk) for person in people}:
        raise Http404
    options = [("", _("Everyone")), *((person.pk, person.name) for person in people)]
    return render(
        request,
        "actions/actions/index.html",
        {
            **context,
            "left_behind": left_behind(request.user, at=at),
            "people": people,
            "options": options,
            "place": place,
            "active": "actions",
        },
    )


@require_safe
def todo_part(request: PageRequest) -> HttpResponse:
    """*Yours to do* of the home page, alone."""
    if not from_script(request):
        return see_other(reverse("home"))
    return render(request, part(PARTS, "todo", request), todo(request.user, at=timezone.now()))


def people_met(reader: Person) -> list[Person]:
    """Those the reader meets, by name."""
    pairs = Pair.objects.visible_to(reader).active().with_people()
    return sorted({pair.other(reader) for pair in pairs}, key=lambda person: (person.name.casefold(), person.pk))
