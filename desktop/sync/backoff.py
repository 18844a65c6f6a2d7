"""How long to wait before trying again: doubling from 1 s to 5 min, with jitter, or as the portal wishes."""

import random

_FIRST, _LONGEST = 1.0, 300.0


class Backoff:
    """The waits of one task until something works."""

    def __init__(self) -> None:
        self._next = _FIRST

    def wait(self, wish: float | None = None) -> float:
        """Return the seconds to wait now; a portal's ``wish`` is honoured up to 5 minutes."""
        step, self._next = self._next, min(self._next * 2, _LONGEST)
        jittered = step * random.uniform(0.75, 1.25)  # noqa: S311 - spreads load, guards nothing
        return min(max(jittered, wish or 0.0), _LONGEST)
