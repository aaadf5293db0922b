"""Who is behind a session, for many sessions at once: what Django's middleware asks one request at a time."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import ValidationError
from django.utils.crypto import constant_time_compare


class SignedIn(NamedTuple):
    person: AbstractBaseUser
    session: dict[str, Any]


def signed_in(session_keys: Collection[str], *, at: datetime) -> dict[str, SignedIn]:
    """The active person behind each of these sessions that still runs. Two queries, whatever the number.

    A session ends when it is deleted or expires, and when the password that it was begun with is changed.
    """
    store = SessionStore()
    rows = SessionStore.get_model_class()._default_manager.filter(session_key__in=session_keys, expire_date__gt=at)
    sessions = {row.session_key: store.decode(row.session_data) for row in rows}
    ids = {key: _person_id(session) for key, session in sessions.items()}
    people = get_user_model()._default_manager.filter(is_active=True).in_bulk([one for one in ids.values() if one])
    found = ((key, people.get(ids[key]), session) for key, session in sessions.items())
    return {key: SignedIn(person, session) for key, person, session in found if person and _began_by(person, session)}


def _person_id(session: dict[str, Any]) -> Any:
    if session.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return None
    try:
        return get_user_model()._meta.pk.to_python(session.get(SESSION_KEY))
    except ValidationError:
        return None


def _began_by(person: AbstractBaseUser, session: dict[str, Any]) -> bool:
    """Is the password still the one that the session was begun with? (As `django.contrib.auth.get_user` asks it.)"""
    told = session.get(HASH_SESSION_KEY, "")
    known = [person.get_session_auth_hash(), *person.get_session_auth_fallback_hash()]
    return any(constant_time_compare(told, one) for one in known)
