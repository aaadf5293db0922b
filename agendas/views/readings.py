"""Notes as they are read."""

from agendas.models import SharedNote
from agendas.models.markdown import parse
from agendas.models.prose import Node


def tree_of(note: SharedNote | None) -> Node:
    """What a shared note says; nothing, where there is none."""
    return parse((note.body or "") if note else "")
