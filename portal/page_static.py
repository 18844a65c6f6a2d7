"""The stylesheet, the script and the icon: named by their content, so that browsers may keep them for ever."""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

_FOLDER = Path(__file__).parent / "static"
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True)
class StaticFile:
    """One file as it is sent: plain, gzipped, and what it is."""

    body: bytes
    gzipped: bytes
    content_type: str


@cache
def static_files() -> Mapping[str, StaticFile]:
    """Return every file by its URL path, ``/static/<name>.<hash><suffix>``; another content has another path."""
    return MappingProxyType({path: _file(name) for name, path in _paths().items()})


def static_path(name: str) -> str:
    """Return the URL path of the file called ``name``. Raises KeyError."""
    return _paths()[name]


@cache
def _paths() -> dict[str, str]:
    return {file.name: _path(file) for file in sorted(_FOLDER.iterdir()) if file.suffix in _TYPES}


def _path(file: Path) -> str:
    return f"/static/{file.stem}.{sha256(file.read_bytes()).hexdigest()[:12]}{file.suffix}"


def _file(name: str) -> StaticFile:
    file = _FOLDER / name
    body = file.read_bytes()
    return StaticFile(body, gzip.compress(body, 9, mtime=0), _TYPES[file.suffix])
