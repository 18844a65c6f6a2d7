"""What left with a document, whichever way it went."""

from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from desktop.models import Mail, Text

_WENT = ("sent", "unsure")


def was_sent_before(session: Session, document_id: UUID) -> bool:
    """Tell whether a message with the document has left, by e-mail or as a text, or may have."""
    mail = exists().where(Mail.document_id == document_id, Mail.state.in_(_WENT))
    text = exists().where(Text.document_id == document_id, Text.state.in_(_WENT))
    return session.scalar(select(mail | text)) or False
