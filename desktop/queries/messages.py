"""What left or waits to leave, by e-mail or as a text message, in one list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy.orm import Session

from billing.issued import DocumentKind
from desktop.queries.mails import MailRow, MailState, mail_log
from desktop.queries.texts import TextRow, text_log

Channel = Literal["mail", "text"]
MessageState = Literal["queued", "waits_for_portal", "sending", "sent", "arrived", "failed", "unsure"]
_STATES_OF_MAIL: dict[MessageState, MailState] = {
    "queued": "queued", "waits_for_portal": "waits_for_portal", "sending": "sending", "sent": "sent",
    "failed": "failed", "unsure": "unsure",
}  # fmt: skip
_ALIKE = ("id", "document_id", "document_kind", "customer", "state", "reason", "at", "sent_at", "needs_hand")


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One message: to which addresses or number, how it stands, since when, and why.

    ``number`` is the document's, "" where it is about all of a customer's. ``at`` is when a person sent it off,
    ``sent_at`` when a server took it; ``needs_hand``: only a person can say what happens next.
    """

    channel: Channel
    id: UUID
    document_id: UUID | None
    document_kind: DocumentKind
    customer_id: UUID | None
    kind: str
    number: str
    customer: str
    to: tuple[str, ...]
    state: MessageState
    reason: str
    at: datetime
    sent_at: datetime | None
    needs_hand: bool


def message_log(
    session: Session, *, states: Sequence[MessageState] = (), search: str = "", limit: int = 100
) -> tuple[MessageRow, ...]:
    """Return messages of both ways, newest first; ``states`` () for all, ``search`` a part of an address, a telephone
    number, a document's number or a name.
    """
    of_mail = [_STATES_OF_MAIL[state] for state in states if state in _STATES_OF_MAIL]
    mails = mail_log(session, states=of_mail, search=search, limit=limit) if of_mail or not states else ()
    texts = text_log(session, states=states, search=search, limit=limit)
    rows = [*map(_of_mail, mails), *map(_of_text, texts)]
    return tuple(sorted(rows, key=lambda row: (row.at, row.id), reverse=True)[:limit])


def _of_mail(row: MailRow) -> MessageRow:
    return MessageRow("mail", customer_id=row.customer_id, kind=row.kind, number=row.number, to=row.to, **_alike(row))


def _of_text(row: TextRow) -> MessageRow:
    return MessageRow("text", customer_id=None, kind="document", number=row.document, to=(row.number,), **_alike(row))


def _alike(row: MailRow | TextRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _ALIKE}
