""" "Did you two meet?" is asked on home and on the meeting's page: where an answer, and its undo, lead back to."""

from django.urls import reverse

from oneonones.models import Meeting
from people.models import PageRequest


def from_home(request: PageRequest) -> bool:
    return "home" in (request.POST.get("back"), request.GET.get("back"))


def page_of(request: PageRequest, meeting: Meeting) -> str:
    """Home if the question was answered there, else the meeting's page."""
    return reverse("home") if from_home(request) else meeting.get_absolute_url()


def undo_url(request: PageRequest, name: str, meeting: Meeting) -> str:
    """What takes the answer back, and shows the same page again."""
    return reverse(name, args=[meeting.pk]) + ("?back=home" if from_home(request) else "")
