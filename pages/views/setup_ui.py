"""The living page of the house's components: on in development, tests and the demo, absent elsewhere."""

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agendas.models.markdown import parse
from agendas.models.said import Kind
from people.models import PageRequest

SAMPLE = """Tom had a *good* week with the new starter.

- [x] Energy, 1 to 10: **7**
- [ ] Mostly tired from on-call, see the [handbook](https://example.test/)"""


@require_safe
def show(request: PageRequest) -> HttpResponse:
    """Every component in every state, with real HTML: what the browser tests and the axe checks run on."""
    if not settings.SETUP_UI:
        raise Http404
    context = {"ends": timezone.now() + timedelta(minutes=18, seconds=36), "kinds": list(Kind), "sample": parse(SAMPLE)}
    return render(request, "setup_ui/show.html", context)
