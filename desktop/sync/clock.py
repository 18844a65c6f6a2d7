"""How far the portal's clock is from this computer's."""

from collections.abc import Callable
from datetime import datetime, timedelta

Clock = Callable[[], datetime]
WORTH_SHOWING = timedelta(minutes=2)
_WORTH_KEEPING_MS = 500


def offset_ms(portal_time: datetime, asked: datetime, answered: datetime) -> int:
    """Return portal clock minus ours in milliseconds, taking the answer as made half-way."""
    return round((portal_time - (asked + (answered - asked) / 2)) / timedelta(milliseconds=1))


def has_moved(known_ms: int, seen_ms: int) -> bool:
    """Tell whether the difference changed by more than the noise of a network."""
    return abs(known_ms - seen_ms) > _WORTH_KEEPING_MS
