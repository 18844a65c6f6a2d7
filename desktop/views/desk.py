"""What every view works with: the runner, the exchange, the clock, and the doors that the program hands in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from desktop.system.clock import today
from desktop.views.threads import Runner, SyncThread

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from desktop.queries.rows import OfficeRow
    from desktop.services.connection import PortalFound
    from desktop.services.issuing import IssuedNumber
    from desktop.views.threads import Session


@dataclass
class Desk:
    """Handed to every view; only ``office`` changes, when a person changes it in Settings. Callables marked
    *blocking* run on the runner's lanes only.

    ``pdf`` (blocking) reads an archived PDF by SHA-256; ``issue`` is a write op that issues a draft; ``test_portal``
    (blocking) asks an address with a key (None: the stored one) who answers; ``store_key`` (blocking) keeps the key in
    the keychain; ``backup`` (blocking) writes a verified copy of the books.
    """

    runner: Runner
    sync: SyncThread
    office: OfficeRow
    now: Callable[[], datetime]
    pdf: Callable[[str], bytes]
    issue: Callable[[Session, UUID], IssuedNumber]
    test_portal: Callable[[str, str | None], PortalFound]
    store_key: Callable[[str], None]
    backup: Callable[[Path], None]

    def today(self) -> date:
        """Return today's calendar date in the office's time zone."""
        return today(self.office.time_zone, self.now())
