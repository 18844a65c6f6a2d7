"""A sentence that a count changes."""

from collections.abc import Callable
from dataclasses import dataclass


def one_or_other(count: int) -> int:
    """Return which form English takes: the first for one, the second for everything else, zero too."""
    return 0 if count == 1 else 1


@dataclass(frozen=True, slots=True)
class Plural:
    """A sentence in as many forms as its language has; ``{count}`` is the number, other braces are facts.

    ``which`` is the language's own rule (gettext's ``Plural-Forms``): the index of the form for a count.
    """

    forms: tuple[str, ...]
    which: Callable[[int], int] = one_or_other

    def form(self, count: int) -> str:
        """Return the form for ``count`` with its braces still open, for a page that fills in markup."""
        return self.forms[self.which(count)]

    def of(self, count: int, **facts: str) -> str:
        """Return the form for ``count`` with its facts filled in."""
        return self.form(count).format(count=count, **facts)
