"""What a page says of money that came, went back, or was let go; never that something was paid that was not."""

from datetime import date

from billing.snapshot import PaymentView, Standing
from billing.statement import Movement, account, in_words
from billing.wording import wording
from portal.page_customer import _rows
from portal.page_stub import stub_of
from tests.portal.markup import Markup
from tests.portal.samples import drawn, view

TOTAL = 759_721
CAME = PaymentView(on="12 November 2026", method="Bank transfer", amount="€7,597.21")
BACK = PaymentView(on="20 November 2026", method="Refund", amount="−€97.21", is_refund=True)
AGAIN = PaymentView(on="14 November 2026", method="Card", amount="€97.21")


def text(standing: Standing) -> str:
    return Markup(drawn(view(standing), state="settled" if standing.state != "open" else "live").html).text


def test_a_refund_stands_below_the_payments_and_the_rest_is_due_again() -> None:
    said = text(Standing(paid_minor=750_000, payments=(CAME, BACK)))
    assert "12 November 2026 Bank transfer €7,597.21 20 November 2026 Refund −€97.21" in said
    assert "€7,500.00 of €7,597.21 is paid" in said


def test_paid_in_full_names_the_day_of_the_last_payment_and_never_of_a_refund() -> None:
    standing = Standing(state="paid", paid_minor=TOTAL, payments=(CAME, AGAIN, BACK))
    assert "Paid in full on 14 November 2026" in text(standing)


def test_cents_that_were_let_go_are_a_row_of_their_own_beside_what_was_paid() -> None:
    standing = Standing(state="paid", paid_minor=TOTAL - 3, payments=(CAME,), written_off_minor=3)
    said = text(standing)
    assert "Written off −€0.03" in said
    assert stub_of(view(standing), wording("en"), date(2026, 11, 20)).amount == "€7,597.18"


def test_a_debt_that_was_written_off_is_settled_and_not_paid() -> None:
    shown = view(Standing(state="written_off", written_off_minor=TOTAL))
    stub = stub_of(shown, wording("en"), date(2026, 11, 20))
    assert (stub.tone, stub.state, str(stub.sentence)) == (
        "off", "Settled", "Nothing more is asked for; there is nothing to do.",
    )  # fmt: skip
    said = text(Standing(state="written_off", written_off_minor=TOTAL))
    assert "Paid" not in said
    assert "Written off −€7,597.21" in said


def test_a_statement_sums_up_what_went_back_and_what_was_let_go_apart_from_what_was_paid() -> None:
    on = date(2026, 11, 20)
    moved = [
        Movement(on, "invoice", "INV-1", 10_000), Movement(on, "payment", "INV-1", -9_000),
        Movement(on, "refund", "INV-1", 2_000), Movement(on, "write_off", "INV-1", -500),
    ]  # fmt: skip
    words = in_words(account("EUR", moved, since=date(2026, 9, 1)), "en")
    shown = [(str(row.label), row.figure) for row in _rows(words.sums, wording("en"))]
    assert shown[2:] == [
        ("Paid since", "−€90.00"), ("Refunded since", "€20.00"), ("Written off since", "−€5.00"),
        ("Open today", "€25.00"),
    ]  # fmt: skip
    assert [row.kind for row in words.rows] == ["invoice", "payment", "refund", "write_off"]
