"""Figures and dates as a language writes them; ISO digits, real minus signs.

Languages are BCP 47 tags such as ``en-IE``. What babel knows of a language is looked up once and kept: a page
shows some forty figures and may not spend a millisecond on them.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale, UnknownLocaleError
from babel.dates import format_date as babel_date
from babel.dates import format_time as babel_time
from babel.numbers import get_currency_symbol, get_decimal_symbol, get_group_symbol

from billing.money import Money, decimals, to_decimal

MINUS = "\u2212"
_FALLBACK = Locale("en")
_NO_BREAK_SPACE = "\u00a0"
_LEFT_TO_RIGHT_MARK = "\u200e"


@dataclass(frozen=True, slots=True)
class Marks:
    """How a language writes plain figures; ``first`` and ``others`` count the digits of a group from the right."""

    decimal: str
    group: str
    first: int
    others: int


@dataclass(frozen=True, slots=True)
class _Affixes:
    """What stands before and after the digits of a figure, by its sign."""

    positive: tuple[str, str]
    negative: tuple[str, str]

    def around(self, figure: str, *, negative: bool) -> str:
        before, after = self.negative if negative else self.positive
        return before + figure + after


@lru_cache(maxsize=256)
def locale_of(language: str) -> Locale:
    """Return babel's locale for a tag; an unknown region falls back to its language, an unknown language to English."""
    tags = [language, language.partition("-")[0]]
    for tag in tags:
        try:
            return Locale.parse(tag, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return _FALLBACK


@lru_cache(maxsize=256)
def right_to_left(language: str) -> bool:
    """Tell whether a language is written from right to left."""
    return bool(locale_of(language).text_direction == "rtl")


@lru_cache(maxsize=256)
def marks_of(language: str) -> Marks:
    """Return the decimal mark, group mark and group sizes of a language."""
    locale = locale_of(language)
    first, others = locale.decimal_formats[None].grouping
    return Marks(get_decimal_symbol(locale), get_group_symbol(locale), first, others)


def format_amount(money: Money, language: str) -> str:
    """Return the amount without its currency: ``1,240.00``. Raises UnknownCurrency."""
    return _signed(_digits(to_decimal(money), marks_of(language)), negative=money.minor < 0)


def format_money(money: Money, language: str) -> str:
    """Return the amount with its currency: ``€1,240.00``. Raises UnknownCurrency."""
    figure = _digits(to_decimal(money), marks_of(language))
    return _money_affixes(language, money.currency).around(figure, negative=money.minor < 0)


def format_number(value: Decimal, language: str) -> str:
    """Return ``value`` with the very decimals it has: nothing is rounded, cut or filled up."""
    return _signed(_digits(value, marks_of(language)), negative=value < 0)


def format_price(value: Decimal, currency: str, language: str, *, frozen: int | None = None) -> str:
    """Return a unit price with at least the currency's decimals, more where it has more: ``9.40``, ``0.0333``.

    ``frozen`` counts the decimals as an issued document has them. Raises UnknownCurrency.
    """
    places = max(decimals(currency, frozen), _places(value))
    return format_number(Decimal(f"{value:.{places}f}"), language)


def format_rate(rate: Decimal, language: str) -> str:
    """Return a percentage without needless zeros: ``13.5%``, in German ``13,5 %``."""
    figure = _digits(Decimal(f"{rate:.{_places(rate)}f}"), marks_of(language))
    return _percent_affixes(language).around(figure, negative=rate < 0)


@lru_cache(maxsize=4096)
def format_date(on: date, language: str) -> str:
    """Return the long form: ``4 December 2026``."""
    return babel_date(on, "long", locale_of(language))


@lru_cache(maxsize=4096)
def format_date_short(on: date, language: str) -> str:
    """Return the form for tables: ``4 Dec 2026``."""
    return babel_date(on, "medium", locale_of(language))


def format_moment(at: datetime, zone: str, language: str) -> str:
    """Return day and time of the instant ``at`` in the time zone ``zone``: ``20 November 2026, 10:14``.

    A zone that is not known here is UTC, and says so.
    """
    known = _zone(zone)
    local = at.astimezone(known or UTC)
    time = babel_time(local.time(), "short", locale=locale_of(language))
    day = format_date(local.date(), language)
    return f"{day}, {time}" if known else f"{day}, {time} (UTC)"


def day_of(at: datetime, zone: str) -> date:
    """Return the calendar date of the instant ``at`` in the time zone ``zone``; UTC's where that is not known."""
    return at.astimezone(_zone(zone) or UTC).date()


@lru_cache(maxsize=64)
def _zone(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _places(value: Decimal) -> int:
    """Count the decimals of ``value`` that say something."""
    _, _, decimals = f"{value:f}".partition(".")
    return len(decimals.rstrip("0"))


def _digits(value: Decimal, marks: Marks) -> str:
    whole, point, decimals = f"{value.copy_abs():f}".partition(".")
    grouped = _grouped(whole, marks)
    return f"{grouped}{marks.decimal}{decimals}" if point else grouped


def _grouped(whole: str, marks: Marks) -> str:
    head, groups = whole[: -marks.first], [whole[-marks.first :]]
    while head:
        groups.append(head[-marks.others :])
        head = head[: -marks.others]
    return marks.group.join(reversed(groups))


def _signed(figure: str, *, negative: bool) -> str:
    return MINUS + figure if negative else figure


@lru_cache(maxsize=1024)
def _money_affixes(language: str, currency: str) -> _Affixes:
    locale = locale_of(language)
    symbol = get_currency_symbol(currency, locale)
    pattern = locale.currency_formats["standard"]
    positive, negative = (
        (_before(before, symbol, _minus(locale)), _after(after, symbol, _minus(locale)))
        for before, after in zip(pattern.prefix, pattern.suffix, strict=True)
    )
    return _Affixes(positive, negative)


@lru_cache(maxsize=256)
def _percent_affixes(language: str) -> _Affixes:
    pattern = locale_of(language).percent_formats[None]
    positive, negative = (
        (before.replace("-", MINUS), after) for before, after in zip(pattern.prefix, pattern.suffix, strict=True)
    )
    return _Affixes(positive, negative)


def _minus(locale: Locale) -> str:
    """Return the minus of an amount with its currency: between letters from right to left it is tied to its figure."""
    return _LEFT_TO_RIGHT_MARK + MINUS if locale.text_direction == "rtl" else MINUS


def _before(affix: str, symbol: str, minus: str) -> str:
    filled = affix.replace("-", minus).replace("¤", symbol)
    return filled + _NO_BREAK_SPACE if filled[-1:].isalpha() else filled  # CHF 5.00, not CHF5.00


def _after(affix: str, symbol: str, minus: str) -> str:
    filled = affix.replace("-", minus).replace("¤", symbol)
    return _NO_BREAK_SPACE + filled if filled[:1].isalpha() else filled
