"""Identifiers: primary keys are UUIDs made by the server, so that a row has its key before its first save."""

import uuid


def new_id() -> uuid.UUID:
    """A random (version 4) UUID: it tells nobody when, or in which order, rows were made."""
    return uuid.uuid4()
