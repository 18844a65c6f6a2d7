"""What lowers or raises a sum before tax: discounts and charges, each rounded on its own."""

from dataclasses import dataclass
from decimal import Decimal

from billing.errors import Refused
from billing.money import check_minor, check_rate, percent_of
from billing.taxes import Tax


class DiscountTooLarge(Refused):
    """A discount takes off at most what it is taken from; ``line`` counts from 1, None is the whole document."""

    def __init__(self, line: int | None) -> None:
        subject = "the document" if line is None else f"line {line}"
        super().__init__(f"The discount of {subject} is larger than the amount it is taken from. Lower the discount.")
        self.line = line


class DiscountNegative(Refused):
    """A negative discount would be a surcharge; ``line`` counts from 1, None is the whole document."""

    def __init__(self, line: int | None) -> None:
        subject = "the document" if line is None else f"line {line}"
        super().__init__(f"The discount of {subject} is negative. Add the surcharge as a charge of its own.")
        self.line = line


class ChargeNegative(Refused):
    """A negative charge would be a discount; ``position`` counts the charges from 1."""

    def __init__(self, position: int) -> None:
        super().__init__(f"Charge {position} is negative. Give the reduction as a discount.")
        self.position = position


@dataclass(frozen=True, slots=True)
class Discount:
    """Percent, or an amount in minor units that is never negative and takes its base toward zero; exactly one."""

    percent: Decimal | None = None
    minor: int | None = None

    def __post_init__(self) -> None:
        if (self.percent is None) == (self.minor is None):
            raise ValueError("a discount is either a percentage or an amount")


@dataclass(frozen=True, slots=True)
class Charge:
    """Shipping or a fee: percent of the discounted sum, or an amount in minor units; exactly one.

    Never negative; it takes the sum away from zero, as a discount takes it toward zero.
    """

    taxes: tuple[Tax, ...]
    percent: Decimal | None = None
    minor: int | None = None

    def __post_init__(self) -> None:
        if (self.percent is None) == (self.minor is None):
            raise ValueError("a charge is either a percentage or an amount")


def discounted(discount: Discount | None, base: int, line: int | None) -> int:
    """Return what ``discount`` takes off ``base`` minor units, with the sign of ``base``.

    Raises OutOfRange, DiscountNegative, DiscountTooLarge.
    """
    if discount is None:
        return 0
    if discount.percent is not None:
        return percent_of(base, check_rate(discount.percent))
    assert discount.minor is not None
    if discount.minor < 0:
        raise DiscountNegative(line)
    if discount.minor > abs(base):
        raise DiscountTooLarge(line)
    return discount.minor if base >= 0 else -discount.minor


def charged(charge: Charge, base: int, position: int) -> int:
    """Return what ``charge`` adds to a sum of ``base`` minor units. Raises OutOfRange, ChargeNegative."""
    if charge.percent is not None:
        return percent_of(base, check_rate(charge.percent))
    assert charge.minor is not None
    if charge.minor < 0:
        raise ChargeNegative(position)
    return check_minor(charge.minor if base >= 0 else -charge.minor)
