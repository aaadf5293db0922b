"""What a client prefers, by `Prefer`."""

import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from tests.fakes.microsoft.zones import Zones


@dataclass(frozen=True)
class Preferences:
    """Times in UTC, ids that change, HTML and pages of 10, unless something else is asked for."""

    zone_name: str
    zone: ZoneInfo
    immutable: bool = False
    page: int | None = None
    text: bool = False
    applied: str = ""

    @classmethod
    def read(cls, header: str, zones: Zones) -> "Preferences":
        """From the header; a zone that the mailbox does not know is refused."""
        found = dict(re.findall(r'([\w.\-]+)\s*=\s*"?([^",;]+)"?', header))
        named = {name.lower(): value for name, value in found.items()}
        zone_name = named.get("outlook.timezone", "UTC")
        immutable = named.get("idtype", "").lower() == "immutableid"
        page = named.get("odata.maxpagesize")
        text = named.get("outlook.body-content-type", "").lower() == "text"
        applied = [f'outlook.timezone="{zone_name}"'] if "outlook.timezone" in named else []
        applied += ['IdType="ImmutableId"'] if immutable else []
        applied += [f"odata.maxpagesize={page}"] if page else []
        return cls(zone_name, zones.find(zone_name), immutable, int(page) if page else None, text, ", ".join(applied))
