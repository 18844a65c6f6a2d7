"""What the portal holds for an office, page by page, for the repair after a restore."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from billing.wire import Manifest, ManifestRow, OfficeCopy, OfficeProfile, SeriesRow
from portal.instants import instant, micros
from portal.life import link_state
from portal.store.links import LINK
from portal.tables import link, series

PAGE = 200


def manifest_page(connection: Connection, office_row: Row[Any], *, after: str, now: datetime) -> Manifest:
    """Return the links behind ``after`` (a lookup, "" for the first page), dead ones too; series on the first page."""
    settled_days = OfficeProfile.model_validate_json(office_row.profile).settled_days
    rows = connection.execute(
        LINK.where(link.c.office == office_row.id, link.c.lookup > after).order_by(link.c.lookup).limit(PAGE + 1)
    ).all()
    shown = rows[:PAGE]
    return Manifest(
        links=tuple(_row(row, settled_days, micros(now)) for row in shown),
        series=() if after else tuple(_series(connection, office_row.id)),
        next=shown[-1].lookup if len(rows) > PAGE else None,
    )


def _row(row: Row[Any], settled_days: int, now: int) -> ManifestRow:
    return ManifestRow(
        lookup=row.lookup,
        kind=row.kind,
        doc=row.doc,
        version=row.version,
        digest=row.digest,
        state=link_state(row, now, settled_days),
        expires_at=instant(row.expires_at),
        office_copy=None if row.office_copy is None else OfficeCopy(blob=row.office_copy),
    )


def _series(connection: Connection, office_id: str) -> Sequence[SeriesRow]:
    rows = connection.execute(select(series).where(series.c.office == office_id).order_by(series.c.id))
    return [SeriesRow(series=row.id, version=row.version, office_copy=OfficeCopy(blob=row.office_copy)) for row in rows]
