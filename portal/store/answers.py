"""Answers to operations: done, missing, refused."""

from datetime import datetime

from billing.errors import Refused
from billing.wire import Answer, RefusalCode


class RefusedOperation(Refused):
    """A rule said no to one operation of a batch; it changed nothing and the others go on."""

    def __init__(
        self,
        code: RefusalCode,
        sentence: str,
        *,
        current: int | None = None,
        sequence: int | None = None,
        expires_at: datetime | None = None,
    ) -> None:
        super().__init__(sentence)
        self.code = code
        self.current = current
        self.sequence = sequence
        self.expires_at = expires_at

    def answer(self, operation: str) -> Answer:
        """Return the refusal as the answer to ``operation``."""
        return Answer(
            id=operation,
            result="refused",
            code=self.code,
            sentence=str(self),
            current=self.current,
            sequence=self.sequence,
            expires_at=self.expires_at,
        )


def done(operation: str, *, expires_at: datetime | None = None) -> Answer:
    """Return the answer to an operation that holds now."""
    return Answer(id=operation, result="done", expires_at=expires_at)


def missing(operation: str, contents: tuple[str, ...]) -> Answer:
    """Return the answer to an operation that waits for contents; nothing was changed."""
    return Answer(id=operation, result="missing", missing=contents)
