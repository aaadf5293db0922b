"""Names of time zones that a mailbox knows: Windows' own, and most of the IANA's."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from tests.fakes.microsoft.refusal import Refusal

CUSTOM = "tzone://Microsoft/Custom"


class Zones:
    """What one mailbox knows. Add a name to `unknown`, and it knows it no longer."""

    def __init__(self) -> None:
        self.unknown: set[str] = set()

    def find(self, name: str) -> ZoneInfo:
        """The zone of that name, or 400 as Graph says it."""
        iana = WINDOWS_TO_OLSON.get(name, name)
        try:
            if name in self.unknown or not name or name == CUSTOM:
                raise ZoneInfoNotFoundError(name)
            return ZoneInfo(iana)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            sentence = (
                f"A valid TimeZone value must be specified. The following TimeZone value is not supported: '{name}'."
            )
            raise Refusal(400, "TimeZoneNotSupportedException", sentence) from None

    def supported(self, *, iana: bool) -> list[str]:
        names = {"UTC", *(WINDOWS_TO_OLSON.values() if iana else WINDOWS_TO_OLSON)}
        return sorted(names - self.unknown)
