"""The outbox's own doorbell."""

from activity.models import Outbox
from activity.models.outbox import doorbell
from activity.tasks import deliver


@doorbell
def ring(row: Outbox) -> None:
    """Ask a worker to deliver the row now. No retries: with the broker down the sweeper does it."""
    deliver.apply_async((str(row.pk),), retry=False, ignore_result=True)
