"""Credit notes: line by line, tax by tax, and in the end nothing is left."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Literal

import pytest

from billing.crediting import (
    CreditAboveInvoice,
    CreditedTwice,
    CreditTooMuch,
    CreditWish,
    NoSuchLine,
    NothingToCredit,
    WrongQuantity,
    credit,
    everything_left,
    lines_left,
)
from billing.errors import Refused
from billing.issued import (
    IssuedCharge,
    IssuedDocument,
    IssuedLine,
    IssuedTax,
    IssuedWithholding,
    LineDiscount,
    Party,
    Reference,
)
from billing.money import OutOfRange, exponent
from billing.taxes import Tax
from billing.totals import PriceMode, TaxRounding, Totals, calculate

GST = IssuedTax(label="GST", rate=Decimal(5))
QST = IssuedTax(label="QST", rate=Decimal("9.975"))
Mode = Literal["exclusive", "inclusive"]


def item(
    price: str, quantity: str = "1", rate: str = "20", *, percent: str = "", off: int | None = None
) -> IssuedLine:  # fmt: skip
    discount = LineDiscount(percent=Decimal(percent)) if percent else LineDiscount(minor=off) if off else None
    return IssuedLine(
        title="Desk",
        quantity=Decimal(quantity),
        unit_price=Decimal(price),
        taxes=(IssuedTax(category="S" if Decimal(rate) else "Z", rate=Decimal(rate)),),
        discount=discount,
    )


def invoice(
    *lines: IssuedLine,
    discount: LineDiscount | None = None,
    mode: Mode = "exclusive",
    rounding: str = "per_total",
    currency: str = "EUR",
    charges: tuple[IssuedCharge, ...] = (),
    withholding: str = "",
    cash_step: int = 0,
) -> IssuedDocument:
    return IssuedDocument(
        kind="invoice",
        number="INV-2026-0001",
        language="en",
        time_zone="UTC",
        currency=currency,
        exponent=exponent(currency),
        price_mode=PriceMode(mode),
        rounding=TaxRounding(rounding),
        issued_on=date(2026, 11, 4),
        seller=Party(name="Alder"),
        buyer=Party(name="Rosewood"),
        lines=lines,
        discount=discount,
        charges=charges,
        withholding=IssuedWithholding(label="IRPF", rate=Decimal(withholding)) if withholding else None,
        cash_step=cash_step,
    )


def note(of: IssuedDocument, earlier: Sequence[IssuedDocument], *wishes: CreditWish) -> IssuedDocument:
    made = credit(of, earlier, wishes)
    return of.model_copy(
        update={
            "kind": "credit",
            "corrects": Reference(number=of.number, issued_on=of.issued_on),
            "lines": made.lines,
            "discount": LineDiscount(minor=made.discount) if made.discount else None,
            "charges": (),
            "cash_step": 0,
            "fixed": made.fixed,
        }
    )


def totals(document: IssuedDocument) -> Totals:
    return calculate(document.sheet())


def rows(documents: Sequence[IssuedDocument]) -> dict[Tax, tuple[int, int]]:
    found: dict[Tax, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for document in documents:
        for row in totals(document).taxes:
            base, amount = found[row.tax]
            found[row.tax] = (base + row.base, amount + row.amount)
    return {tax: row for tax, row in found.items() if row != (0, 0)}


def assert_nothing_left(of: IssuedDocument, notes: Sequence[IssuedDocument]) -> None:
    whole = totals(of)
    assert sum(totals(each).net for each in notes) == whole.net
    assert sum(totals(each).total for each in notes) == whole.total
    assert sum(totals(each).withheld for each in notes) == whole.withheld
    assert sum(totals(each).payable for each in notes) == whole.payable
    assert rows(notes) == rows([of])
    assert all(each.net_left == 0 for each in lines_left(of, notes))


def assert_adds_up(of: IssuedDocument) -> None:
    """What is printed: quantity times price less discount is the line, the lines less discount are net or total."""
    found = totals(of)
    assert found.line_sum == sum(line.net for line in found.lines)
    printed = found.net if of.price_mode == "exclusive" else found.total
    assert found.line_sum - found.discount == printed
    assert found.net + found.tax == found.total


def test_a_credit_in_full_says_what_the_invoice_says() -> None:
    of = invoice(item("99.95", "3", percent="10"), item("12", rate="5"), discount=LineDiscount(percent=Decimal("3")))
    whole = note(of, [], *everything_left(of, []))
    assert totals(whole).lines == totals(of).lines
    assert totals(whole).discount == totals(of).discount
    assert_nothing_left(of, [whole])


def test_three_equal_parts_of_a_line_leave_nothing() -> None:
    of = invoice(item("33.3333", "3"))
    notes: list[IssuedDocument] = []
    for _ in range(3):
        notes.append(note(of, notes, CreditWish(1, quantity=Decimal(1))))
    assert [totals(each).net for each in notes] == [3333, 3334, 3333]
    assert_nothing_left(of, notes)


def test_an_amount_is_credited_without_goods_and_the_last_quantity_takes_the_rest() -> None:
    of = invoice(item("10", "4", rate="0"))
    first = note(of, [], CreditWish(1, minor=550))
    assert (first.lines[0].quantity, first.lines[0].unit_price) == (Decimal(1), Decimal("5.50"))
    assert lines_left(of, [first])[0].quantity_left == 4
    last = note(of, [first], CreditWish(1, quantity=Decimal(4)))
    assert totals(last).total == 3450
    assert_nothing_left(of, [first, last])


def test_the_tax_of_a_part_is_that_of_its_lines_and_the_last_part_takes_the_remainder() -> None:
    """Money.md: three lines of 1.05 at 10 %; each alone is 0.11, together 0.32."""
    of = invoice(*[item("1.05", rate="10")] * 3)
    notes: list[IssuedDocument] = []
    for line in (1, 2, 3):
        notes.append(note(of, notes, CreditWish(line)))
    assert [totals(each).tax for each in notes] == [11, 11, 10]
    assert_nothing_left(of, notes)


def test_no_tax_is_given_back_twice_however_small_the_parts() -> None:
    of = invoice(*[item("0.05", rate="10")] * 40)
    notes: list[IssuedDocument] = []
    for line in range(1, 41):
        notes.append(note(of, notes, CreditWish(line)))
        assert totals(notes[-1]).tax >= 0
    assert_nothing_left(of, notes)


@pytest.mark.parametrize("wish", [CreditWish(1, quantity=Decimal(3)), CreditWish(1, minor=2001)])
def test_more_than_was_invoiced_is_refused(wish: CreditWish) -> None:
    of = invoice(item("10", "2"))
    with pytest.raises(CreditTooMuch, match="Line 1, Desk"):
        credit(of, [], [wish])


def test_what_was_credited_once_is_not_credited_again() -> None:
    of = invoice(item("10", "2"))
    first = note(of, [], CreditWish(1, quantity=Decimal(2)))
    with pytest.raises(CreditTooMuch):
        credit(of, [first], [CreditWish(1, minor=1)])
    with pytest.raises(NothingToCredit):
        credit(of, [first], [CreditWish(1)])


def test_a_credit_note_never_takes_more_money() -> None:
    with pytest.raises(CreditTooMuch):
        credit(invoice(item("10", "2")), [], [CreditWish(1, minor=-1)])


@pytest.mark.parametrize(
    ("wishes", "error", "words"),
    [
        ((CreditWish(1, quantity=Decimal(-1)),), WrongQuantity, "line 1, Desk, must have the sign"),
        ((CreditWish(1, quantity=Decimal(0)),), WrongQuantity, "not be 0"),
        ((CreditWish(1, quantity=Decimal("NaN")),), OutOfRange, "quantity is out of range"),
        ((CreditWish(1, quantity=Decimal("Infinity")),), OutOfRange, "quantity is out of range"),
        ((CreditWish(1, quantity=Decimal("0.0000001")),), OutOfRange, "6 decimals"),
        ((CreditWish(2),), NoSuchLine, "counts no line 2"),
        ((CreditWish(0),), NoSuchLine, "counts no line 0"),
        ((CreditWish(1, minor=1), CreditWish(1, minor=1)), CreditedTwice, "Line 1, Desk, is credited twice"),
    ],
)
def test_a_wish_that_means_nothing_is_refused_with_its_reason(
    wishes: tuple[CreditWish, ...], error: type[Refused], words: str
) -> None:
    of = invoice(item("10", "2"), item("20").model_copy(update={"optional": True, "chosen": False}))
    with pytest.raises(error, match=words):
        credit(of, [], wishes)


def test_a_line_nobody_chose_cannot_be_credited() -> None:
    of = invoice(item("10"), item("20").model_copy(update={"optional": True, "chosen": False}))
    assert [each.line for each in lines_left(of, [])] == [1]


def test_lines_that_take_off_are_given_back_with_the_others() -> None:
    of = invoice(item("100"), item("30", "-1"), item("50", rate="5"))
    first = note(of, [], CreditWish(3), CreditWish(1, minor=5_000))
    assert_nothing_left(of, [first, note(of, [first], *everything_left(of, [first]))])


def test_credit_notes_never_give_back_more_than_the_invoice_asked_for() -> None:
    of = invoice(item("100"), item("90", "-1"))
    with pytest.raises(CreditAboveInvoice):
        credit(of, [], [CreditWish(1)])
    of = invoice(item("100"), item("100", "-1"))
    with pytest.raises(CreditAboveInvoice):
        credit(of, [], [CreditWish(1, minor=1)])
    assert_nothing_left(of, [note(of, [], *everything_left(of, []))])


def test_a_discount_on_lines_that_take_off_in_all_is_given_back_toward_zero() -> None:
    of = invoice(item("100", rate="23"), item("50", "-1", rate="0"), discount=LineDiscount(minor=1_000))
    first = note(of, [], CreditWish(1, minor=5_500))
    last = note(of, [first], *everything_left(of, [first]))
    assert (totals(last).line_sum, totals(last).discount, last.discount) == (-500, -100, LineDiscount(minor=100))
    assert_adds_up(last)
    assert_nothing_left(of, [first, last])


def test_a_cent_of_the_discount_that_no_discount_can_say_is_a_line_of_its_own_with_its_taxes() -> None:
    of = invoice(
        item("1", rate="23"), item("0.5", "-1", rate="0"), item("0.4", rate="5"), discount=LineDiscount(minor=1)
    )
    first = note(of, [], CreditWish(1, minor=51), CreditWish(3, minor=21))
    last = note(of, [first], *everything_left(of, [first]))
    assert last.discount is None
    (own,) = [each for each in last.lines if each.credits is None]
    assert (own.title, own.unit_price, own.taxes[0].rate) == ("Discount", Decimal("0.01"), Decimal(0))
    assert_adds_up(last)
    assert_nothing_left(of, [first, last])


def test_two_taxes_a_line_and_the_shipping_are_given_back_to_the_cent() -> None:
    desk = item("33.33", "3").model_copy(update={"taxes": (GST, QST)})
    shipping = IssuedCharge(label="Shipping", minor=1_250, taxes=(GST,))
    of = invoice(desk, item("10", rate="5"), charges=(shipping,), discount=LineDiscount(percent=Decimal(7)))
    assert [each.title for each in lines_left(of, [])] == ["Desk", "Desk", "Shipping"]
    first = note(of, [], CreditWish(1, quantity=Decimal(1)), CreditWish(3, minor=333))
    assert [row.tax.label for row in totals(first).taxes] == ["GST", "QST"]
    assert_nothing_left(of, [first, note(of, [first], *everything_left(of, [first]))])


def test_what_was_withheld_and_rounded_to_coins_is_given_back_with_the_last_note() -> None:
    of = invoice(item("10.03"), withholding="15", cash_step=5)
    assert totals(of).rounding
    first = note(of, [], CreditWish(1, minor=333))
    last = note(of, [first], CreditWish(1))
    assert totals(first).rounding == 0
    assert totals(last).rounding == totals(of).rounding
    assert_nothing_left(of, [first, last])


@pytest.mark.parametrize(
    ("currency", "price", "quantity", "minor", "printed"),
    [
        ("VND", "900000000", "10", 4_500_000_000, ("10", "450000000")),
        ("VND", "-900000000", "-10", 4_500_000_001, ("10", "450000000.1")),
        ("EUR", "1000000000", "9000", 899_999_999_999_999, ("10000", "899999999.999999")),
        ("EUR", "1000000000", "1", 100_000_000_000, ("1", "1000000000")),
    ],
)
def test_an_amount_beyond_any_price_is_credited_as_a_power_of_ten_of_a_smaller_price(
    currency: str, price: str, quantity: str, minor: int, printed: tuple[str, str]
) -> None:
    of = invoice(item(price, quantity, rate="0"), currency=currency)
    first = note(of, [], CreditWish(1, minor=minor))
    assert (first.lines[0].quantity, first.lines[0].unit_price) == tuple(map(Decimal, printed))
    assert totals(first).total == minor
    assert_nothing_left(of, [first, *[note(of, [first], *rest) for rest in [everything_left(of, [first])] if rest]])


def test_a_charge_beyond_any_price_is_credited_in_full_and_in_parts() -> None:
    fee = IssuedCharge(label="Customs", minor=4_500_000_000, taxes=())
    of = invoice(item("1", rate="0"), currency="VND", charges=(fee,))
    first = note(of, [], CreditWish(2, minor=2_000_000_000))
    assert_nothing_left(of, [first, note(of, [first], *everything_left(of, [first]))])
    assert_nothing_left(of, [note(of, [], *everything_left(of, []))])


def test_no_credit_note_owes_the_office_what_rounding_took_off() -> None:
    of = invoice(item("1000.40", rate="0"), item("0.09", rate="0"), currency="SEK", cash_step=100)
    first = note(of, [], CreditWish(1))
    last = note(of, [first], CreditWish(2))
    assert [(totals(each).rounding, totals(each).payable) for each in (first, last)] == [(-40, 100_000), (-9, 0)]
    assert_nothing_left(of, [first, last])


def test_no_credit_note_owes_the_office_what_was_withheld() -> None:
    """Each part alone withholds nothing, being too small; the last one cannot bear it all."""
    of = invoice(item("0.30", rate="0"), withholding="15")
    notes: list[IssuedDocument] = []
    for _ in range(10):
        notes.append(note(of, notes, CreditWish(1, minor=3)))
    assert totals(of).payable == 25
    assert [totals(each).payable for each in notes] == [3] * 8 + [1, 0]
    assert_nothing_left(of, notes)
