"""Credit notes: given on an invoice, used for it or for another, taken back again."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from billing.crediting import Credited, CreditWish, NothingToCredit, credit
from billing.errors import Refused
from billing.formatting import format_date
from billing.issued import IssuedDocument, LineDiscount, Reference
from desktop.archive import Archive
from desktop.models import CreditAllocation, Document, Line, Office
from desktop.queries.balance import balance_of
from desktop.queries.credits import Creditable, creditable, dated_before_credit, notes_on
from desktop.queries.deposits import taken_off_by
from desktop.queries.drafts import stored_taxes
from desktop.queries.numbers import DatedNumber
from desktop.services import outbox, search
from desktop.services.activity import reason, record
from desktop.services.assembly import seller
from desktop.services.issuing import DateFalls, IssuedNumber, put_out


class CannotCredit(Refused):
    """Only an invoice that stands can be credited."""

    def __init__(self, number: str, why: str) -> None:
        super().__init__(f"{number or 'This'} cannot be credited: {why}. Nothing was issued.")


class DepositTakenOff(Refused):
    """A deposit that an invoice takes off was given back there already; ``final`` is the number of that invoice."""

    def __init__(self, number: str, final: str) -> None:
        super().__init__(
            f"{number} is a deposit that {final} takes off, so its amount would be given back twice. Nothing was "
            f"issued. Credit or withdraw all of {final} first."
        )
        self.final = final


class CannotApply(Refused):
    """A credit is used for an open invoice of the same customer in the same currency, up to what is left of both."""

    def __init__(self, why: str) -> None:
        super().__init__(f"The credit cannot be used like this: {why}. Nothing was changed.")


def give_credit(
    session: Session,
    invoice_id: UUID,
    wishes: Sequence[CreditWish],
    *,
    why: str,
    on: date,
    at: datetime,
    archive: Archive,
    earlier_date_confirmed: bool = False,
) -> IssuedNumber:
    """Issue a credit note over ``wishes`` and take it off what the invoice owes; what is more stays with the customer.

    ``on`` is today in the office's time zone; ``earlier_date_confirmed``: a person has said that it may be dated before
    its invoice or the newest credit note. Raises NoReason, CannotCredit, DepositTakenOff, DateFalls, and all that the
    figures and issuing raise.
    """
    why = reason(why)
    invoice = _standing_invoice(session, invoice_id)
    must_not_be_taken_off(session, invoice)
    found = creditable(session, invoice_id)
    made = credit(found.invoice, found.earlier, wishes)
    if made.total <= 0:
        raise NothingToCredit
    return issue_credit(
        session, invoice, found, made, why=why, on=on, at=at, archive=archive,
        earlier_date_confirmed=earlier_date_confirmed,
    )  # fmt: skip


def must_not_be_taken_off(session: Session, invoice: Document) -> None:
    """Raise DepositTakenOff where the invoice is a deposit that an issued one takes off."""
    if final := taken_off_by(session, invoice.id):
        raise DepositTakenOff(invoice.number or "", final)


def begin_credit(session: Session, invoice_id: UUID) -> Creditable:
    """Return what of the invoice can be given back, before anything is chosen. Raises CannotCredit, DepositTakenOff."""
    must_not_be_taken_off(session, _standing_invoice(session, invoice_id))
    return creditable(session, invoice_id)


def issue_credit(
    session: Session,
    invoice: Document,
    found: Creditable,
    made: Credited,
    *,
    why: str,
    on: date,
    at: datetime,
    archive: Archive,
    earlier_date_confirmed: bool = False,
) -> IssuedNumber:
    """Issue the credit note with the figures ``made`` and use it for ``invoice``. Raises DateFalls."""
    before = dated_before_credit(session, invoice.id)
    if on < before.on and not earlier_date_confirmed:
        raise _date_falls(session, before, on)
    note = _document(session, invoice, made, why=why, at=at)
    issued = put_out(
        session,
        note,
        lambda number: _body(session, found.invoice, made, number=number, why=why, on=on),
        on=on,
        at=at,
        archive=archive,
    )
    if on < before.on:
        record(session, "issued", at=at, document=note.id, number=issued.number, why=why, earlier_than=before.number)
    else:
        record(session, "issued", at=at, document=note.id, number=issued.number, why=why)
    record(session, "credited", at=at, document=invoice.id, number=issued.number, why=why)
    if (minor := min(balance_of(note), balance_of(invoice))) > 0:
        _allocate(session, note, invoice, minor, at)
    session.flush()
    return issued


def apply_credit(session: Session, credit_id: UUID, invoice_id: UUID, *, minor: int, at: datetime) -> None:
    """Take ``minor`` of the credit note off what the invoice owes. Raises CannotApply."""
    note, invoice = session.get_one(Document, credit_id), session.get_one(Document, invoice_id)
    if why := _why_not_apply(note, invoice, minor):
        raise CannotApply(why)
    _allocate(session, note, invoice, minor, at)
    session.flush()


def undo_credit(session: Session, allocation_id: UUID, *, at: datetime) -> None:
    """Let an invoice owe again what a credit note took off; the credit is free for another. Raises CannotApply."""
    allocation = session.get_one(CreditAllocation, allocation_id)
    invoice = session.get_one(Document, allocation.invoice_id)
    if allocation.undone_at is not None:
        raise CannotApply("it was taken back already")
    if invoice.withdrawn_at is not None:
        raise CannotApply(f"{invoice.number} is withdrawn and owes nothing any more")
    _undo(session, allocation, at)
    session.flush()


def use_own_credits(session: Session, invoice: Document, *, at: datetime) -> None:
    """Use what is left of the invoice's own credit notes for it, the oldest first, as far as it is open."""
    for note in notes_on(session, invoice.id):
        if (minor := min(balance_of(note), balance_of(invoice))) > 0:
            _allocate(session, note, invoice, minor, at)


