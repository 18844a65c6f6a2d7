"""The list of payments: every order, every filter, found by name, reference and number; its counts and sums."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from desktop.queries.hands import hands
from desktop.queries.owing import owing, owing_beside
from desktop.queries.payments import (
    PaymentFilter,
    PaymentQuery,
    PaymentRow,
    PaymentSort,
    payment_counts,
    payment_ordinals,
    payment_rows,
    payment_sums,
    unapplied_for,
)
from desktop.services.payments.booking import PaymentValues, Share, book_payment
from desktop.services.payments.refunding import RefundValues, refund_payment
from desktop.services.payments.undoing import undo_payment
from tests.desktop.office import TODAY, Desk, line

YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def paid(desk: Desk) -> list[UUID]:
    """Return the payments: one as owed, one with something left, one refunded in part, one undone, one of nobody."""
    rose, quay = desk.customer("Rosewood Dental"), desk.customer("quayside Coffee")
    first, second, third = (desk.issue(desk.draft(customer=who)).document_id for who in (rose, quay, quay))

    def book(minor: int, method: str, reference: str, on: date, customer: UUID | None = None, *invoices: UUID) -> UUID:
        values = PaymentValues(on, minor, "EUR", method, customer, reference)  # type: ignore[arg-type]
        shares = [Share(each, min(minor, 12_300)) for each in invoices]
        return desk.write(lambda session: book_payment(session, values, shares, at=desk.now))

    made = [
        book(12_300, "cash", "Receipt 7", TODAY, rose, first),
        book(20_000, "check", "100% sure", YESTERDAY, quay, second),
        book(12_300, "cash", "", date(2026, 10, 3), quay, third),
        book(500, "other", "", TODAY, rose),
        book(700, "stripe", "", date(2025, 12, 31)),
    ]
    back = RefundValues("duplicate", TODAY)
    desk.write(lambda session: refund_payment(session, made[2], back, minor=300, today=TODAY, at=desk.now))
    desk.write(lambda session: undo_payment(session, made[3], why="Typed twice", at=desk.now))
    return made


def rows(desk: Desk, query: PaymentQuery) -> list[PaymentRow]:
    ordinals = desk.read(lambda session: payment_ordinals(session, query))
    found = desk.read(lambda session: payment_rows(session, ordinals))
    return [found[ordinal] for ordinal in ordinals]


def places(desk: Desk, paid: list[UUID], query: PaymentQuery) -> list[int]:
    return [paid.index(row.id) for row in rows(desk, query)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (PaymentQuery(), [3, 0, 1, 2, 4]),
        (PaymentQuery("unapplied"), [1, 4]),
        (PaymentQuery("refunded"), [2]),
        (PaymentQuery("undone"), [3]),
        (PaymentQuery(method="cash"), [0, 2]),
        (PaymentQuery(since=YESTERDAY), [3, 0, 1]),
        (PaymentQuery(since=YESTERDAY, until=YESTERDAY), [1]),
        (PaymentQuery(until=date(2025, 12, 31)), [4]),
        (PaymentQuery(search="QUAYS"), [1, 2]),
        (PaymentQuery(search="receipt"), [0]),
        (PaymentQuery(search="100%"), [1]),
        (PaymentQuery(search="2026-0003"), [2]),
        (PaymentQuery(search="2026%0003"), []),
        (PaymentQuery(search="nobody"), []),
        (PaymentQuery("unapplied", search="quay", method="check"), [1]),
    ],
)
def test_a_filter_shows_what_it_says(desk: Desk, paid: list[UUID], query: PaymentQuery, expected: list[int]) -> None:
    assert places(desk, paid, query) == expected


@pytest.mark.parametrize(
    ("sort", "ascending"),
    [
        ("on", [4, 2, 1, 0, 3]),
        ("customer", [4, 1, 2, 0, 3]),
        ("method", [0, 2, 1, 3, 4]),
        ("amount", [3, 4, 0, 2, 1]),
    ],
)
def test_each_column_orders_both_ways(desk: Desk, paid: list[UUID], sort: PaymentSort, ascending: list[int]) -> None:
    assert places(desk, paid, PaymentQuery(sort=sort, descending=False)) == ascending
    assert places(desk, paid, PaymentQuery(sort=sort)) == ascending[::-1]
    assert places(desk, paid, PaymentQuery(sort="left"))[0] == 1


def test_a_row_says_what_became_of_the_money(desk: Desk, paid: list[UUID]) -> None:
    said = [(row.state, row.left_minor, row.refunded_minor, row.customer) for row in rows(desk, PaymentQuery())]
    assert said == [
        ("undone", 0, 0, "Rosewood Dental"),
        ("applied", 0, 0, "Rosewood Dental"),
        ("unapplied", 7_700, 0, "quayside Coffee"),
        ("partly_refunded", 0, 300, "quayside Coffee"),
        ("unapplied", 700, 0, ""),
    ]
    assert [number for _id, number in rows(desk, PaymentQuery())[1].invoices] == ["INV-2026-0001"]


def test_counts_and_sums_are_of_what_is_shown(desk: Desk, paid: list[UUID]) -> None:
    counts: dict[PaymentFilter, int] = {"all": 5, "unapplied": 2, "refunded": 1, "undone": 1}
    assert desk.read(payment_counts) == counts
    whole = 12_300 + 20_000 + 12_000 + 700  # less what went back, without what never came
    for query, minor in ((PaymentQuery(), whole), (PaymentQuery("unapplied"), 8_400), (PaymentQuery("undone"), 500)):
        assert desk.read(lambda session, query=query: payment_sums(session, query)) == (("EUR", minor),)  # type: ignore[misc]
    assert paid


def test_home_names_money_that_no_invoice_has(desk: Desk, paid: list[UUID]) -> None:
    found = desk.read(lambda session: hands(session, (), today=TODAY, now=desk.now))
    (hand,) = [each for each in found if each.kind == "unapplied"]
    assert (hand.count, hand.sums, hand.on) == (2, (("EUR", 8_400),), date(2025, 12, 31))
    assert paid


def test_what_is_left_could_pay_what_its_customer_owes_and_money_of_nobody_what_anybody_owes(
    desk: Desk, paid: list[UUID]
) -> None:
    quay = rows(desk, PaymentQuery(search="quay"))[0].customer_id
    assert quay is not None
    document = desk.issue(desk.draft(line(price="10"), customer=quay)).document_id
    other = desk.issue(desk.draft(line(price="20"), customer=quay)).document_id
    assert [paid.index(row.id) for row in desk.read(lambda session: unapplied_for(session, document))] == [4, 1]
    owed = desk.read(lambda session: owing(session, quay, "EUR"))
    assert [row.open_minor for row in owed] == [300, 1_230, 2_460]
    assert desk.read(lambda session: owing_beside(session, other))[0].document_id == other
    assert len(desk.read(lambda session: owing(session, None, "EUR"))) == 3
    assert desk.read(lambda session: owing(session, None, "USD")) == ()
