"""Taking back what was issued: void before anybody has it, withdraw afterwards. Either way the number stays used."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from billing.crediting import credit, everything_left
from billing.errors import Refused
from desktop.archive import Archive
from desktop.models import Document
from desktop.queries.balance import balance_of
from desktop.queries.credits import creditable, credits_on, notes_on, uses_elsewhere, uses_of
from desktop.queries.deposits import deducting
from desktop.queries.life import why_not_void
from desktop.services import crediting, outbox
from desktop.services.activity import reason, record
from desktop.services.deducting import take_out
from desktop.services.drafts import unconvert
from desktop.services.issuing import IssuedNumber
from desktop.services.payments.applying import release_money


class NotIssued(Refused):
    """A draft is thrown away, not taken back."""

    def __init__(self) -> None:
        super().__init__("This is a draft still: it has no number, and nobody has it. Throw it away in the editor.")


class TakenBackAlready(Refused):
    """Once is enough."""

    def __init__(self, number: str) -> None:
        super().__init__(f"{number} is taken back already. Nothing was changed.")


class CannotVoid(Refused):
    """Only what nobody has can be voided; what can be withdrawn instead is, which a credit note cannot."""

    def __init__(self, number: str, why: str, *, withdrawable: bool) -> None:
        instead = " Withdraw it instead." if withdrawable else ""
        super().__init__(f"{number} cannot be voided: {why}. Nothing was changed.{instead}")


class CannotWithdraw(Refused):
    """A credit note stands, and what nobody has is voided."""

    def __init__(self, why: str) -> None:
        super().__init__(f"{why} Nothing was changed.")


def void(session: Session, document_id: UUID, *, why: str, at: datetime) -> None:
    """Void a document that was never handed over; its link is withdrawn in the same act.

    A credit note lets go of every invoice that it was used for. Raises NoReason, NotIssued, TakenBackAlready,
    CannotVoid.
    """
    why = reason(why)
    document = _standing(session, document_id)
    if obstacle := why_not_void(session, document):
        raise CannotVoid(document.number or "", obstacle, withdrawable=document.kind != "credit")
    document.voided_at = at
    take_out(session, document, at=at)
    if document.kind == "credit":
        crediting.release(session, document, at=at)
    _take_back(session, document, at=at)
    record(session, "voided", at=at, document=document.id, why=why)
    session.flush()


def withdraw(
    session: Session,
    document_id: UUID,
    *,
    why: str,
    on: date,
    at: datetime,
    archive: Archive,
    earlier_date_confirmed: bool = False,
) -> IssuedNumber | None:
    """Withdraw a document that was handed over; an invoice gets a credit note over all that is left of it.

    What is unused of its earlier credit notes is used for it first, so that it owes nothing afterwards. Money that
    arrived for it becomes the customer's credit, and what was written off of it counts no more.
    ``on`` and ``earlier_date_confirmed`` are those of giving a credit. Returns the credit note, or None where there was
    nothing to credit.
    Raises NoReason, NotIssued, TakenBackAlready, CannotWithdraw, and all that giving a credit raises.
    """
    why = reason(why)
    document = _standing(session, document_id)
    if document.kind == "credit":
        raise CannotWithdraw("A credit note cannot be withdrawn. Write an invoice over its amount instead.")
    if not why_not_void(session, document):
        raise CannotWithdraw(f"Nobody has {document.number} yet, so there is nothing to withdraw. Void it instead.")
    final = deducting(session, document.id)
    if final is not None and final.number is not None:
        raise CannotWithdraw(f"{final.number} takes this deposit off. Withdraw that one first.")
    note = None
    if document.kind == "invoice":
        note = _credit_in_full(
            session, document, why=why, on=on, at=at, archive=archive, earlier_date_confirmed=earlier_date_confirmed
        )
    document.withdrawn_at = at
    take_out(session, document, at=at)
    _take_back(session, document, at=at)
    record(session, "withdrawn", at=at, document=document.id, why=why)
    session.flush()
    return note


def _credit_in_full(
    session: Session,
    invoice: Document,
    *,
    why: str,
    on: date,
    at: datetime,
    archive: Archive,
    earlier_date_confirmed: bool,
) -> IssuedNumber | None:
    if invoice.total_minor < 0:
        raise CannotWithdraw("This invoice gives money back, and credit notes do so too. Write an invoice over it.")
    release_money(session, invoice, keep=_needed(session, invoice), why=why, at=at)
    crediting.use_own_credits(session, invoice, at=at)
    _must_owe_nothing_after(session, invoice)
    found = creditable(session, invoice.id)
    wishes = everything_left(found.invoice, found.earlier)
    if not wishes:
        return None
    made = credit(found.invoice, found.earlier, wishes)
    return crediting.issue_credit(
        session, invoice, found, made, why=why, on=on, at=at, archive=archive,
        earlier_date_confirmed=earlier_date_confirmed,
    )  # fmt: skip


def _needed(session: Session, invoice: Document) -> int:
    """Return the money that must stay: what its own credit notes take off others, less what others take off it."""
    own = {note.id for note in notes_on(session, invoice.id)}
    elsewhere = sum(
        row.applied_minor for note in own for row in uses_of(session, note) if row.document_id != invoice.id
    )
    others = sum(row.applied_minor for row in credits_on(session, invoice.id) if row.document_id not in own)
    return max(elsewhere - others, 0)


def _must_owe_nothing_after(session: Session, invoice: Document) -> None:
    """Refuse where the invoice would go on owing what one of its credit notes takes off another invoice."""
    given = sum(note.payable_minor for note in notes_on(session, invoice.id))
    if balance_of(invoice) <= invoice.payable_minor - given:
        return
    note, other = uses_elsewhere(session, invoice.id)[0]
    raise CannotWithdraw(
        f"{note} corrects {invoice.number} but is used for {other}, so {invoice.number} would go on owing that. "
        f"Take back what {note} takes off {other} first, or use another credit for {invoice.number}."
    )


def _standing(session: Session, document_id: UUID) -> Document:
    document = session.get_one(Document, document_id)
    if document.number is None:
        raise NotIssued
    if document.withdrawn_at or document.voided_at:
        raise TakenBackAlready(document.number)
    return document


def _take_back(session: Session, document: Document, *, at: datetime) -> None:
    """Let its quote stand as before, and all its links say withdrawn, those that only the portal knows included."""
    unconvert(session, document)
    outbox.new_payable(document)
    outbox.publish(session, document, at=at)
    outbox.queue_withdraw(session, document, at=at)
