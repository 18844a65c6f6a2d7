"""The record of what happened."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from desktop.models import Activity


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
