"""Automatic checks: plain fetches counted in memory, told once a minute as one number per link.

A person's browser fetches the page too, and shows the person a few seconds later; that fetch is taken out again. So a
fetch waits one round before it is told.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping

Link = tuple[str, str]


class Checks:
    """Counts by (office, lookup); holds no token. For the event loop's thread."""

    def __init__(self) -> None:
        self._fresh: Counter[Link] = Counter()
        self._ripe: Counter[Link] = Counter()

    def fetched(self, office: str, lookup: str) -> None:
        """Count one fetch by whoever it was."""
        self._fresh[office, lookup] += 1

    def was_a_person(self, office: str, lookup: str) -> None:
        """Take one fetch out again, or the one that follows at once (a download's redirect)."""
        generation = self._ripe if not self._fresh[office, lookup] and self._ripe[office, lookup] > 0 else self._fresh
        generation[office, lookup] -= 1

    def take_ripe(self) -> dict[str, dict[str, int]]:
        """Return the counts that are a round old, by office; what came since waits for the next round."""
        ripe, self._ripe, self._fresh = self._ripe, self._fresh, Counter()
        return _by_office(ripe)

    def take_all(self) -> dict[str, dict[str, int]]:
        """Return every count, by office: the portal stops."""
        everything = self._ripe + self._fresh
        self._ripe, self._fresh = Counter(), Counter()
        return _by_office(everything)

    def put_back(self, office: str, counts: Mapping[str, int]) -> None:
        """Keep counts that could not be written for the next round."""
        for lookup, count in counts.items():
            self._ripe[office, lookup] += count


def _by_office(counts: Counter[Link]) -> dict[str, dict[str, int]]:
    offices: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for (office, lookup), count in counts.items():
        if count > 0:
            offices[office][lookup] = count
    return dict(offices)
