"""From the total to what is paid: tax withheld by the buyer, and rounding to the coins there are.

Neither changes the total or the tax of the document.
"""

from decimal import Decimal
from types import MappingProxyType

from billing.errors import Refused
from billing.money import check_minor, check_rate, divide_half_up, percent_of

# The smallest step of cash, in minor units as ISO 4217 counts them.
CASH_STEPS = MappingProxyType(
    {
        "AUD": 5,
        "CAD": 5,
        "CHF": 5,
        "CZK": 100,
        "DKK": 50,
        "EUR": 5,
        "HUF": 500,
        "NOK": 100,
        "NZD": 10,
        "SEK": 100,
    }
)
MAX_STEP = 10**6


class NoSuchStep(Refused):
    """A step of cash rounding is a small, positive number of minor units; 0 means that nothing is rounded."""

    def __init__(self) -> None:
        super().__init__("Cash cannot be rounded to this step. The total stays exact. Choose a step such as 0.05.")


def withheld(net: int, rate: Decimal) -> int:
    """Return what the buyer keeps back of ``net`` minor units for the tax office. Raises OutOfRange."""
    return percent_of(net, check_rate(rate))


def cash_rounding(amount: int, step: int) -> int:
    """Return what brings ``amount`` to the nearest ``step`` minor units, ties away from zero. Raises NoSuchStep."""
    if not 0 <= step <= MAX_STEP:
        raise NoSuchStep
    return check_minor(divide_half_up(amount, step) * step) - amount if step > 1 else 0
