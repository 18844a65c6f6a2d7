"""Who may pay online, and how much at once: the office's rules and an invoice's own."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from billing.errors import Refused
from billing.money import MAX_MINOR
from desktop.models import Document, Office
from desktop.models.document import OWED
from desktop.services import outbox


class NoSuchPart(Refused):
    """The least that a part may be is an amount of the office's currency."""

    def __init__(self) -> None:
        super().__init__(
            "The smallest part is an amount of 0 or more. It stays as it was. Type an amount such as 50.00."
        )


@dataclass(frozen=True, slots=True)
class PayRules:
    """What holds for every invoice that says nothing else; ``part_minor`` in minor units of the office's currency."""

    online: bool = True
    parts: bool = False
    part_minor: int = 0


@dataclass(frozen=True, slots=True)
class OwnPaying:
    """An invoice's own rules; None where the office's holds."""

    online: bool | None = None
    parts: bool | None = None


def change_pay_rules(session: Session, rules: PayRules, *, at: datetime) -> None:
    """Change the office's rules; the page of every open invoice follows. Raises NoSuchPart."""
    if not 0 <= rules.part_minor <= MAX_MINOR:
        raise NoSuchPart
    office = session.scalars(select(Office)).one()
    before = PayRules(office.pay_online, office.pay_parts, office.pay_part_minor)
    if before == rules:
        return
    office.pay_online, office.pay_parts, office.pay_part_minor = rules.online, rules.parts, rules.part_minor
    session.flush()
    publish_open_invoices(session, at=at)


def set_own_paying(session: Session, invoice_id: UUID, own: OwnPaying, *, at: datetime) -> None:
    """Give one invoice rules of its own, or the office's again; its page follows."""
    invoice = session.get_one(Document, invoice_id)
    invoice.pays_online, invoice.pays_parts = own.online, own.parts
    if invoice.number is not None:
        outbox.new_payable(invoice)
        outbox.publish(session, invoice, at=at)


def publish_open_invoices(session: Session, *, at: datetime) -> None:
    """Let the page of every invoice with something open follow what is allowed now."""
    for invoice in session.scalars(select(Document).where(text(OWED))):
        outbox.new_payable(invoice)
        outbox.publish(session, invoice, at=at)
