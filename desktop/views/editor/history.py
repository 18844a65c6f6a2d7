"""Undo and redo over whole states of a draft; immutable values share all that did not change."""

from desktop.queries.drafts import DraftValues

_DEPTH = 400
_PAUSE = 1.0


class History:
    """Keys of one wish in one place, without a pause of a second, are one step."""

    def __init__(self, values: DraftValues) -> None:
        self.current = values
        self._past: list[DraftValues] = []
        self._future: list[DraftValues] = []
        self._key = ""
        self._at = 0.0

    @property
    def can_undo(self) -> bool:
        """True when there is a step to take back."""
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        """True when a step was taken back and nothing was done since."""
        return bool(self._future)

    def change(self, values: DraftValues, *, key: str, at: float) -> None:
        """Go on to ``values``; ``key`` names the place that is typed in, empty for a step of its own.

        ``at`` counts seconds of any steady clock.
        """
        together = bool(key) and key == self._key and at - self._at < _PAUSE and self.can_undo
        if not together:
            self._past.append(self.current)
            del self._past[:-_DEPTH]
        self._future.clear()
        self.current, self._key, self._at = values, key, at

    def undo(self) -> None:
        """Take the last step back."""
        if self._past:
            self._future.append(self.current)
            self.current = self._past.pop()
            self._key = ""

    def redo(self) -> None:
        """Do again what was taken back."""
        if self._future:
            self._past.append(self.current)
            self.current = self._future.pop()
            self._key = ""
