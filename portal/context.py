"""What every route of one portal shares."""

from dataclasses import dataclass, field
from pathlib import Path

from portal.bell import Bell
from portal.checks import Checks
from portal.database import Database, sqlite_url
from portal.faces import Faces
from portal.instants import Clock, utc_now
from portal.keys import PortalKeys
from portal.opening import Opener
from portal.payments.syncing import Till
from portal.sheets import Sheets
from portal.throttle import Throttle


@dataclass(frozen=True, slots=True)
class Settings:
    """One portal. ``data`` holds ``portal.key``, and ``portal.db`` unless ``database`` is a URL of its own.

    Seconds: how often automatic checks are told, how often the store is swept, how soon a long poll looks for what
    another process wrote, how often it is looked whether a list of Stripe's is due. ``stripe`` is another address of
    Stripe's API, for practice.
    """

    data: Path
    database: str = field(default="", repr=False)
    practice: bool = False
    clock: Clock = utc_now
    flush_seconds: float = 60.0
    sweep_seconds: float = 3_600.0
    poll_seconds: float = 1.0
    stripe_seconds: float = 5.0
    stripe: str = field(default="", repr=False)

    @property
    def store_file(self) -> Path:
        """The SQLite file in ``data``."""
        return self.data / "portal.db"

    @property
    def checkout_host(self) -> str:
        """Where Stripe's hosted pages are, as an origin."""
        return self.stripe or "https://checkout.stripe.com"

    @property
    def store_url(self) -> str:
        """Where the store is."""
        return self.database or sqlite_url(self.store_file)


@dataclass(frozen=True, slots=True)
class Portal:
    """The parts, put together by ``portal.app.make_app``."""

    settings: Settings
    database: Database
    keys: PortalKeys
    faces: Faces
    opener: Opener
    sheets: Sheets
    till: Till
    checks: Checks = field(default_factory=Checks)
    throttle: Throttle = field(default_factory=Throttle)
    bell: Bell = field(default_factory=Bell)

    @property
    def clock(self) -> Clock:
        """The portal's clock, which decides."""
        return self.settings.clock
