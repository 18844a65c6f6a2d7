"""The business as views and programs read it."""

from dataclasses import fields

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models import Office
from desktop.queries.rows import OfficeRow


def office_row(session: Session) -> OfficeRow | None:
    """Return the office, or None before the first start was finished."""
    office = session.scalars(select(Office)).one_or_none()
    return OfficeRow(**{each.name: getattr(office, each.name) for each in fields(OfficeRow)}) if office else None
