"""Why a date is not due, as its reader says it: never why somebody is away."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from kit.words import short_day
from oneonones.models.meeting import Meeting
from oneonones.models.pair import Pair
from people.models import Person
from people.models.public_holidays import country_name

WITH_ARTICLE = frozenset(
    {"AE", "BS", "CF", "DO", "FK", "GB", "GM", "KY", "MH", "MV", "NL", "PH", "SB", "TC", "US", "VI"}
)


def exempt_words(meeting: Meeting, pair: Pair, reader: Person, *, at: datetime) -> str:
    """'Tom is away', 'You were away', 'Public holiday in Germany', 'Rhythm paused'; empty where it is due."""
    if meeting.exempt == Meeting.Exempt.ABSENCE:
        return _away(meeting, pair, reader, over=meeting.ends_at <= at)
    if meeting.exempt == Meeting.Exempt.HOLIDAY:
        return _holiday(meeting, pair, reader)
    return str(meeting.get_exempt_display()) if meeting.exempt else ""


def _away(meeting: Meeting, pair: Pair, reader: Person, *, over: bool) -> str:
    if meeting.exempt_of_id is None:
        return _("You were both away") if over else _("You are both away")
    name = pair.first_name_of(meeting.exempt_of_id, reader=reader)
    if not name:
        return _("You were away") if over else _("You are away")
    return (_("%(name)s was away") if over else _("%(name)s is away")) % {"name": name}


def _holiday(meeting: Meeting, pair: Pair, reader: Person) -> str:
    code = meeting.exempt_country
    if code:
        said = _("Public holiday in the %(country)s") if code in WITH_ARTICLE else _("Public holiday in %(country)s")
        return said % {"country": country_name(code, get_language() or "en-gb")}
    if meeting.exempt_of_id is None:
        return _("Public holiday for both of you")
    name = pair.first_name_of(meeting.exempt_of_id, reader=reader)
    return _("Public holiday for %(name)s") % {"name": name} if name else _("Public holiday for you")


def passed_over_words(
    exempt: Sequence[Meeting], following: Meeting | None, pair: Pair, reader: Person, *, at: datetime
) -> list[str]:
    """What lies before the 1:1 that follows, a sentence for each reason.

    'Tom is away on Tue 1 Dec.', 'Tom is away until then: the rhythm pauses.', 'Rhythm paused.'
    """
    reasons: dict[str, list[Meeting]] = {}
    for meeting in exempt:
        reasons.setdefault(exempt_words(meeting, pair, reader, at=at), []).append(meeting)
    return [_sentence(why, dates, following) for why, dates in reasons.items()]


def _sentence(why: str, dates: Sequence[Meeting], following: Meeting | None) -> str:
    reason, said = dates[0].exempt, {"why": why, "day": short_day(dates[0].starts_at), "n": len(dates)}
    if reason == Meeting.Exempt.PAUSED:
        return _("%(why)s.") % said
    if reason == Meeting.Exempt.ABSENCE and following is not None and following.first_back_of_id:
        return _("%(why)s until then: the rhythm pauses.") % said
    if len(dates) == 1:
        return _("%(why)s on %(day)s.") % said
    return ngettext("%(why)s on %(n)d date before it.", "%(why)s on %(n)d dates before it.", len(dates)) % said


def passed_over_briefly(exempt: Sequence[Meeting], following: Meeting | None, pair: Pair, reader: Person) -> str:
    """The same for a narrow column: 'away Thu 26 Nov', 'away until then', 'paused'; empty where nothing lies before."""
    if not exempt:
        return ""
    first = exempt[0]
    own = first.exempt_of_id == reader.pk
    if first.exempt == Meeting.Exempt.PAUSED:
        return _("paused")
    if first.exempt == Meeting.Exempt.ABSENCE and following is not None and following.first_back_of_id:
        return _("you’re away until then") if following.first_back_of_id == reader.pk else _("away until then")
    said = {"day": short_day(first.starts_at)}
    if first.exempt == Meeting.Exempt.HOLIDAY:
        return _("holiday %(day)s") % said
    return _("you’re away %(day)s") % said if own else _("away %(day)s") % said


def first_back_words(meeting: Meeting, pair: Pair, reader: Person) -> str:
    """'The first 1:1 since Tom was away.', or nothing."""
    if meeting.first_back_of_id is None:
        return ""
    name = pair.first_name_of(meeting.first_back_of_id, reader=reader)
    return (
        _("The first 1:1 since %(name)s was away.") % {"name": name}
        if name
        else _("Your first 1:1 since you were away.")
    )


def kept_words(meeting: Meeting, pair: Pair, reader: Person) -> str:
    """'Tom keeps this date: you meet although one of you has the day off.', or nothing."""
    if meeting.kept_at is None or meeting.exempt or not meeting.scheduled:
        return ""
    name = pair.first_name_of(meeting.kept_by_id, reader=reader)
    if not name:
        return _("You keep this date: you two meet although one of you has the day off.")
    return _("%(name)s keeps this date: you two meet although one of you has the day off.") % {"name": name}
