"""What the portal reports of payments: hints, kept until Stripe itself was read; nothing is booked by them.

The portal tells in the clear, so that whoever holds its store could write such a report. It names a payment to look at
and no more.
"""

import re
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing.money import CURRENCIES, MAX_MINOR
from billing.wire import EventBody, EventRow
from desktop.models import Document, OnlineCharge
from desktop.services.activity import record

KINDS = frozenset(
    f"payment.{name}" for name in ("started", "processing", "succeeded", "failed", "abandoned", "refunded", "disputed")
)
_TOLD = frozenset(("payment.started", "payment.failed", "payment.abandoned"))  # these come to no money
_INTENT = re.compile(r"pi_[A-Za-z0-9_]{1,200}")
_WORD = re.compile(r"[^a-z0-9_]+")


def reported(session: Session, row: EventRow, body: EventBody) -> None:
    """Keep a report: the payment is to be read at Stripe, and attempts that came to nothing are told in the story."""
    document = _document(session, body)
    if row.kind in _TOLD and document is not None:
        told, why = _minor(body), _reason(body)
        currency = _currency(body)
        record(session, row.kind, at=row.at, document=document, who="customer", why=why, minor=told, currency=currency)
    intent = str(body.data.get("intent", ""))
    if _INTENT.fullmatch(intent):
        _look_at(session, row, body, intent, document)


def _look_at(session: Session, row: EventRow, body: EventBody, intent: str, document: UUID | None) -> None:
    known = session.scalars(select(OnlineCharge).where(OnlineCharge.intent == intent)).one_or_none()
    if known is None:
        known = OnlineCharge(
            intent=intent,
            document_id=document,
            doc=body.doc or "",
            minor=_minor(body),
            currency=_currency(body),
            reported_at=row.at,
        )
        session.add(known)
    known.waits, known.problem = True, ""
    known.sequence = row.sequence if known.sequence is None else min(known.sequence, row.sequence)
    session.flush()


def _document(session: Session, body: EventBody) -> UUID | None:
    if body.doc is None:
        return None
    return session.scalars(select(Document.id).where(Document.doc == body.doc)).one_or_none()


def _minor(body: EventBody) -> int:
    told = body.data.get("minor")
    return told if isinstance(told, int) and 0 <= told <= MAX_MINOR else 0


def _currency(body: EventBody) -> str:
    told = str(body.data.get("currency", "")).upper()
    return told if told in CURRENCIES else ""


def _reason(body: EventBody) -> str:
    """Return Stripe's word for why an attempt failed, as words: ``insufficient funds``."""
    return _WORD.sub("_", str(body.data.get("code", "")).lower())[:60].replace("_", " ").strip()
