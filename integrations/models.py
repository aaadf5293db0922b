"""The tables of the outside world: each lives in its provider's folder."""

from integrations.icalendar.feed import CalendarFeed

__all__ = ["CalendarFeed"]
