"""A link's life: which state holds now. Precedence: replaced/revoked > withdrawn > settled > expired > live."""

from typing import Protocol

from billing.wire import KEPT_DAYS, LinkState
from portal.instants import DAY

EXPIRED_WRAPS_DAYS = 30


class LinkFacts(Protocol):
    """What decides a link's state; instants in microseconds of portal time."""

    @property
    def state(self) -> str: ...
    @property
    def expires_at(self) -> int: ...
    @property
    def ended_as(self) -> str | None: ...
    @property
    def withdrawn_at(self) -> int | None: ...


def link_state(link: LinkFacts, now: int, settled_days: int) -> LinkState:
    """Return the state at ``now``; a settled link stays open as a record ``settled_days`` past its expiry."""
    if link.ended_as is not None:
        return "replaced" if link.ended_as == "replaced" else "revoked"
    if link.withdrawn_at is not None:
        return "withdrawn"
    if link.state == "settled" and now < link.expires_at + settled_days * DAY:
        return "settled"
    return "live" if now < link.expires_at and link.state == "open" else "expired"


def forgotten_before(now: int) -> int:
    """Return the instant before which an ended link, an event or an answer is forgotten."""
    return now - KEPT_DAYS * DAY
