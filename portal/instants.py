"""Instants: aware UTC datetimes in the code, microseconds since 1970 in the store; the clock is handed in."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]
SECOND = 1_000_000
DAY = 86_400 * SECOND
_START = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def utc_now() -> datetime:
    """Return what this computer's clock shows."""
    return datetime.now(UTC)


def micros(at: datetime) -> int:
    """Return ``at`` (aware) as microseconds since 1970."""
    return (at - _START) // _MICROSECOND


def instant(at: int) -> datetime:
    """Return microseconds since 1970 as an aware UTC datetime."""
    return _START + timedelta(microseconds=at)
