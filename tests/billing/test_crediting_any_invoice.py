"""Any invoice and any credit notes on it add up to nothing."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from billing.crediting import (
    CreditAboveInvoice,
    CreditWish,
    LineLeft,
    NothingToCredit,
    everything_left,
    lines_left,
)
from billing.issued import (
    IssuedCharge,
    IssuedDocument,
    IssuedTax,
    LineDiscount,
)
from tests.billing.test_crediting import GST, QST, assert_adds_up, assert_nothing_left, invoice, item, note, totals

PRICES = st.decimals("0.01", "999.99", places=2) | st.decimals("0.0001", "3", places=4)
QUANTITIES = st.decimals("0.1", "20", places=1) | st.integers(1, 9).map(Decimal)


ON_TOP = QST.model_copy(update={"label": "QST of old", "compound": True})
HALVES = tuple(IssuedTax(label=label, rate=Decimal(9)) for label in ("CGST", "SGST"))
TAXES = st.sampled_from(
    [
        (IssuedTax(category="Z"),),
        (IssuedTax(rate=Decimal(20)),),
        (IssuedTax(rate=Decimal("13.5")),),
        (GST,),
        (GST, QST),
        (GST, ON_TOP),
        HALVES,
        (),
    ]
)


DISCOUNTS = st.none() | st.decimals("0", "100", places=1).map(lambda rate: LineDiscount(percent=rate))


@st.composite
def invoices(draw: st.DrawFn, signs: st.SearchStrategy[int]) -> IssuedDocument:
    lines = [
        item(str(draw(signs) * draw(PRICES)), str(draw(QUANTITIES))).model_copy(
            update={"discount": draw(DISCOUNTS), "taxes": draw(TAXES)}
        )
        for _ in range(draw(st.integers(1, 5)))
    ]
    charges = [
        IssuedCharge(label="Shipping", minor=draw(st.integers(0, 5_000)), taxes=draw(TAXES))
        for _ in range(draw(st.integers(0, 2)))
    ]
    of = invoice(
        *lines,
        mode=draw(st.sampled_from(["exclusive", "inclusive"])),
        rounding=draw(st.sampled_from(["per_total", "per_line"])),
        currency=draw(st.sampled_from(["EUR", "JPY", "KWD"])),
        charges=tuple(charges),
        withholding=draw(st.sampled_from(["", "15", "7.5"])),
        cash_step=draw(st.sampled_from([0, 5, 100])),
    )
    amounts = st.integers(0, abs(totals(of).line_sum)).map(lambda minor: LineDiscount(minor=minor))
    return of.model_copy(update={"discount": draw(DISCOUNTS | amounts)})


@given(of=invoices(st.just(1)), data=st.data())
def test_an_invoice_and_its_credit_notes_add_up_to_nothing(of: IssuedDocument, data: st.DataObject) -> None:
    """Any parts in any order, by quantity, by amount, or the rest; then all that is left."""
    for each in credited_in_parts(of, data):
        assert all(line.amount >= 0 for line in totals(each).taxes)


@given(of=invoices(st.sampled_from([1, 1, -1])).filter(lambda of: totals(of).total >= 0), data=st.data())
def test_lines_of_both_signs_under_one_discount_add_up_to_nothing(of: IssuedDocument, data: st.DataObject) -> None:
    credited_in_parts(of, data)


def credited_in_parts(of: IssuedDocument, data: st.DataObject) -> list[IssuedDocument]:
    """Return credit notes over all of the invoice, of which each adds up, and all of them to the invoice."""
    notes: list[IssuedDocument] = []
    for _ in range(data.draw(st.integers(0, 4))):
        wishes = [wish for each in lines_left(of, notes) if (wish := _some(data, each)) is not None]
        try:
            made = note(of, notes, *wishes)
        except (NothingToCredit, CreditAboveInvoice):
            continue
        if totals(made).total > 0:  # as whoever issues it has it
            notes.append(made)
    if rest := everything_left(of, notes):
        notes.append(note(of, notes, *rest))
    for each in notes:
        assert_adds_up(each)
        assert totals(each).payable >= 0 or totals(of).payable < 0
    if notes:
        assert_nothing_left(of, notes)
    return notes


def _some(data: st.DataObject, left: LineLeft) -> CreditWish | None:
    how = data.draw(st.sampled_from(["not", "rest", "quantity", "amount"]))
    if how == "not" or left.net_left == 0:
        return None
    if how == "rest":
        return CreditWish(left.line)
    if how == "amount":
        bounds = sorted([left.net_left, 1 if left.net_left > 0 else -1])
        return CreditWish(left.line, minor=data.draw(st.integers(*bounds)))
    tenths = int(left.quantity_left * 10)
    return CreditWish(left.line, quantity=Decimal(data.draw(st.integers(1, tenths))) / 10) if tenths else None
