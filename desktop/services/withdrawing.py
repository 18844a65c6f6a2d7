"""Taking back what was issued: void before anybody has it, withdraw afterwards. Either way the number stays used."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from billing.errors import Refused
from desktop.models import CreditAllocation, Document, Link
from desktop.services import outbox
from desktop.services.activity import record

LONGEST_WHY = 200


class NotIssued(Refused):
    """A draft is thrown away, not taken back."""

    def __init__(self) -> None:
        super().__init__("This is a draft still: it has no number, and nobody has it. Throw it away in the editor.")


class TakenBackAlready(Refused):
    """Once is enough."""

    def __init__(self, number: str) -> None:
        super().__init__(f"{number} is taken back already. Nothing was changed.")


class CannotVoid(Refused):
    """Only what nobody has can be voided."""

    def __init__(self, number: str, why: str) -> None:
        super().__init__(f"{number} cannot be voided: {why}. Nothing was changed. Withdraw it instead.")


class NoReason(Refused):
    """Why something was taken back is kept with it."""

    def __init__(self) -> None:
        super().__init__("The reason is missing. Nothing was changed. Type why, for whoever asks later.")


def void(session: Session, document_id: UUID, *, why: str, at: datetime) -> None:
    """Void a document that was never handed over; its link is withdrawn in the same act.

    Raises NoReason, NotIssued, TakenBackAlready, CannotVoid.
    """
    document = _standing(session, document_id, why)
    if reason := why_not_void(session, document):
        raise CannotVoid(document.number or "", reason)
    document.voided_at = at
    _take_back(session, document, at=at)
    record(session, "voided", at=at, document=document.id, why=why.strip())
    session.flush()


def why_not_void(session: Session, document: Document) -> str:
    """Return why an issued document cannot be voided any more, or "" where it can."""
    if document.handed_over_at is not None:
        return "it was handed over"
    if document.viewed_at is not None:
        return "the customer has seen it"
    if document.settled_minor:
        return "money has arrived for it"
    if _is_credited(session, document):
        return "a credit note stands against it"
    on_page = select(Link.id).where(
        Link.customer_id == document.customer_id, Link.current, Link.ended_as == "", Link.published_at.is_not(None)
    )
    return "the customer sees it on a page of all documents" if session.scalars(on_page).first() else ""


def _standing(session: Session, document_id: UUID, why: str) -> Document:
    if not why.strip():
        raise NoReason
    document = session.get_one(Document, document_id)
    if document.number is None:
        raise NotIssued
    if document.withdrawn_at or document.voided_at:
        raise TakenBackAlready(document.number)
    return document


def _is_credited(session: Session, document: Document) -> bool:
    corrected = select(Document.id).where(Document.corrects_id == document.id, Document.voided_at.is_(None))
    used = select(CreditAllocation.id).where(
        or_(CreditAllocation.invoice_id == document.id, CreditAllocation.credit_id == document.id),
        CreditAllocation.undone_at.is_(None),
    )
    return session.scalars(corrected).first() is not None or session.scalars(used).first() is not None


def _take_back(session: Session, document: Document, *, at: datetime) -> None:
    """Let all its links say withdrawn, those that only the portal still knows included."""
    outbox.new_payable(document)
    outbox.publish(session, document, at=at)
    outbox.queue_withdraw(session, document, at=at)
