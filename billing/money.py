"""Amounts as integers of minor units, their bounds, and the one rounding rule."""

from dataclasses import dataclass
from decimal import Context, Decimal
from types import MappingProxyType

from billing.errors import Refused

MAX_MINOR = 10**15
MAX_QUANTITY = MAX_PRICE = Decimal(10**9)
MAX_RATE = Decimal(100)
QUANTITY_PLACES = PRICE_PLACES = 6
RATE_PLACES = 4

# The caller's decimal context may round; this one holds every value that the bounds above let through.
_EXACT = Context(prec=100)

# ISO 4217, codes in use. A code that dies stays here: documents that carry it must still open.
_TWO_DIGITS = """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY
    COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS
    INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR
    MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP
    STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG
"""
_NO_DIGITS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE_DIGITS = "BHD IQD JOD KWD LYD OMR TND"
_FOUR_DIGITS = "CLF UYW"
_DIGITS = MappingProxyType(
    {
        **dict.fromkeys(_TWO_DIGITS.split(), 2),
        **dict.fromkeys(_NO_DIGITS.split(), 0),
        **dict.fromkeys(_THREE_DIGITS.split(), 3),
        **dict.fromkeys(_FOUR_DIGITS.split(), 4),
    }
)
CURRENCIES: frozenset[str] = frozenset(_DIGITS)


class UnknownCurrency(Refused):
    """Only ISO 4217 codes in use have known digits."""

    def __init__(self, currency: str) -> None:
        super().__init__(f"{currency} is not a currency code in use. Choose a code such as EUR.")
        self.currency = currency


class OutOfRange(Refused):
    """A figure is beyond what the books hold; ``subject`` says which kind of figure."""

    def __init__(self, subject: str, bound: str) -> None:
        super().__init__(f"This {subject} is out of range. It must be {bound}.")
        self.subject = subject


class CurrencyMismatch(ValueError):  # noqa: N818 - named like its siblings, for what happened
    """Two currencies, or two states of one, were added; that is a mistake of the program, not of its user."""

    def __init__(self, one: str, other: str) -> None:
        super().__init__(f"{one} and {other} cannot be added")


@dataclass(frozen=True, slots=True)
class Money:
    """An amount: ``minor`` counts minor units of ``currency`` (cents for EUR, yen for JPY) and may be negative.

    ``exponent`` is how many decimals the currency had when a document was issued; None: as many as it has today.
    """

    minor: int
    currency: str
    exponent: int | None = None

    def __add__(self, other: "Money") -> "Money":
        if (self.currency, self.exponent) != (other.currency, other.exponent):
            raise CurrencyMismatch(self.currency, other.currency)
        return Money(self.minor + other.minor, self.currency, self.exponent)

    def __sub__(self, other: "Money") -> "Money":
        return self + -other

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency, self.exponent)


def exponent(currency: str) -> int:
    """Return how many decimals ISO 4217 gives ``currency``: 2 for EUR, 0 for JPY, 3 for KWD.

    Raises UnknownCurrency.
    """
    try:
        return _DIGITS[currency]
    except KeyError:
        raise UnknownCurrency(currency) from None


def decimals(currency: str, frozen: int | None) -> int:
    """Return how many decimals an amount has: those that were ``frozen`` when it was issued, else today's.

    Raises UnknownCurrency, for a frozen one never.
    """
    return exponent(currency) if frozen is None else frozen


def divide_half_up(numerator: int, denominator: int) -> int:
    """Return the quotient rounded to a whole number, ties away from zero; ``denominator`` is positive."""
    quotient, remainder = divmod(abs(numerator), denominator)
    rounded = quotient + (2 * remainder >= denominator)
    return rounded if numerator >= 0 else -rounded


def percent_of(base: int, rate: Decimal) -> int:
    """Return ``rate`` percent of ``base`` minor units, rounded half up."""
    numerator, denominator = rate.as_integer_ratio()
    return divide_half_up(base * numerator, 100 * denominator)


def round_half_up(value: Decimal, places: int) -> Decimal:
    """Return ``value`` with exactly ``places`` decimals, ties away from zero on both sides of it."""
    numerator, denominator = value.as_integer_ratio()
    return Decimal(divide_half_up(numerator * 10**places, denominator)).scaleb(-places, _EXACT)


def to_minor(amount: Decimal, currency: str) -> int:
    """Return ``amount`` in minor units, rounded half up.

    Raises UnknownCurrency, and OutOfRange beyond ``MAX_MINOR``.
    """
    digits = exponent(currency)
    if not amount.is_finite() or abs(amount) > MAX_MINOR:
        raise OutOfRange("amount", "at most 10^15 of the currency's smallest units")
    numerator, denominator = amount.as_integer_ratio()
    return check_minor(divide_half_up(numerator * 10**digits, denominator))


def to_decimal(money: Money) -> Decimal:
    """Return the amount in whole units with exactly the currency's decimals: ``1240.00``. Raises UnknownCurrency."""
    return Decimal(money.minor).scaleb(-decimals(money.currency, money.exponent), _EXACT)


def check_minor(minor: int) -> int:
    """Return ``minor`` if the books hold such an amount; raises OutOfRange beyond ``MAX_MINOR`` on either side."""
    if abs(minor) > MAX_MINOR:
        raise OutOfRange("amount", "at most 10^15 of the currency's smallest units")
    return minor


def check_quantity(quantity: Decimal) -> Decimal:
    """Return ``quantity`` if its size and its decimals fit, negative ones included; raises OutOfRange."""
    if not _fits(quantity, MAX_QUANTITY, QUANTITY_PLACES):
        raise OutOfRange("quantity", "at most 10^9 with 6 decimals")
    return quantity


def check_price(price: Decimal) -> Decimal:
    """Return ``price`` (whole units) if its size and its decimals fit, negative ones included; raises OutOfRange."""
    if not _fits(price, MAX_PRICE, PRICE_PLACES):
        raise OutOfRange("price", "at most 10^9 with 6 decimals")
    return price


def check_rate(rate: Decimal) -> Decimal:
    """Return ``rate`` (percent, of a tax or a discount) if it is within 0 to 100 with 4 decimals; raises OutOfRange."""
    if not _fits(rate, MAX_RATE, RATE_PLACES) or rate < 0:
        raise OutOfRange("percentage", "from 0 to 100 with at most 4 decimals")
    return rate


def _fits(value: Decimal, bound: Decimal, places: int) -> bool:
    if not value.is_finite() or not -bound <= value <= bound:
        return False
    smallest_unit: int = 10**places
    return smallest_unit % value.as_integer_ratio()[1] == 0
