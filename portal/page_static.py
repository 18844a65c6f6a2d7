"""The stylesheet, the scripts and the icon: named by their content, so that browsers may keep them for ever."""

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
# A page that takes answers asks for one script as every page does: what is fetched first stands first in it.
_BEFORE = {"answer.js": "portal.js"}


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
    return f"/static/{file.stem}.{sha256(_body(file.name)).hexdigest()[:12]}{file.suffix}"


def _file(name: str) -> StaticFile:
    body = _body(name)
    return StaticFile(body, gzip.compress(body, 9, mtime=0), _TYPES[Path(name).suffix])


def _body(name: str) -> bytes:
    before = _body(_BEFORE[name]) if name in _BEFORE else b""
    return before + (_FOLDER / name).read_bytes()
