"""The books as the exchange sees them: two lanes handed in, no engine, no entity."""

from contextlib import AbstractContextManager
from typing import Protocol

from sqlalchemy.orm import Session


class Lanes(Protocol):
    """One transaction at a time to write in, one consistent state to read from."""

    def write(self) -> AbstractContextManager[Session]: ...

    def read(self) -> AbstractContextManager[Session]: ...
