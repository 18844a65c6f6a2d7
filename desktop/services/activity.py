"""The record of what happened."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from billing.errors import Refused
from billing.letters import whole_letters
from desktop.models import Activity

LONGEST_REASON = 200


class NoReason(Refused):
    """Why something was taken back, credited or left out is kept with it."""

    def __init__(self) -> None:
        super().__init__("The reason is missing. Nothing was changed. Type why, for whoever asks later.")


def reason(why: str) -> str:
    """Return ``why`` as it is kept. Raises NoReason where nothing was said."""
    if not why.strip():
        raise NoReason
    return whole_letters(why.strip()[:LONGEST_REASON])


def record(
    session: Session,
    kind: str,
    *,
    at: datetime,
    document: UUID | None = None,
    customer: UUID | None = None,
    who: str = "office",
    **data: str | int,
) -> None:
    """Append one activity row in the caller's transaction. ``data`` holds no token and no secret."""
    session.add(Activity(kind=kind, at=at, document_id=document, customer_id=customer, who=who, data=data))
