"""Timed work of the rhythm. Each task may run twice without harm."""

from celery import shared_task
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from oneonones.models import Acting, Attendance, Exemption, NextDate, Request, Series


@shared_task(autoretry_for=(OperationalError, InterfaceError), max_retries=5)
def settle_meetings() -> None:
    """Two hours after its planned end a meeting that nobody wrapped up is held by its signs, or unconfirmed.

    A time that was asked for and never answered is asked for no longer.
    """
    now = timezone.now()
    Attendance.settle(at=now)
    Request.expire(at=now)


@shared_task(autoretry_for=(OperationalError, InterfaceError), max_retries=5, time_limit=1800)
def plan_meetings() -> None:
    """Meeting rows for the next 60 days of every running series."""
    now = timezone.now()
    Series.objects.short_of(at=now).plan(at=now)


@shared_task(autoretry_for=(OperationalError, InterfaceError), max_retries=5, time_limit=1800)
def mark_days_off() -> None:
    """Days off that nobody told us of: a country has a new public holiday, or calls one off.

    A rhythm that has no date left on which the two can meet plans the first one.
    """
    now = timezone.now()
    Exemption.mark_ahead(at=now)
    NextDate.plan(Series.objects.all(), at=now)


@shared_task(autoretry_for=(OperationalError, InterfaceError), max_retries=5)
def close_acting_pairs() -> None:
    """Who stood in as a manager until yesterday no longer does."""
    Acting.close_due(at=timezone.now())
