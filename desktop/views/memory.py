"""What the person arranged on this computer: where the window stands, which columns show. Nothing of the books."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QWidget

HTTP, HTTP_PORT = "assistant/http", "assistant/port"
DEFAULT_PORT = 47_821
_GEOMETRY = "window/geometry"


class Memory:
    """One INI file beside the books; where it cannot be read or written, everything stands as it did the first time."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def place(self, window: QWidget) -> None:
        """Put ``window`` where it was when it was closed, on a screen that there is; its own size the first time."""
        kept = self._file().value(_GEOMETRY)
        if not (isinstance(kept, QByteArray) and window.restoreGeometry(kept)):
            window.resize(window.sizeHint())

    def keep_place(self, window: QWidget) -> None:
        """Remember where ``window`` stands."""
        self._file().setValue(_GEOMETRY, window.saveGeometry())

    def choice(self, name: str) -> bool | None:
        """Return what the person chose, None where nothing was chosen."""
        kept = self._file().value(name)  # a bool until the file is read anew, then a word
        return {"true": True, "false": False}.get(str(kept).lower())

    def keep_choice(self, name: str, *, chosen: bool) -> None:
        """Remember a choice."""
        self._file().setValue(name, chosen)

    def number(self, name: str, default: int) -> int:
        """Return the whole number that the person typed, ``default`` where there is none."""
        kept = str(self._file().value(name, default))
        return int(kept) if kept.isdecimal() and len(kept) < 10 else default

    def keep_number(self, name: str, number: int) -> None:
        """Remember a whole number that is not negative."""
        self._file().setValue(name, number)

    def _file(self) -> QSettings:
        return QSettings(str(self._path), QSettings.Format.IniFormat)
