"""Many documents at once: each its own message to its own customer, and those that are not ready named."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing.errors import Refused
from billing.mailing.addresses import read_addresses
from billing.mailing.text import MailKind
from desktop.models import Document
from desktop.services.links import NOT_ISSUED
from desktop.services.mailing.drafting import MailDraft, check_size, draft_mail
from desktop.services.mailing.queueing import MailWish

MOST = 200
OTHER_ADDRESS = "It went to another address before. Send it by itself: there you say whether the old link ends."
NO_SERVER = "No mail server is set up. Settings, E-mail takes two minutes."


@dataclass(frozen=True, slots=True)
class OfMany:
    """One document of several; ``why_not`` is "" where its message, ``draft``, can be sent as it is."""

    id: UUID
    number: str
    customer: str
    draft: MailDraft | None
    why_not: str


def draft_many(
    session: Session,
    ordinals: Sequence[int],
    *,
    today: date,
    now: datetime,
    kind: MailKind = "document",
    with_pdf: bool = True,
) -> tuple[OfMany, ...]:
    """Return the documents of these ordinals, in their order, the first 200 of them, each with the message that sends
    it or reminds of it.
    """
    chosen = ordinals[:MOST]
    found = {row.ordinal: row for row in session.scalars(select(Document).where(Document.ordinal.in_(chosen)))}

    def one(document: Document) -> OfMany:
        number, customer = document.number or "", document.customer_name
        if document.number is None:
            return OfMany(document.id, number, customer, None, NOT_ISSUED)
        draft = draft_mail(session, document.id, today=today, now=now, kind=kind)
        return OfMany(document.id, number, customer, draft, _why_not(draft, with_pdf=with_pdf))

    return tuple(one(found[ordinal]) for ordinal in chosen if ordinal in found)


def wish_of(draft: MailDraft, *, with_pdf: bool) -> MailWish:
    """Return the message of ``draft`` as it is."""
    return MailWish(draft.to, draft.look.subject, draft.look.body, with_pdf, draft.customer_id, kind=draft.what)


def _why_not(draft: MailDraft, *, with_pdf: bool) -> str:
    if not draft.sender:
        return NO_SERVER
    if draft.missing:
        return " ".join(draft.missing)
    try:
        to = read_addresses(draft.to)
        if draft.sent_to and not set(to) & set(draft.sent_to):
            return OTHER_ADDRESS
        check_size(draft, with_pdf=with_pdf)
    except Refused as refused:
        return str(refused)
    return ""
