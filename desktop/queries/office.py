"""The business as views and programs read it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models import Office
from desktop.queries.rows import OfficeRow


def office_row(session: Session) -> OfficeRow | None:
    """Return the office, or None before the first start was finished."""
    office = session.scalars(select(Office)).one_or_none()
    return OfficeRow(**{name: getattr(office, name) for name in OfficeRow._fields}) if office else None
