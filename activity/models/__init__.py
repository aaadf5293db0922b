from activity.models.activity import Activity, announced, on, record
from activity.models.heartbeat import Heartbeat
from activity.models.outbox import Outbox, delivers

__all__ = ["Activity", "Heartbeat", "Outbox", "announced", "delivers", "on", "record"]
