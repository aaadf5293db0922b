"""The Celery application: `celery -A config worker -B`."""

import os

from celery import Celery
from celery.signals import worker_init

from kit.garbage import look_rarely

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("andante")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def loaded(**_about: object) -> None:
    """Before its processes are forked."""
    look_rarely()
