"""Timed work of agendas. Each task may run twice without harm."""

from datetime import timedelta

from celery import shared_task
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from agendas.models import AgendaItem, PrivateNote, SharedNote

LEFT_BEHIND = timedelta(seconds=30)
AT_ONCE = 200


@shared_task(autoretry_for=(OperationalError, InterfaceError), max_retries=5)
def reveal_items() -> None:
    """Show the other of a pair what waited for its moment. (Pages reveal what they find due by themselves.)"""
    AgendaItem.objects.reveal(at=timezone.now())


@shared_task(autoretry_for=(OperationalError, InterfaceError), max_retries=5)
def compact_notes() -> None:
    """Finish what a process that ended left behind: updates that nobody compacted."""
    until = timezone.now() - LEFT_BEHIND
    for notes in (SharedNote.objects, PrivateNote.objects):
        for note in notes.filter(updates__written_at__lte=until).distinct()[:AT_ONCE]:
            note.compact()
