"""How often a key may call: 60 calls a minute with 20 at once, 10 writes a minute."""

import math
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from uuid import UUID

from billing.errors import Refused

CALLS_A_MINUTE, CALLS_AT_ONCE, WRITES_A_MINUTE = 60, 20, 10


class TooOften(Refused):
    """The key has used up what it may for now; ``seconds`` is when one more call fits."""

    def __init__(self, sentence: str, seconds: int) -> None:
        super().__init__(sentence.format(seconds=seconds))
        self.seconds = seconds


@dataclass(slots=True)
class _Bucket:
    """Holds at most ``room``; ``a_second`` flow in, each call takes one."""

    room: float
    a_second: float
    level: float
    at: datetime

    def wait(self, now: datetime) -> int:
        """Return the whole seconds until one more call fits, 0 where it does now."""
        passed = max(0.0, (now - self.at).total_seconds())  # a clock that was set back fills nothing
        self.level, self.at = min(self.room, self.level + passed * self.a_second), now
        return 0 if self.level >= 1 else math.ceil((1 - self.level) / self.a_second)

    def take(self) -> None:
        self.level -= 1


class Limits:
    """Counts in memory, per key; a start begins anew. Callable from any thread."""

    def __init__(self) -> None:
        self._buckets: dict[tuple[UUID, str], _Bucket] = {}
        self._lock = Lock()

    def take_call(self, key_id: UUID, now: datetime) -> None:
        """Count one call of any kind at ``now``. Raises TooOften, and then counts nothing."""
        self._take(
            (key_id, "calls"), CALLS_AT_ONCE, CALLS_A_MINUTE, now,
            f"This key has made {CALLS_AT_ONCE} calls at once; it may make {CALLS_A_MINUTE} a minute. "
            "Nothing was done. Call again in {seconds} s.",
        )  # fmt: skip

    def take_write(self, key_id: UUID, now: datetime) -> None:
        """Count one call at ``now`` that changes or proposes something. Raises TooOften, and then counts nothing."""
        self._take(
            (key_id, "writes"), WRITES_A_MINUTE, WRITES_A_MINUTE, now,
            f"This key may change something {WRITES_A_MINUTE} times a minute. "
            "Nothing was done. Call again in {seconds} s; reading goes on meanwhile.",
        )  # fmt: skip

    def _take(self, which: tuple[UUID, str], room: int, a_minute: int, now: datetime, sentence: str) -> None:
        with self._lock:
            bucket = self._buckets.setdefault(which, _Bucket(room, a_minute / 60, room, now))
            if seconds := bucket.wait(now):
                raise TooOften(sentence, seconds)
            bucket.take()
