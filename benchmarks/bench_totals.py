"""TOTALS: the totals of a document of 1,000 lines, beside the same products and taxes in a plain loop of decimals."""

import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import ROUND_HALF_UP, Decimal

from benchmarks.figures import Against, Figure
from benchmarks.harness import Benchmark, Measure
from billing.adjustments import Charge, Discount
from billing.taxes import Tax
from billing.totals import LineInput, PriceMode, Sheet, TaxRounding, calculate

LINES = 1_000
_CENT = Decimal("0.01")
_REPEATS = 20
_RATES = tuple(Tax("S", Decimal(rate), "VAT") for rate in ("0", "5.5", "13.5", "23"))


def sheet() -> Sheet:
    """Return the same document in every run: four rates, a discount on each line, one on all, and shipping."""
    dice = random.Random(4711)
    lines = tuple(
        LineInput(
            Decimal(dice.randrange(1, 10**6)).scaleb(-3),
            Decimal(dice.randrange(1, 10**8)).scaleb(-4),
            Discount(percent=Decimal(dice.randrange(0, 50))),
            (dice.choice(_RATES),),
        )
        for _ in range(LINES)
    )
    discount, shipping = Discount(percent=Decimal(3)), Charge((_RATES[-1],), minor=8_500)
    return Sheet("EUR", PriceMode.EXCLUSIVE, TaxRounding.PER_TOTAL, lines, discount, (shipping,))


def plain(document: Sheet) -> Decimal:
    """Return the total as a careful person would write it: no bounds, no shares to the last cent, no refusals."""
    bases: defaultdict[Decimal, Decimal] = defaultdict(Decimal)
    for line in document.lines:
        product = (line.quantity * line.unit_price).quantize(_CENT, ROUND_HALF_UP)
        assert line.discount is not None
        assert line.discount.percent is not None
        bases[line.taxes[0].rate] += product - (product * line.discount.percent / 100).quantize(_CENT, ROUND_HALF_UP)
    for rate, base in bases.items():
        bases[rate] = base - (base * 3 / 100).quantize(_CENT, ROUND_HALF_UP)
    bases[_RATES[-1].rate] += 85
    taxes = {rate: (base * rate / 100).quantize(_CENT, ROUND_HALF_UP) for rate, base in bases.items()}
    return sum(bases.values(), Decimal()) + sum(taxes.values(), Decimal())


def _timed(work: Callable[[Sheet], object]) -> Measure:
    document = sheet()

    def measure() -> dict[str, float]:
        started = time.perf_counter()
        for _ in range(_REPEATS):
            work(document)
        return {"ms": (time.perf_counter() - started) / _REPEATS * 1000}

    return measure


@contextmanager
def subject() -> Iterator[Measure]:
    """Calculate the whole sheet: lines, shares, tax table, bounds."""
    yield _timed(calculate)


@contextmanager
def anchor() -> Iterator[Measure]:
    """Multiply and add the same figures with ``decimal``, which is C."""
    yield _timed(plain)


BENCHMARK = Benchmark(
    title=f"totals of a document of {LINES:,} lines",
    figures=(
        Figure("TOTALS", "ms", "ms", "x a plain loop of decimals", goal=8.0),
        Figure("TOTALS-key", "ms", "ms", "ms, of the 16 that a key has", goal=12.0, against=Against.ALONE),
    ),
    subject=subject,
    anchor=anchor,
)
