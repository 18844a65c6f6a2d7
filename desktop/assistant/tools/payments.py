"""Money by hand: listed, recorded, corrected, taken back."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field as PydanticField

from billing.errors import Refused
from desktop.assistant import finding
from desktop.assistant.asking import ASKS, rehearsed_write
from desktop.assistant.figures import Day, Figure, Line, Ref, Word, Words, amount_in, amount_out
from desktop.assistant.paging import cursor_after, cut, ordinal_at
from desktop.assistant.shapes import Done
from desktop.assistant.tool import Answer, Arguments, Creating, Errand, Paged, Rehearsal, Tool
from desktop.assistant.trust import reason_given
from desktop.queries.cards import document_card
from desktop.queries.money import Method
from desktop.queries.pages import payment_page
from desktop.queries.payments import PaymentRow, payment_row, payment_rows
from desktop.services.assisting.numbers import without_numbers
from desktop.services.payments.booking import PaymentValues, Share, record_payment
from desktop.services.payments.correcting import PaymentChange, correct_payment
from desktop.services.payments.refusals import MoreThanOwed
from desktop.services.payments.undoing import must_be_undoable, undo_payment

GROUP = "Payments"
_LISTED = "payment"
Mode = Literal["bank_transfer", "cash", "credit_card", "paypal", "check", "other"]
_METHODS: dict[Mode, Method] = {
    "bank_transfer": "bank_transfer", "cash": "cash", "credit_card": "card", "paypal": "paypal", "check": "check",
    "other": "other",
}  # fmt: skip
_MODES = {method: mode for mode, method in _METHODS.items()}
_WAYS = "Bank Transfer, Cash, Credit Card, PayPal, Check or Other."
USUAL_REASON = "Taken back through the assistant"


class ListPayments(Paged):
    """Which payments; everything narrows."""

    search: Line | None = PydanticField(None, description="A part of customer, reference, note or invoice number.")
    customer_id: Ref | None = None
    payment_mode: Annotated[Mode | None, Word] = None
    date_from: date | None = None
    date_to: date | None = None


class OnePayment(Arguments):
    """One payment by its id."""

    payment_id: Ref


class DeletePayment(OnePayment):
    """One payment that never arrived, and why it stands there."""

    reason: Line | None = PydanticField(None, max_length=200, description="Kept with it.")


class PaymentFacts(Arguments):
    """What may be said about a payment."""

    payment_mode: Annotated[Mode | None, Word] = PydanticField(None, description=_WAYS)
    payment_date: Day | None = PydanticField(None, description="The day it arrived, not one to come.")
    reference: Annotated[Line, PydanticField(max_length=140)] | None = None
    notes: Annotated[Words, PydanticField(max_length=2_000)] | None = PydanticField(
        None, description="For the office only; never returned by a tool."
    )
    keep_rest_as_credit: bool = PydanticField(
        False, description="What is more than the invoice owes stays the customer's credit; refused where left out."
    )


class RecordPayment(Creating, PaymentFacts):
    """Money that arrived for one invoice."""

    invoice_id: Ref = PydanticField(description="Id or number.")
    amount: Figure = PydanticField(description="Above 0, in the invoice's currency.")


class UpdatePayment(OnePayment, PaymentFacts):
    """What was recorded wrongly; what is left out stays."""

    amount: Figure | None = PydanticField(None, description="Above 0, in the payment's own currency.")


class PartShape(Answer):
    """An invoice that has a part of a payment."""

    id: UUID
    number: str


class PaymentShape(Answer):
    """A payment; amounts are whole units of ``currency``. ``unused`` is what no invoice has of it."""

    id: UUID
    customer: str
    received_on: date
    amount: str
    currency: str
    payment_mode: str
    reference: str
    state: str
    applied: str
    refunded: str
    unused: str
    at_stripe: bool
    invoices: tuple[PartShape, ...]


class OverPaid(Refused):
    """More than is owed needs a word of what becomes of it."""

    def __init__(self, number: str, owed: int, currency: str) -> None:
        super().__init__(
            f"{number} owes {amount_out(owed, currency)} {currency}, and this is more. Nothing was recorded. Correct "
            "the amount, or say keepRestAsCredit: true, and the rest stays the customer's credit."
        )


class PaymentList(Answer):
    """A page of payments; ``next_cursor`` None: that was all."""

    payments: tuple[PaymentShape, ...]
    next_cursor: str | None


def list_payments(errand: Errand, args: ListPayments) -> PaymentList:
    ordinals = payment_page(
        errand.session,
        search=args.search or "",
        method=_METHODS[args.payment_mode] if args.payment_mode else None,
        since=args.date_from,
        until=args.date_to,
        customer_id=finding.customer(errand, args.customer_id) if args.customer_id is not None else None,
        below=ordinal_at(args.cursor, _LISTED),
        limit=args.limit + 1,
    )
    shown, last = cut(ordinals, args.limit)
    rows = payment_rows(errand.session, shown)
    return PaymentList(
        payments=tuple(_shape(rows[at]) for at in shown),
        next_cursor=None if last is None else cursor_after(_LISTED, last),
    )


def get_payment(errand: Errand, args: OnePayment) -> PaymentShape:
    return _shape(payment_row(errand.session, finding.payment(errand, args.payment_id)))


def rehearse_record(errand: Errand, args: RecordPayment) -> Rehearsal:
    card = document_card(errand.session, finding.invoice(errand, args.invoice_id), today=errand.today, now=errand.now)
    minor = amount_in(args.amount, card.currency, "amount")
    if card.number and minor > card.balance_minor and not args.keep_rest_as_credit:
        raise OverPaid(card.number, max(card.balance_minor, 0), card.currency)
    return rehearsed_write(
        f"Records {amount_out(minor, card.currency)} {card.currency} as arrived for {card.number or 'the draft'} of "
        f"{card.customer}, which owes {amount_out(card.balance_minor, card.currency)}. The page says so.",
        args, card.id, recipients=(card.customer,),
        amounts=((minor, card.currency), (card.balance_minor, card.currency)), channel="portal",
    )  # fmt: skip


def record_a_payment(errand: Errand, args: RecordPayment) -> PaymentShape:
    invoice = finding.invoice(errand, args.invoice_id)
    card = document_card(errand.session, invoice, today=errand.today, now=errand.now)
    minor = amount_in(args.amount, card.currency, "amount")
    values = PaymentValues(
        received_on=args.payment_date or errand.today,
        minor=minor,
        currency=card.currency,
        method=_METHODS[args.payment_mode or "bank_transfer"],
        customer_id=card.customer_id,
        reference=args.reference or "",
        note=args.notes or "",
    )
    share = (Share(invoice, min(minor, card.balance_minor)),) if card.balance_minor > 0 or not card.number else ()
    try:
        payment = record_payment(
            errand.session, values, share, today=errand.today, at=errand.now, rest_confirmed=args.keep_rest_as_credit
        )
    except MoreThanOwed as error:
        raise OverPaid(card.number, max(card.balance_minor, 0), card.currency) from error
    return _shape(payment_row(errand.session, payment))


def rehearse_update(errand: Errand, args: UpdatePayment) -> Rehearsal:
    identifier = finding.payment(errand, args.payment_id)
    must_be_undoable(errand.session, identifier)
    row = payment_row(errand.session, identifier)
    named = ", ".join(number for _id, number in row.invoices) or "no invoice"
    return rehearsed_write(
        f"Takes back the payment of {amount_out(row.amount_minor, row.currency)} {row.currency} by "
        f"{row.customer or 'nobody known'}, dated {row.received_on.isoformat()}, for {named}. Records it anew with:",
        args, row, recipients=(row.customer,), amounts=((row.amount_minor, row.currency),), channel="portal",
    )  # fmt: skip


def update_payment(errand: Errand, args: UpdatePayment) -> PaymentShape:
    identifier = finding.payment(errand, args.payment_id)
    row = payment_row(errand.session, identifier)
    change = PaymentChange(
        received_on=args.payment_date,
        minor=None if args.amount is None else amount_in(args.amount, row.currency, "amount"),
        method=None if args.payment_mode is None else _METHODS[args.payment_mode],
        reference=args.reference if args.reference is not None or "reference" not in args.model_fields_set else "",
        note=args.notes if args.notes is not None or "notes" not in args.model_fields_set else "",
    )
    anew = correct_payment(
        errand.session, identifier, change, why="Recorded anew through the assistant", today=errand.today,
        at=errand.now, rest_confirmed=args.keep_rest_as_credit,
    )  # fmt: skip
    return _shape(payment_row(errand.session, anew))


def rehearse_delete(errand: Errand, args: DeletePayment) -> Rehearsal:
    identifier = finding.payment(errand, args.payment_id)
    must_be_undoable(errand.session, identifier)
    row = payment_row(errand.session, identifier)
    given = reason_given(args.reason, USUAL_REASON)
    amount = f"{amount_out(row.amount_minor, row.currency)} {row.currency}"
    named = ", ".join(number for _id, number in row.invoices)
    return Rehearsal(
        says=(
            f"Says that {amount} of {row.customer or 'nobody known'}, dated {row.received_on.isoformat()}, never came.",
            f"{named} will owe it again, and its page says so." if named else "No invoice has any of it.",
            f"Reason: {given}",
        ),
        recipients=(row.customer,) if named else (),
        documents=tuple((str(identifier), row.state) for identifier, _number in row.invoices),
        amounts=((row.amount_minor, row.currency), (row.applied_minor, row.currency)),
        channel="portal" if named else "books",
    )


def delete_payment(errand: Errand, args: DeletePayment) -> Done:
    identifier = finding.payment(errand, args.payment_id)
    undo_payment(errand.session, identifier, why=reason_given(args.reason, USUAL_REASON), at=errand.now)
    return Done(says="The payment is taken back: it stays in the list as undone, and what it paid is owed again.")


def _shape(row: PaymentRow) -> PaymentShape:
    return PaymentShape(
        id=row.id,
        customer=row.customer,
        received_on=row.received_on,
        amount=amount_out(row.amount_minor, row.currency),
        currency=row.currency,
        payment_mode=_MODES.get(row.method, row.method),
        reference="" if row.at_stripe else without_numbers(row.reference),
        state=row.state,
        applied=amount_out(row.applied_minor, row.currency),
        refunded=amount_out(row.refunded_minor, row.currency),
        unused=amount_out(row.left_minor, row.currency),
        at_stripe=row.at_stripe,
        invoices=tuple(PartShape(id=identifier, number=number) for identifier, number in row.invoices),
    )


TOOLS: tuple[Tool[Any], ...] = (
    Tool(
        "list_payments", "List payments", GROUP,
        "Lists money that arrived, recorded last first: customer, day, amount, way, what no invoice has of it. "
        "Payments that were taken back stay in the list as undone. Changes nothing. At most limit rows (20 where "
        "left out, 200 at most); nextCursor continues.",
        "What came in by bank transfer in November?",
        ListPayments, list_payments, idempotent=True,
    ),
    Tool(
        "get_payment", "Read a payment", GROUP,
        "Reads one payment and which invoices have a part of it. Notes are never returned. Changes nothing.",
        "Which invoices did that payment of 500 go to?",
        OnePayment, get_payment, idempotent=True,
    ),
    Tool(
        "record_payment", "Record a payment", GROUP,
        "Records money that arrived for an issued invoice; balance and state follow, and the customer's page shows "
        "it. More than the invoice owes is refused unless keepRestAsCredit is true. It moves no money. Money at "
        f"Stripe is read from Stripe and refused here. {ASKS}",
        "Rosewood Dental paid 123.00 for INV-2026-0042 by bank transfer yesterday.",
        RecordPayment, record_a_payment, scope="act", effect="writes", rehearse=rehearse_record, open_world=True,
    ),
    Tool(
        "update_payment", "Correct a payment", GROUP,
        "Corrects a payment by hand: the wrong one is taken back and stays in the list as undone, the right one is "
        "recorded anew and has a new id. An amount is corrected where one invoice has the payment. Refused for "
        f"money at Stripe and where some of it was refunded. {ASKS}",
        "That payment was 132.00, not 123.00.",
        UpdatePayment, update_payment, scope="act", effect="writes", destructive=True, rehearse=rehearse_update,
        open_world=True,
    ),
    Tool(
        "delete_payment", "Take a payment back", GROUP,
        "A person approves it first. Says that a payment by hand never arrived: what it paid is owed again, and the "
        "page says so. It stays in the list as undone. Money at Stripe is refused: that is refunded.",
        "The transfer of 500 was booked by mistake, take it back.",
        DeletePayment, delete_payment, scope="draft", effect="leaves", destructive=True, rehearse=rehearse_delete,
        open_world=True,
    ),
)  # fmt: skip
