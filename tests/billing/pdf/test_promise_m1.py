"""M1 for what a customer gets: paper and page show the cent that the calculator found."""

import io
from datetime import date
from decimal import Decimal
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from billing.formatting import format_amount, format_money
from billing.issued import IssuedDocument, IssuedLine, IssuedTax, LineDiscount, Party
from billing.money import Money, exponent
from billing.pdf import TemplateName, render
from billing.snapshot import Standing, view_of
from billing.totals import PriceMode, TaxRounding, calculate
from billing.wording import wording
from portal.page_document import document_page
from resources import font_bytes

CURRENCIES = ["EUR", "USD", "CHF", "JPY", "KWD", "BHD"]
figures = st.decimals(min_value=0, max_value=10_000, places=3)
lines = st.builds(
    IssuedLine,
    title=st.just("Line"),
    quantity=figures,
    unit_price=figures,
    discount=st.none() | st.builds(LineDiscount, percent=st.decimals(0, 100, places=2)),
    taxes=st.sampled_from([Decimal(23), Decimal("13.5"), Decimal(0)]).map(
        lambda rate: (IssuedTax(label="VAT", rate=rate),)
    ),
)


def words(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("currency", CURRENCIES)
@settings(max_examples=12, deadline=None)
@given(
    rows=st.lists(lines, min_size=1, max_size=6),
    mode=st.sampled_from(PriceMode),
    rounding=st.sampled_from(TaxRounding),
    percent=st.none() | st.decimals(0, 100, places=1),
    language=st.sampled_from(["en-IE", "de-DE", "fr-FR", "es-ES"]),
    template=st.sampled_from(get_args(TemplateName)),
    paid=st.integers(0, 10**6),
)
def test_promise_m1_paper_and_page_show_the_same_cent(
    currency: str,
    rows: list[IssuedLine],
    mode: PriceMode,
    rounding: TaxRounding,
    percent: Decimal | None,
    language: str,
    template: TemplateName,
    paid: int,
) -> None:
    """12 random documents in each of 6 currencies of 0, 2 and 3 digits. C: 4 s in six parts."""
    document = IssuedDocument(
        kind="invoice", number="INV-1", language=language, time_zone="UTC", currency=currency,
        exponent=exponent(currency), price_mode=mode, rounding=rounding, issued_on=date(2026, 11, 20),
        seller=Party(name="Seller"), buyer=Party(name="Buyer"), lines=tuple(rows),
        discount=None if percent is None else LineDiscount(percent=percent),
    )  # fmt: skip
    totals = calculate(document.sheet())
    view = view_of(document, standing=Standing(paid_minor=paid))
    sums = [totals.total, totals.total - paid, *(tax.amount for tax in totals.taxes)]
    shown = {words(format_money(Money(minor, currency), language)) for minor in sums}
    shown |= {words(format_amount(Money(line.net, currency), language)) for line in totals.lines}
    pdf = PdfReader(io.BytesIO(render(view, logo=None, fonts=font_bytes(), accent="#000000", template=template)))
    paper = words(" ".join(page.extract_text() for page in pdf.pages))
    assert {figure for figure in shown if figure not in paper} == set()
    page = document_page(view, wording(language), date(2026, 11, 20))
    html = words(" ".join([str(page.rows), *(figure for _, _, figure in page.sums)]))
    assert {figure for figure in shown if figure not in html} == set()
