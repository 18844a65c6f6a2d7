"""When the books were last copied."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models import Activity


@dataclass(frozen=True, slots=True)
class BackupRow:
    """The last verified copy: when it was made, and its file's name."""

    at: datetime
    name: str


def last_backup(session: Session) -> BackupRow | None:
    """Return the newest copy that was made from these books, or None."""
    copies = select(Activity).where(Activity.kind == "backed_up").order_by(Activity.at.desc(), Activity.id.desc())
    row = session.scalars(copies.limit(1)).one_or_none()
    return BackupRow(row.at, str(row.data.get("name", ""))) if row is not None else None
