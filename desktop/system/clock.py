"""What time it is, asked in one place."""

from datetime import UTC, date, datetime


def now() -> datetime:
    """Return the current UTC instant by this computer's clock."""
    return datetime.now(UTC)


def today(time_zone: str, at: datetime) -> date:
    """Return the calendar date in ``time_zone`` at the instant ``at``."""
    from zoneinfo import ZoneInfo  # after the first paint

    return at.astimezone(ZoneInfo(time_zone)).date()
