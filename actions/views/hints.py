"""A word about a vague promise, while it is typed: what, by when, and how both will know."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from actions.models import is_vague
from actions.views.answers import PARTS
from people.models import PageRequest


@require_POST
def create(request: PageRequest) -> HttpResponse:
    """The hint, or nothing. What is typed is read and forgotten; POST, so that no log holds it."""
    said = {name: request.POST.get(name, "").strip() for name in ("what", "due", "measure")}
    vague = is_vague(said["what"], dated=bool(said["due"]), measured=bool(said["measure"]))
    return render(request, f"{PARTS}#hint", {"vague": vague})
