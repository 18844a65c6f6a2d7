"""The books as the exchange sees them: two lanes and the PDFs, handed in; no engine, no entity."""

from contextlib import AbstractContextManager
from typing import Protocol

from sqlalchemy.orm import Session


class Lanes(Protocol):
    """One transaction at a time to write in, one consistent state to read from."""

    def write(self) -> AbstractContextManager[Session]: ...

    def read(self) -> AbstractContextManager[Session]: ...


class Papers(Protocol):
    """Where the archived PDFs are read from, by SHA-256; raises Unavailable."""

    def read(self, sha256: str) -> bytes: ...
