"""Public holidays by country, as the `holidays` library knows them: worked out when first asked for, then kept."""

from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache

from babel import Locale, UnknownLocaleError
from holidays import HolidayBase, country_holidays, list_supported_countries
from holidays.registry import COUNTRIES

ENGLISH = ("en_GB", "en_US")
SPOKEN = {entry[1]: name.replace("_", " ").title() for name, entry in COUNTRIES.items()}


@lru_cache(maxsize=2048)
def public_holidays(country: str, subdivision: str, year: int) -> Mapping[date, str]:
    """Each day of that year with its name; none for a place that the library does not know (any more)."""
    kept = _calendar(country, subdivision, year)
    return dict(kept.items()) if kept is not None else {}


def _calendar(country: str, subdivision: str, year: int) -> HolidayBase | None:
    if country not in subdivisions_of():
        return None
    known = subdivision if subdivision in subdivisions_of()[country] else None
    spoken = country_holidays(country).supported_languages
    language = next((one for one in ENGLISH if one in spoken), None)
    return country_holidays(country, subdiv=known, years=year, language=language)


@cache
def subdivisions_of() -> Mapping[str, list[str]]:
    """Every country that the library knows (ISO 3166-1), with its subdivisions (ISO 3166-2, without the country)."""
    return list_supported_countries(include_aliases=False)


def is_place(country: str, subdivision: str = "") -> bool:
    return country in subdivisions_of() and (not subdivision or subdivision in subdivisions_of()[country])


@lru_cache(maxsize=64)
def countries(language: str) -> list[tuple[str, str]]:
    """Code and name of each, by name."""
    return sorted(((code, country_name(code, language)) for code in subdivisions_of()), key=lambda one: one[1])


def country_name(code: str, language: str) -> str:
    """'Germany'; the code itself where nobody knows a name."""
    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        locale = Locale("en", "GB")
    return locale.territories.get(code) or SPOKEN.get(code) or code


@lru_cache(maxsize=512)
def subdivisions(country: str) -> list[tuple[str, str]]:
    """Code and name of each part of a country, by name."""
    if country not in subdivisions_of():
        return []
    names: dict[str, str] = {}
    for name, code in country_holidays(country).subdivisions_aliases.items():
        names[code] = max(names.get(code, code), name, key=len)  # "GP" and "Guadeloupe" stand for the same
    return sorted(((code, names.get(code, code)) for code in subdivisions_of()[country]), key=lambda one: one[1])
