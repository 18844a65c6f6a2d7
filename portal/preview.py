"""The office's own look at a page: a mark in the address, then a cookie for one hour and one link. Never counted."""

import hashlib
import hmac
from datetime import datetime, timedelta

from billing.links import Keys

COOKIE = "counterfoil_preview"
HOUR = 3_600


def preview_cookie(keys: Keys, now: datetime) -> str:
    """Return what lets this browser look for an hour: its end as UNIX seconds, and a code only the link's key makes."""
    ends = str(int((now + timedelta(seconds=HOUR)).timestamp()))
    return f"{ends}.{_code(keys, ends)}"


def is_preview_cookie(keys: Keys, cookie: str, now: datetime) -> bool:
    """Tell whether ``cookie`` was given out for this very link within the hour."""
    ends, _, code = cookie.partition(".")
    if not (ends.isascii() and ends.isdigit() and len(ends) <= 12):
        return False
    left = int(ends) - now.timestamp()
    return hmac.compare_digest(code.encode(), _code(keys, ends).encode()) and 0 < left <= HOUR


def _code(keys: Keys, ends: str) -> str:
    return hmac.new(keys.preview, f"cookie|{ends}".encode(), hashlib.sha256).hexdigest()[:32]
