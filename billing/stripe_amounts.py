"""Amounts as Stripe counts them: the same as ISO 4217 for most currencies, and a table of the ones that differ.

Source: Stripe, "Supported currencies" (2026). A charge is exact or it is refused; nothing is rounded here.
"""

from types import MappingProxyType

from billing.errors import Refused
from billing.money import exponent

# Whole units at Stripe. MGA has two decimals in ISO 4217 and none there; ISK and UGX are the other way round, below.
_WHOLE = "BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF"
# Whole units everywhere, and yet sent with two zeros.
_HUNDREDFOLD = "ISK UGX"
# Three decimals, of which the last must be 0; refunds included.
_THREE = "BHD JOD KWD OMR TND"

# What Stripe charges at least, in ISO minor units, by the currency that the account is paid out in.
_FIFTY = "ARS AUD BRL CAD CHF COP EUR IDR ILS INR JPY KRW NZD PHP RUB SGD USD ZAR"
_SMALLEST = MappingProxyType(
    {
        **dict.fromkeys(_FIFTY.split(), 50),
        **dict.fromkeys(("AED", "MYR", "PLN", "RON"), 200),
        **dict.fromkeys(("NOK", "SEK"), 300),
        **dict.fromkeys(("MXN", "THB"), 1000),
        "GBP": 30,
        "DKK": 250,
        "HKD": 400,
        "CZK": 1500,
        "HUF": 17500,
    }
)


class NotPayable(Refused):
    """Stripe cannot charge or give back exactly this amount; ``minor`` counts what was asked, in ``currency``."""

    def __init__(self, sentence: str, minor: int, currency: str) -> None:
        super().__init__(sentence)
        self.minor = minor
        self.currency = currency


def to_stripe(minor: int, currency: str) -> int:
    """Return the integer that Stripe takes for ``minor`` ISO minor units, 1 or more, of ``currency`` (``EUR``).

    Raises NotPayable where no allowed integer is exactly this amount, and UnknownCurrency.
    """
    times, over, step = _factors(minor, currency)
    if minor < 1:
        raise NotPayable("Only an amount above zero can be paid online.", minor, currency)
    amount, rest = divmod(minor * times, over)
    if rest or amount % step:
        raise NotPayable(
            f"Stripe takes no amount this exact in {currency}. Ask for a rounder amount or for a bank transfer.",
            minor,
            currency,
        )
    return amount


def from_stripe(amount: int, currency: str) -> int:
    """Return ISO minor units for what Stripe calls ``amount`` of ``currency``, in upper case; 0 and above.

    Raises NotPayable where ISO 4217 has no such amount (half a krona of Iceland), and UnknownCurrency.
    """
    times, over, _ = _factors(amount, currency)
    minor, rest = divmod(amount * over, times)
    if rest or amount < 0:
        raise NotPayable(f"Stripe names an amount that {currency} does not have.", amount, currency)
    return minor


def smallest(currency: str) -> int | None:
    """Return the least that Stripe charges, in ISO minor units, where the account is paid out in ``currency``.

    None: not known. An account paid out in another currency may have another least amount; then Stripe refuses.
    """
    return _SMALLEST.get(currency)


def _factors(minor: int, currency: str) -> tuple[int, int, int]:
    """Return by what to multiply and to divide on the way to Stripe, and which step the result must be on."""
    digits = exponent(currency)
    if currency in _HUNDREDFOLD.split():
        return 100, 1, 100
    if currency in _WHOLE.split():
        return 1, 10**digits, 1
    if currency in _THREE.split():
        return 1, 1, 10
    if digits == 2:
        return 1, 1, 1
    raise NotPayable(f"Stripe takes no payments in {currency}. Ask for a bank transfer.", minor, currency)