def release(session: Session, note: Document, *, at: datetime) -> None:
    """Take back every use of a credit note that is voided."""
    live = select(CreditAllocation).where(CreditAllocation.credit_id == note.id, CreditAllocation.undone_at.is_(None))
    for allocation in session.scalars(live).all():
        _undo(session, allocation, at)


# -- uses -------------------------------------------------------------------------------------------------------------


def _why_not_apply(note: Document, invoice: Document, minor: int) -> str:
    if note.kind != "credit" or invoice.kind != "invoice" or note.number is None or invoice.number is None:
        return "a credit note is used for an invoice, and both are issued"
    if note.voided_at or invoice.voided_at or invoice.withdrawn_at:
        return "one of them was taken back"
    if note.customer_id != invoice.customer_id:
        return f"{note.number} and {invoice.number} are of different customers"
    if note.currency != invoice.currency:
        return f"{note.number} is in {note.currency}, {invoice.number} in {invoice.currency}"
    if minor < 1:
        return "the amount must be above 0"
    if minor > balance_of(note):
        return f"less than that is left of {note.number}"
    return f"{invoice.number} owes less than that" if minor > balance_of(invoice) else ""


def _allocate(session: Session, note: Document, invoice: Document, minor: int, at: datetime) -> None:
    session.add(CreditAllocation(credit_id=note.id, invoice_id=invoice.id, amount_minor=minor, at=at))
    _count_again(session, note, invoice, at)
    record(session, "credit.applied", at=at, document=invoice.id, number=note.number or "", minor=minor)
    record(session, "credit.used", at=at, document=note.id, number=invoice.number or "", minor=minor)


def _undo(session: Session, allocation: CreditAllocation, at: datetime) -> None:
    note = session.get_one(Document, allocation.credit_id)
    invoice = session.get_one(Document, allocation.invoice_id)
    allocation.undone_at = at
    _count_again(session, note, invoice, at)
    record(session, "credit.taken_back", at=at, document=invoice.id, number=note.number or "")
    record(session, "credit.freed", at=at, document=note.id, number=invoice.number or "")


def _count_again(session: Session, note: Document, invoice: Document, at: datetime) -> None:
    """Let both documents carry the sum of the uses that count, and the customer's page say it."""
    session.flush()
    used = func.coalesce(func.sum(CreditAllocation.amount_minor), 0)
    live = CreditAllocation.undone_at.is_(None)
    note.credited_minor = session.scalars(select(used).where(CreditAllocation.credit_id == note.id, live)).one()
    invoice.credited_minor = session.scalars(select(used).where(CreditAllocation.invoice_id == invoice.id, live)).one()
    outbox.new_payable(invoice)
    outbox.publish(session, invoice, at=at)


# -- the document -----------------------------------------------------------------------------------------------------


def _standing_invoice(session: Session, invoice_id: UUID) -> Document:
    invoice = session.get_one(Document, invoice_id)
    number = invoice.number or ""
    if invoice.kind != "invoice" or not number:
        raise CannotCredit(number, "only an issued invoice can be")
    if invoice.voided_at or invoice.withdrawn_at:
        raise CannotCredit(number, "it was taken back already")
    return invoice


def _date_falls(session: Session, before: DatedNumber, on: date) -> DateFalls:
    language = session.scalars(select(Office.language)).one()
    newest, today = format_date(before.on, language), format_date(on, language)
    return DateFalls(before.number, newest, today, drafted=False)


def _document(session: Session, invoice: Document, made: Credited, *, why: str, at: datetime) -> Document:
    note = Document(
        kind="credit",
        ordinal=(session.scalar(select(func.max(Document.ordinal))) or 0) + 1,
        customer_id=invoice.customer_id,
        customer_name=invoice.customer_name,
        created_at=at,
        changed_at=at,
        currency=invoice.currency,
        price_mode=invoice.price_mode,
        rounding=invoice.rounding,
        discount_minor=made.discount or None,
        order_reference=invoice.order_reference,
        message=why,
        corrects_id=invoice.id,
        lines=[
            Line(
                position=place,
                title=line.title,
                detail=line.detail,
                quantity=line.quantity,
                unit=line.unit,
                unit_price=line.unit_price,
                discount_percent=line.discount.percent if line.discount else None,
                discount_minor=line.discount.minor if line.discount else None,
                taxes=stored_taxes(line.taxes),
            )
            for place, line in enumerate(made.lines)
        ],
    )
    session.add(note)
    search.index(session, note)
    return note


def _body(
    session: Session, invoice: IssuedDocument, made: Credited, *, number: str, why: str, on: date
) -> IssuedDocument:
    """Return the credit note as issued: to whom the invoice went, in its language, currency and kind of prices."""
    office = session.scalars(select(Office)).one()
    return invoice.model_copy(
        update={
            "kind": "credit",
            "number": number,
            "revision": 1,
            "time_zone": office.time_zone,
            "issued_on": on,
            "due_on": None,
            "valid_until": None,
            "seller": seller(office),
            "lines": made.lines,
            "discount": LineDiscount(minor=made.discount) if made.discount else None,
            "charges": (),
            "cash_step": 0,
            "instalments": (),
            "late_fee": "",
            "message": "",
            "terms": "",
            "bank": (),
            "ways": (),
            "corrects": Reference(number=invoice.number, issued_on=invoice.issued_on),
            "reason": why,
            "fixed": made.fixed,
        }
    )
