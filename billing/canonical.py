"""One spelling per value: the bytes that are hashed, chained and sealed."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """A value that travels: unchangeable, and nothing unnamed gets in. Its errors do not say what stood there."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


def canonical(value: BaseModel | Mapping[str, Any]) -> bytes:
    """Return the one UTF-8 spelling of ``value``: sorted keys, no blanks, decimals and dates as strings."""
    plain = value.model_dump(mode="json") if isinstance(value, BaseModel) else value
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def sha256(*parts: bytes) -> str:
    """Return the lower-case hex SHA-256 of ``parts`` joined by ``|``."""
    return hashlib.sha256(b"|".join(parts)).hexdigest()
