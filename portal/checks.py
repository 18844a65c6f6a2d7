"""Automatic checks: plain fetches counted in memory, told once a minute as one number per link.

A person's browser fetches the page too, and shows the person a few seconds later; that fetch is taken out again. So a
fetch waits one round before it is told.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping

Counts = defaultdict[str, Counter[str]]  # by office, then by lookup: one text a link is all that counting keeps


class Checks:
    """Counts by office and lookup; holds no token. For the event loop's thread."""

    def __init__(self) -> None:
        self._fresh = Counts(Counter)
        self._ripe = Counts(Counter)

    def fetched(self, office: str, lookup: str) -> None:
        """Count one fetch by whoever it was."""
        self._fresh[office][lookup] += 1

    def was_a_person(self, office: str, lookup: str) -> None:
        """Take one fetch out again, or the one that follows at once (a download's redirect)."""
        fresh, ripe = self._fresh[office], self._ripe[office]
        (ripe if not fresh[lookup] and ripe[lookup] > 0 else fresh)[lookup] -= 1

    def take_ripe(self) -> dict[str, dict[str, int]]:
        """Return the counts that are a round old, by office; what came since waits for the next round."""
        ripe, self._ripe, self._fresh = self._ripe, self._fresh, Counts(Counter)
        return _told(ripe)

    def take_all(self) -> dict[str, dict[str, int]]:
        """Return every count, by office: the portal stops."""
        everything, fresh = self._ripe, self._fresh
        for office, counts in fresh.items():
            everything[office].update(counts)
        self._ripe, self._fresh = Counts(Counter), Counts(Counter)
        return _told(everything)

    def put_back(self, office: str, counts: Mapping[str, int]) -> None:
        """Keep counts that could not be written for the next round."""
        self._ripe[office].update(counts)


def _told(counts: Counts) -> dict[str, dict[str, int]]:
    return {office: told for office, each in counts.items() if (told := dict(+each))}
