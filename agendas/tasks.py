"""Timed work of agendas. Each task may run twice without harm."""

from celery import shared_task
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from agendas.models import AgendaItem


@shared_task(autoretry_for=(OperationalError, InterfaceError), max_retries=5)
def reveal_items() -> None:
    """Show the other of a pair what waited for its moment. (Pages reveal what they find due by themselves.)"""
    AgendaItem.objects.reveal(at=timezone.now())
