"""Countries, currencies, languages and time zones by their names in the person's own language."""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import available_timezones

from babel.core import get_global

from billing.formatting import locale_of
from billing.money import CURRENCIES
from billing.wording import LANGUAGES

Choices = list[tuple[str, str]]
_REGIONS = {
    "en": ("IE", "GB", "US", "AU", "CA", "NZ"),
    "de": ("DE", "AT", "CH"),
    "fr": ("FR", "BE", "CH", "CA", "LU"),
    "es": ("ES", "MX", "AR", "CO", "CL"),
    "ar": ("AE", "SA", "EG", "MA"),
}


@lru_cache(maxsize=4)
def countries(language: str) -> Choices:
    """Return the countries that have a currency, by name."""
    known = get_global("territory_currencies")
    names = {code: name for code, name in locale_of(language).territories.items() if len(code) == 2 and code in known}
    return sorted(names.items(), key=lambda pair: pair[1].casefold())


@lru_cache(maxsize=4)
def currencies(language: str) -> Choices:
    """Return the currencies in use: "EUR  Euro", by code."""
    names = locale_of(language).currencies
    return [(code, f"{code}  {names.get(code, '')}".rstrip()) for code in sorted(CURRENCIES)]


def document_languages(language: str, country: str) -> Choices:
    """Return the languages that pages and papers are worded in, the country's own way of writing figures first."""
    tags = [f"{base}-{country}" for base in LANGUAGES if country]
    tags += [f"{base}-{region}" for base in LANGUAGES for region in _REGIONS.get(base, ())]
    known = dict.fromkeys(tag for tag in tags if str(locale_of(tag)).replace("_", "-") == tag)
    return [(tag, language_name(tag, language)) for tag in known]


def language_name(tag: str, language: str) -> str:
    """Return "English (Ireland)" for ``en-IE``."""
    return locale_of(tag).get_display_name(locale_of(language)) or tag


@lru_cache(maxsize=1)
def time_zones() -> Choices:
    """Return the time zones that are named by a place: "Dublin, Europe"."""
    places = (name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "SystemV/")))
    named = [(name, _place(name)) for name in places]
    return [("UTC", "UTC"), *sorted(named, key=lambda pair: pair[1].casefold())]


def _place(name: str) -> str:
    area, _, place = name.partition("/")
    return f"{', '.join(reversed(place.split('/')))}, {area}".replace("_", " ")
