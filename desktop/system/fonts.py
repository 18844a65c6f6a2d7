"""Fonts of this computer for scripts that Counterfoil ships no font for: found by name, checked, read."""

import os
import struct
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_TRUETYPE = (b"\x00\x01\x00\x00", b"true")
_COLLECTION = b"ttcf"
_RESTRICTED, _NO_SUBSET, _BITMAP_ONLY = 0x0002, 0x0100, 0x0200  # OS/2 fsType


@dataclass(frozen=True, slots=True)
class Candidate:
    """A font by the names of its files; ``language`` is the one whose shapes of shared characters it draws."""

    regular: str
    bold: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class FoundFont:
    """A font that may be embedded, as the bytes of its files; ``bold`` is the regular where there is no other."""

    regular: bytes
    bold: bytes


CANDIDATES = (
    # Windows
    Candidate("YuGothM.ttc", "YuGothB.ttc", "ja"),
    Candidate("malgun.ttf", "malgunbd.ttf", "ko"),
    Candidate("msjh.ttc", "msjhbd.ttc", "zh-TW"),
    Candidate("msyh.ttc", "msyhbd.ttc", "zh"),
    Candidate("sylfaen.ttf"),
    Candidate("seguisym.ttf"),
    # macOS
    Candidate("STHeiti Light.ttc", "STHeiti Medium.ttc", "zh"),
    Candidate("Arial Unicode.ttf"),
    # Linux
    Candidate("TakaoPGothic.ttf", language="ja"),
    Candidate("NanumGothic.ttf", "NanumGothicBold.ttf", "ko"),
    Candidate("wqy-zenhei.ttc", language="zh"),
    Candidate("DroidSansFallbackFull.ttf"),
    Candidate("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"),
)


def font_folders() -> tuple[Path, ...]:
    """Return where this system keeps its fonts."""
    home = Path.home()
    if sys.platform == "win32":
        local = Path(os.environ.get("LOCALAPPDATA", home / "AppData" / "Local"))
        return (Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts", local / "Microsoft" / "Windows" / "Fonts")
    if sys.platform == "darwin":
        return (Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library" / "Fonts")
    return (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), home / ".local" / "share" / "fonts")


def find_fonts(language: str, folders: Iterable[Path]) -> Iterator[FoundFont]:
    """Yield the fonts of ``folders`` that may be embedded, each read when asked for; those of ``language`` first."""
    files = _files(folders)
    for candidate in sorted(CANDIDATES, key=lambda each: not _is_for(each, language)):
        regular, bold = (_read(files.get(name.lower())) for name in (candidate.regular, candidate.bold))
        if regular is not None:
            yield FoundFont(regular, bold or regular)


def _is_for(candidate: Candidate, language: str) -> bool:
    return bool(candidate.language) and (
        language == candidate.language or language.partition("-")[0] == candidate.language
    )


def _files(folders: Iterable[Path]) -> dict[str, Path]:
    """Return the files below ``folders`` by their names in small letters; a folder that cannot be read has none."""
    found: dict[str, Path] = {}
    for folder in folders:
        for place, _, names in os.walk(folder):
            for name in names:
                found.setdefault(name.lower(), Path(place) / name)
    return found


@lru_cache(maxsize=16)
def _read(path: Path | None) -> bytes | None:
    """Return the bytes of a font that may be embedded; None where there is no such file, or it may not."""
    if path is None:
        return None
    try:
        data = path.read_bytes()
        return data if may_embed(data) else None
    except (OSError, struct.error):
        return None


def may_embed(data: bytes) -> bool:
    """Tell whether a font has TrueType outlines and its maker allows to embed a part of it."""
    tables = _tables(data)
    if "glyf" not in tables or "OS/2" not in tables:
        return False
    (permissions,) = struct.unpack_from(">H", data, tables["OS/2"] + 8)
    return not permissions & (_RESTRICTED | _NO_SUBSET | _BITMAP_ONLY)


def _tables(data: bytes) -> dict[str, int]:
    """Return where the tables of a font begin; of a collection, those of its first font."""
    start = struct.unpack_from(">L", data, 12)[0] if data[:4] == _COLLECTION else 0
    if data[start : start + 4] not in _TRUETYPE:
        return {}
    (count,) = struct.unpack_from(">H", data, start + 4)
    records = (struct.unpack_from(">4s4xL", data, start + 12 + 16 * index) for index in range(count))
    return {tag.decode("latin-1"): offset for tag, offset in records}
