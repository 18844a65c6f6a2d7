"""Writing off: what of an invoice the office lets go, be it a cent, a bank's fee or a debt that nobody pays."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from desktop.models import Document, WriteOff
from desktop.models.payment import WriteOffKind
from desktop.queries.balance import balance_of
from desktop.services import crediting
from desktop.services.activity import reason, record
from desktop.services.payments.counting import count_invoice
from desktop.services.payments.refusals import (
    CannotUndo,
    CannotWriteOff,
    in_words,
    must_owe_what_was_seen,
    why_not_standing,
)


def write_off(
    session: Session,
    invoice_id: UUID,
    *,
    minor: int,
    kind: WriteOffKind,
    why: str,
    on: date,
    at: datetime,
    seen_minor: int | None = None,
) -> UUID:
    """Let ``minor`` of what the invoice owes go, on the office's date ``on``; its tax stays as it is.

    ``seen_minor`` is the balance that the person saw. Raises NoReason, CannotWriteOff, BalanceChanged.
    """
    why = reason(why)
    invoice = session.get_one(Document, invoice_id)
    if obstacle := why_not_standing(invoice):
        raise CannotWriteOff(obstacle)
    must_owe_what_was_seen(session, invoice, seen_minor)
    if minor < 1:
        raise CannotWriteOff("the amount must be above 0")
    if minor > (owed := balance_of(invoice)):
        raise CannotWriteOff(f"{invoice.number} owes {in_words(session, max(owed, 0), invoice.currency)}")
    row = WriteOff(invoice_id=invoice.id, amount_minor=minor, kind=kind, reason=why, on=on, at=at)
    session.add(row)
    count_invoice(session, invoice, at=at)
    record(session, "written_off", at=at, document=invoice.id, minor=minor, why=why)
    session.flush()
    return row.id


def undo_write_off(session: Session, write_off_id: UUID, *, why: str, at: datetime) -> None:
    """Let the invoice owe again what was let go, less what its own credit notes have left.

    Raises NoReason, CannotUndo.
    """
    why = reason(why)
    row = session.get_one(WriteOff, write_off_id)
    if row.undone_at is not None:
        raise CannotUndo("it was undone already")
    row.undone_at, row.undone_because = at, why
    invoice = session.get_one(Document, row.invoice_id)
    count_invoice(session, invoice, at=at)
    record(session, "write_off.undone", at=at, document=invoice.id, minor=row.amount_minor, why=why)
    crediting.use_own_credits(session, invoice, at=at)
    session.flush()
