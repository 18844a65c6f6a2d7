"""When the books were last copied, kept in the books themselves."""

from datetime import datetime

from sqlalchemy.orm import Session

from desktop.services.activity import record


def note_backup(session: Session, name: str, *, at: datetime) -> None:
    """Remember that a verified copy was written to the file called ``name`` (no folder: paths tell of people)."""
    record(session, "backed_up", at=at, name=name)
