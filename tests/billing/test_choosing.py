"""Choosing optional lines: the page's own totals are those that the desktop would publish."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.answering import Answering
from billing.choosing import NotAChoice, chosen_lines, with_choice
from billing.issued import IssuedCharge, IssuedDocument, IssuedLine, IssuedTax, IssuedWithholding, LineDiscount, Party
from billing.snapshot import Standing, View, view_of

VAT, REDUCED, REVERSED = (
    IssuedTax(label="VAT", rate=Decimal(23)),
    IssuedTax(label="VAT", rate=Decimal("13.5")),
    IssuedTax(label="VAT", category="AE", reason="Reverse charge"),
)
OPEN = Standing(answering=Answering())


@dataclass(frozen=True)
class Case:
    document: IssuedDocument
    chosen: frozenset[int]


def quote(**changes: Any) -> IssuedDocument:
    values: dict[str, Any] = {
        "kind": "quote",
        "number": "QUO-2026-0031",
        "language": "en-IE",
        "time_zone": "Europe/Dublin",
        "currency": "EUR",
        "exponent": 2,
        "price_mode": "exclusive",
        "rounding": "per_total",
        "issued_on": date(2026, 11, 18),
        "valid_until": date(2026, 12, 18),
        "seller": Party(name="Alder & Finch"),
        "buyer": Party(name="Hollis & Byrne"),
        "lines": (line("Counter"), line("Rail", optional=True), line("Lights", optional=True, chosen=False)),
    }
    return IssuedDocument(**values | changes)


def line(title: str, **changes: Any) -> IssuedLine:
    values: dict[str, Any] = {"title": title, "quantity": Decimal(1), "unit_price": Decimal("99.95"), "taxes": (VAT,)}
    return IssuedLine(**values | changes)


prices = st.decimals(min_value=0, max_value=10_000, places=4)
issued_lines = st.builds(
    IssuedLine,
    title=st.just("Line"),
    quantity=st.decimals(min_value=Decimal("0.001"), max_value=500, places=3),
    unit_price=prices,
    discount=st.none() | st.decimals(min_value=0, max_value=100, places=2).map(lambda rate: LineDiscount(percent=rate)),
    taxes=st.sampled_from([(), (VAT,), (REDUCED,), (REVERSED,)]),
    optional=st.booleans(),
    chosen=st.booleans(),
)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    lines = tuple(draw(st.lists(issued_lines, min_size=1, max_size=8)))
    document = quote(
        currency=draw(st.sampled_from(["EUR", "JPY", "KWD"])),
        price_mode=draw(st.sampled_from(["exclusive", "inclusive"])),
        rounding=draw(st.sampled_from(["per_total", "per_line"])),
        lines=lines,
        discount=draw(st.sampled_from([None, LineDiscount(percent=Decimal("7.5"))])),
        charges=draw(st.sampled_from([(), (IssuedCharge(label="Delivery", minor=990, taxes=(VAT,)),)])),
        withholding=draw(st.sampled_from([None, IssuedWithholding(label="IRPF", rate=Decimal(15))])),
    )
    optional = [at for at, each in enumerate(lines) if each.optional]
    return Case(document, frozenset(at for at in optional if draw(st.booleans())))


def chosen_at_the_desk(case: Case) -> View:
    lines = [
        each.model_copy(update={"chosen": at in case.chosen}) if each.optional else each
        for at, each in enumerate(case.document.lines)
    ]
    return view_of(case.document.model_copy(update={"lines": tuple(lines)}), standing=OPEN)


@given(cases())
def test_promise_m1_the_page_calculates_a_choice_to_the_cent_of_the_desktop(case: Case) -> None:
    assert with_choice(view_of(case.document, standing=OPEN), case.chosen) == chosen_at_the_desk(case)


def test_a_choice_can_be_taken_back() -> None:
    view = view_of(quote(), standing=OPEN)
    assert chosen_lines(view) == (1,)
    assert with_choice(with_choice(view, {2}), {1}) == view


@pytest.mark.parametrize("chosen", [{0}, {1, 3}, {-1}], ids=["a line that is included", "beyond the last", "negative"])
def test_only_an_optional_line_can_be_chosen(chosen: set[int]) -> None:
    with pytest.raises(NotAChoice):
        with_choice(view_of(quote(), standing=OPEN), chosen)


def test_figures_travel_only_where_something_can_be_chosen() -> None:
    assert view_of(quote()).figures is None
    assert view_of(quote(lines=(line("Counter"),)), standing=OPEN).figures is None
    assert view_of(quote(), standing=OPEN).figures is not None
