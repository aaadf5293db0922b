"""Guessed: what no document of the vendor settles. Each guess is one name here, used where it matters, so that whoever
learns better from a real mailbox changes one line, and a test can turn it round (`monkeypatch.setattr`): the product
must be right either way. One more stands in letters.py: an invitation with a rule that has no pattern (two days of a
month, say) arrives as its first occurrence alone.

Not guesses but documented: everything else in this folder (calendar.md 2.2 has the sources).
"""

from datetime import date, timedelta
from typing import Final

CLAMPS_SHORT_MONTHS: bool = True
"""`absoluteMonthly` on the 31st is on the last day of a shorter month: Outlook's window says so, Graph does not."""

STARTS_AT_FIRST_FIT: bool = True
"""A series whose start is on no day of its pattern begins on the first day that is, and `range.startDate` follows."""

NEIGHBOURS_COUNT_WHERE_THEY_ARE: bool = True
"""What an occurrence may not be moved onto or past is where its neighbours stand now, after moves; cancelled ones are
no neighbours."""

SERIES_CHANGE_DROPS_EXCEPTIONS: bool = True
"""A new time or pattern of the master forgets moved and cancelled occurrences, as Outlook's window warns."""

DELTA_SENDS_WHOLE_SERIES: bool = True
"""One change in a series sends its master and all its occurrences in the window again."""

DELTA_SHOWS_REMOVED_SERIES: bool = True
"""A deleted series is `@removed` with its master's id and with each occurrence's that had been sent."""

DECLINED_LEAVES_CALENDAR: bool = True
"""Who declines has no event any more: Outlook's setting to keep declined events is off."""

CANCELLED_STAYS_UNTIL_REMOVED: bool = False
"""A cancelled meeting leaves the attendee's calendar at once. `Mailbox.keeps_cancelled` is the other way: it
stays, with `isCancelled` and "Canceled:" before its subject."""

TRANSACTION_MEMORY: Final = timedelta(days=1)
"""How long a `transactionId` is remembered."""

TELLS_OF: Final = frozenset(
    [
        "subject",
        "body",
        "location",
        "locations",
        "start",
        "end",
        "isAllDay",
        "recurrence",
        "isOnlineMeeting",
        "attendees",
    ]
)
"""A change of these is mailed to the attendees; a change of attendees alone only to those who come or go."""


ATTENDEE_MAY_WRITE: Final = frozenset(
    {"categories", "importance", "isReminderOn", "reminderMinutesBeforeStart", "sensitivity", "showAs"}
)
"""Of the own copy; the rest is the organiser's, and writing it is refused with 403."""

COPY_GOES_SILENTLY: bool = True
"""An attendee who deletes the own copy without declining tells nobody."""

RINGS_FOR_THE_ITEM_ALONE: bool = True
"""A change of one occurrence rings once, with the occurrence's id; otherwise for the master, too."""


def occurrence_id(master_id: str, original: date) -> str:
    """The form in `cancelledOccurrences`: documented in beta only."""
    return f"OID.{master_id}.{original.isoformat()}"


def foreign_uid(ical_uid: str) -> str:
    """`iCalUId` of an invitation from elsewhere: the UID that came with it, as it came, on each occurrence too."""
    return ical_uid
