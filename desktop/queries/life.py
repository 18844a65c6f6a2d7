"""What can still be done with a document, and why not: credited, voided, withdrawn, used."""

from typing import Literal
from uuid import UUID

from sqlalchemy import and_, func, or_, select, text
from sqlalchemy.orm import Session

from desktop.models import Allocation, CreditAllocation, Document, Link, Mail, Payment, Text
from desktop.models.payment import UNAPPLIED
from desktop.queries.balance import balance_of
from desktop.queries.credits import counterparts, notes_on
from desktop.queries.deposits import deducting, given_back_because

LifeAct = Literal["credit", "void", "withdraw", "apply", "pay", "use_payment"]


def life_acts(session: Session, document: Document) -> frozenset[LifeAct]:
    """Return what a person may do with the document now; a draft and what was taken back have none of it."""
    if document.number is None or document.voided_at or document.withdrawn_at:
        return frozenset()
    acts: set[LifeAct] = set()
    if creditable_minor(session, document) > 0:
        acts.add("credit")
    if not why_not_void(session, document):
        acts.add("void")
    elif document.kind != "credit":
        acts.add("withdraw")
    if document.kind != "quote" and balance_of(document) > 0 and counterparts(session, document.id):
        acts.add("apply")
    if document.kind == "invoice" and balance_of(document) > 0:
        acts.add("pay")
        if _has_left(session, document):
            acts.add("use_payment")
    return frozenset(acts)


def why_not_void(session: Session, document: Document) -> str:
    """Return why an issued document cannot be voided any more, or "" where it can."""
    if given := _was_given(session, document):
        return given
    if has_money(session, document.id):
        return "money has arrived for it"
    if document.written_off_minor:
        return "something of it was written off"
    if document.kind == "invoice" and _is_credited(session, document.id):
        return "a credit note stands against it"
    if document.kind == "invoice" and (final := deducting(session, document.id)) is not None and final.number:
        return f"{final.number} takes this deposit off"
    if document.kind == "credit" and (number := _withdrawn_by(session, document)):
        return f"{number}, which it corrects or is used for, is withdrawn"
    if document.kind == "credit" and (number := given_back_because(session, document)):
        return f"deposit invoice {number} was credited since, and would be given back twice"
    if document.kind == "credit" and (number := _seen_on(session, document)):
        return f"the customer has seen it on the page of {number}"
    shown = and_(Link.current, Link.ended_as == "", Link.published_at.is_not(None))
    on_page = select(Link.id).where(
        Link.customer_id == document.customer_id, or_(shown, Link.viewed_at >= document.issued_at)
    )
    return "the customer sees it on a page of all documents" if session.scalars(on_page).first() else ""


def _was_given(session: Session, document: Document) -> str:
    """Return how the customer has the document, or may have it in a moment."""
    if document.handed_over_at is not None:
        return "it was handed over"
    if document.viewed_at is not None:
        return "the customer has seen it"
    leaving = select(Mail.id).where(Mail.document_id == document.id, Mail.state == "sending")
    texting = select(Text.id).where(Text.document_id == document.id, Text.state == "sending")
    is_leaving = session.scalars(leaving).first() or session.scalars(texting).first()
    return "a message with it is just being handed in" if is_leaving else ""


def has_money(session: Session, invoice_id: UUID) -> bool:
    """Tell whether money stands with the invoice, all of it refunded or not."""
    standing = select(Allocation.id).where(Allocation.invoice_id == invoice_id, Allocation.undone_at.is_(None))
    return session.scalars(standing).first() is not None


def creditable_minor(session: Session, document: Document) -> int:
    """Return what of an invoice no credit note has given back yet, in minor units; 0 for anything else."""
    if document.kind != "invoice" or document.number is None:
        return 0
    given = select(func.coalesce(func.sum(Document.total_minor), 0))
    credited = session.scalars(given.where(Document.corrects_id == document.id, Document.voided_at.is_(None))).one()
    return document.total_minor - credited


def unused_minor(session: Session, document: Document) -> int:
    """Return what of an invoice's own credit notes is used for nothing and fits what it owes, in minor units."""
    if document.kind != "invoice" or document.number is None:
        return 0
    return max(min(sum(map(balance_of, notes_on(session, document.id))), balance_of(document)), 0)


def _has_left(session: Session, invoice: Document) -> bool:
    """Tell whether money of the invoice's customer is left that could pay it."""
    left = select(Payment.id).where(
        text(UNAPPLIED), Payment.customer_id == invoice.customer_id, Payment.currency == invoice.currency
    )
    return session.scalars(left.limit(1)).first() is not None


def _is_credited(session: Session, invoice_id: UUID) -> bool:
    corrected = select(Document.id).where(Document.corrects_id == invoice_id, Document.voided_at.is_(None))
    used = select(CreditAllocation.id).where(
        CreditAllocation.invoice_id == invoice_id, CreditAllocation.undone_at.is_(None)
    )
    return session.scalars(corrected).first() is not None or session.scalars(used).first() is not None


def _seen_on(session: Session, note: Document) -> str:
    """Return the number of an invoice whose page was viewed after it said what this credit note takes off, or ""."""
    seen = (
        select(Document.number)
        .join(CreditAllocation, CreditAllocation.invoice_id == Document.id)
        .join(Link, Link.document_id == Document.id)
        .where(CreditAllocation.credit_id == note.id, Link.viewed_at >= CreditAllocation.at)
    )
    return session.scalars(seen).first() or ""


def _withdrawn_by(session: Session, note: Document) -> str:
    """Return the number of a withdrawn invoice that would owe again without this credit note, or ""."""
    used = select(CreditAllocation.invoice_id).where(
        CreditAllocation.credit_id == note.id, CreditAllocation.undone_at.is_(None)
    )
    withdrawn = select(Document.number).where(
        Document.withdrawn_at.is_not(None), or_(Document.id == note.corrects_id, Document.id.in_(used))
    )
    return session.scalars(withdrawn).first() or ""
