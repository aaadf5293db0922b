"""A rhythm in words: what every page that shows one says of it."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _

from kit.words import plain_day
from oneonones.forms import PauseForm, RhythmForm
from oneonones.models import OfficeMove, Pair, Series
from oneonones.models.recurrence import wall_time
from oneonones.models.two_clocks import apart
from oneonones.permissions import can_plan_series
from people.models import Person


def rhythm(
    pair: Pair,
    series: Series | None,
    reader: Person,
    *,
    at: datetime,
    back: str = "",
    form: RhythmForm | None = None,
    pausing: PauseForm | None = None,
) -> dict[str, Any]:
    """What `_rhythm.html` shows: the rhythm in words, or that there is none; with a form, that instead."""
    other = pair.other(reader)
    return {
        "pair": pair,
        "other": other,
        "series": series,
        "rhythm_title": rhythm_title(series) if series else "",
        "rhythm_clock": rhythm_clock(series, reader, other, at=at) if series else "",
        "rhythm_moved": moved_words(series, reader) if series and series.continues_id and series.started_by_id else "",
        "rhythm_form": form,
        "pause_form": pausing,
        "pause_words": pause_words(series, at=at) if series else "",
        "run_out": series is not None and series.has_run_out(at=at),
        **(office_move(series, reader, at=at) if series else {}),
        "rhythm_back": back,
        "sentences": (),
        "agreement": "",
        "may_plan": can_plan_series(reader, pair),
        "clocks_apart": apart(at, reader=reader, other=other),
        "two_zones": reader.time_zone != other.time_zone,
        "reader": reader,
    }


def rhythm_title(series: Series) -> str:
    """'Every 2 weeks on Tuesday, 16:00 to 16:30', on the clock that it keeps."""
    start = series.first_local
    end = start + timedelta(minutes=series.minutes)
    said = _("%(rhythm)s, %(start)s to %(end)s") % {
        "rhythm": capital(series.recurrence.days_words),
        "start": date_format(start, "H:i"),
        "end": date_format(end, "H:i"),
    }
    return ", ".join(words for words in (said, series.recurrence.ending_words) if words)


def rhythm_clock(series: Series, reader: Person, other: Person, *, at: datetime) -> str:
    """On whose clock that is, and since when."""
    since = rhythm_since(series, reader, at=at)
    if reader.time_zone == other.time_zone == series.time_zone:
        return since + "."
    if series.time_zone != series.anchor.time_zone:
        return _("%(since)s. It keeps to %(zone)s.") % {"since": since, "zone": series.zone.key}
    if series.anchor_id == reader.pk:
        return _("%(since)s. It keeps to your clock, %(zone)s.") % {"since": since, "zone": series.time_zone}
    return _("%(since)s. It keeps to %(name)s’s clock, %(zone)s.") % {
        "since": since,
        "name": series.anchor.first_name,
        "zone": series.time_zone,
    }


def moved_words(series: Series, reader: Person) -> str:
    """'Tom moved it on 24 November.'"""
    who = series.pair.first_name_of(series.started_by_id, reader=reader) or _("You")
    return _("%(name)s moved it on %(day)s.") % {"name": who, "day": plain_day(series.started_at)}


def pause_words(series: Series, *, at: datetime) -> str:
    """'Paused until 10 January.'; of one still to come also from when on; empty without one."""
    today, pause = wall_time(at, series.zone).date(), series.paused
    if pause is None or pause.over(today):
        return ""
    first, last = pause.first_on, pause.last_on
    if first <= today and last is None:
        return _("Paused until one of you resumes it. Nobody misses a 1:1 meanwhile.")
    if last is None:
        return _("It pauses from %(first)s on.") % {"first": plain_day(first)}
    said = {"first": plain_day(first), "last": plain_day(last)}
    if first <= today:
        return _("Paused until %(last)s. Nobody misses a 1:1 meanwhile.") % said
    return _("It pauses from %(first)s to %(last)s.") % said


def office_move(series: Series, reader: Person, *, at: datetime) -> dict[str, Any]:
    """What is asked of the two when the clock of one is another one now, or the zone of the rhythm is gone."""
    if not series.zone_offered and not series.zone_vanished:
        return {"office_situation": "", "office_sentences": ()}
    move = OfficeMove.following(series)
    sentences = [move.sentence(reader, at=at)]
    if not series.zone_vanished:
        sentences.append(move.as_it_is(reader, at=at))
    return {
        "office_situation": move.situation(reader),
        "office_sentences": [one for one in sentences if one],
        "may_leave": not series.zone_vanished,
    }


def rhythm_since(series: Series, reader: Person, *, at: datetime) -> str:
    """'Every 2 weeks since March', with the year when it is not this one; 'Every week from 3 December'."""
    words, began_on = capital(series.recurrence.words), series.began_on
    if began_on > reader.today(at):
        return _("%(rhythm)s from %(day)s") % {"rhythm": words, "day": date_format(began_on, "j F")}
    month = date_format(began_on, "F" if began_on.year == reader.today(at).year else "F Y")
    return _("%(rhythm)s since %(month)s") % {"rhythm": words, "month": month}


def capital(words: str) -> str:
    return words[:1].upper() + words[1:]
