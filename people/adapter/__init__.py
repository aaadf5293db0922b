"""Where Django's and allauth's sign-in meets this house's people."""

from people.adapter.account import AccountAdapter, within
from people.adapter.locale import PersonLocale
from people.adapter.sessions import SessionLimits, begin, is_over, limit

__all__ = ["AccountAdapter", "PersonLocale", "SessionLimits", "begin", "is_over", "limit", "within"]
