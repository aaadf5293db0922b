from typing import Any

from django.db import migrations

from agendas.models.note_document import NoteDocument
from kit.vault import Owner, load_keys, open_sealed, open_sealed_bytes, reseal


def put_together(notes: Any, conflicts: Any, owner: Any) -> None:
    """What was set aside while somebody else saved goes under the note, with the day and time it was kept."""
    for note in notes.filter(pk__in=conflicts.values("note")).iterator(100):
        aside = list(conflicts.filter(note=note).order_by("kept_at", "pk"))
        load_keys([note], aside)
        note.sealing_owner = owner(note)
        texts = ((one.kept_at, open_sealed(one, "body")) for one in aside)
        under = "\n\n".join(f"{kept_at:%Y-%m-%d %H:%M} UTC\n\n{text}" for kept_at, text in texts if text)
        if not under:
            continue
        changes: dict[str, Any] = {"body": f"{open_sealed(note, 'body') or ''}\n\n{under}".strip("\n")}
        if state := open_sealed_bytes(note, "state"):
            document = NoteDocument.of([state])
            document.append(under)
            changes["state"] = document.state
        if not reseal(note, guard_version=note.version, **changes):
            raise RuntimeError("A note was saved while its texts were put together: run this again.")


def fold(apps: Any, schema_editor: Any) -> None:
    def model(name: str) -> Any:
        return apps.get_model("agendas", name).objects

    put_together(
        model("SharedNote").select_related("meeting"),
        model("NoteConflict"),
        lambda note: Owner("pair", note.meeting.pair_id),
    )
    put_together(model("PrivateNote"), model("PrivateNoteConflict"), lambda note: Owner("author", note.author_id))


class Migration(migrations.Migration):
    """Nobody decides between two texts of a note any more, so those that wait for it become part of their notes.

    It runs to its end or not at all, and needs the key file. The tables go with the next one.
    """

    dependencies = [("agendas", "0012_notes_are_documents")]

    operations = [migrations.RunPython(fold, migrations.RunPython.noop)]
