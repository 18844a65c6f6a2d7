"""Each office's public face, kept until its ``rev`` moves."""

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import bindparam, select

from billing.wire import OfficeProfile
from portal.database import Database
from portal.tables import office, provider

MAX_LOGO = 64 * 1024
_PNG = b"\x89PNG\r\n\x1a\n"
_KEPT = 1_000
_FACE = (
    select(office.c.rev, office.c.profile, provider.c.trouble, provider.c.removed_at)
    .join(provider, provider.c.office == office.c.id, isouter=True)
    .where(office.c.id == bindparam("office"))
)


@dataclass(frozen=True, slots=True)
class Face:
    """What every page of an office shows, and the office's calendar; ``takes_payments`` while Stripe takes its key."""

    office: str
    rev: int
    profile: OfficeProfile
    zone: ZoneInfo
    logo_url: str | None
    takes_payments: bool

    def today(self, now: datetime) -> date:
        """Return the office's calendar date at ``now``."""
        return now.astimezone(self.zone).date()


class Faces:
    """Reads profiles by the held connection. For the event loop's thread."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: dict[str, Face] = {}

    def face(self, office_id: str, rev: int | None = None) -> Face | None:
        """Return the office's face as of ``rev`` or newer (None: as it is now), or None where there is no office."""
        kept = self._kept.get(office_id)
        if kept is not None and kept.rev == rev:
            return kept
        rows = self._database.rows(_FACE, {"office": office_id})
        if not rows:
            return None
        if len(self._kept) >= _KEPT:
            self._kept.clear()
        takes_payments = rows[0].trouble == "" and rows[0].removed_at is None
        face = self._kept[office_id] = _face(office_id, rows[0].rev, rows[0].profile, takes_payments=takes_payments)
        return face


def _face(office_id: str, rev: int, text: str, *, takes_payments: bool) -> Face:
    profile = OfficeProfile.model_validate_json(text)
    logo = profile.brand.logo
    shown = logo.startswith(_PNG) and len(logo) <= MAX_LOGO
    url = f"/logo/{office_id}/{sha256(logo).hexdigest()[:16]}.png" if shown else None
    return Face(office_id, rev, profile, _zone(profile.time_zone), url, takes_payments)


def _zone(name: str) -> ZoneInfo:
    """A zone that only the desktop's newer list knows must not take the pages down."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")
