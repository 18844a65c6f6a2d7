"""Phosphor's glyphs by name, painted at paint time in the colours of the moment."""

from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QIcon, QIconEngine, QPainter, QPainterPath, QPixmap, QRawFont

from desktop.views.theme import tokens

_CODES = {
    "archive-box": 0xF009,
    "arrow-clockwise": 0xF020,
    "arrow-counter-clockwise": 0xF021,
    "arrow-down": 0xF022,
    "arrow-left": 0xF03B,
    "arrow-right": 0xF044,
    "arrow-square-out": 0xF058,
    "arrow-u-up-left": 0xF066,
    "arrow-up": 0xF061,
    "arrows-clockwise": 0xF045,
    "arrows-out-simple": 0xF052,
    "bank": 0xF073,
    "bell": 0xF082,
    "buildings": 0xF0A8,
    "calendar-blank": 0xF0AD,
    "caret-down": 0xF0C2,
    "caret-up": 0xF0C5,
    "chart-bar": 0xF0D2,
    "chat-circle-text": 0xF0DE,
    "check": 0xF0E7,
    "check-circle": 0xF0E8,
    "check-square-offset": 0xF0EB,
    "circle": 0xF0EC,
    "circle-half": 0xF0EE,
    "clock": 0xF0F9,
    "cloud-check": 0xF101,
    "cloud-slash": 0xF106,
    "copy": 0xF114,
    "credit-card": 0xF11A,
    "dots-six-vertical": 0xF144,
    "dots-three": 0xF145,
    "envelope-simple": 0xF156,
    "export": 0xF15A,
    "eraser": 0xF159,
    "eye": 0xF15B,
    "eye-slash": 0xF15E,
    "file-pdf": 0xF16C,
    "file-text": 0xF170,
    "flag": 0xF17C,
    "gear-six": 0xF19C,
    "globe": 0xF1AF,
    "hand-waving": 0xF1C2,
    "hard-drives": 0xF1C4,
    "hash": 0xF1C5,
    "hourglass": 0xF1D0,
    "hourglass-medium": 0xF1D3,
    "house": 0xF1D8,
    "info": 0xF1E0,
    "link-break": 0xF1F4,
    "link-simple": 0xF1F6,
    "magnifying-glass": 0xF20A,
    "minus": 0xF21A,
    "package": 0xF251,
    "paint-brush": 0xF252,
    "paper-plane-tilt": 0xF25C,
    "pencil": 0xF263,
    "percent": 0xF269,
    "plus": 0xF27F,
    "printer": 0xF288,
    "prohibit": 0xF289,
    "qr-code": 0xF292,
    "question": 0xF293,
    "receipt": 0xF29A,
    "robot": 0xF2A3,
    "shield-check": 0xF2B8,
    "sliders-horizontal": 0xF2D0,
    "spinner": 0xF2EA,
    "trash": 0xF334,
    "user": 0xF346,
    "users": 0xF351,
    "wallet": 0xF35B,
    "warning-circle": 0xF35D,
    "wifi-slash": 0xF367,
    "x": 0xF36D,
    "x-circle": 0xF36E,
}
GLYPHS: Final[Mapping[str, int]] = MappingProxyType(_CODES)

_GRID = 256  # Phosphor draws every glyph on a square of 256 units


def icon(name: str) -> QIcon:
    """Return the icon for an action: muted at rest, in the text's colour when chosen, faint when disabled."""
    return QIcon(_GlyphEngine(_known(name)))


def paint_icon(painter: QPainter, rect: QRect | QRectF, name: str, colour: QColor) -> None:
    """Paint the glyph as large as the square in the middle of ``rect`` allows."""
    side = min(rect.width(), rect.height())
    centre = QRectF(rect).center()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(centre.x() - side / 2, centre.y() - side / 2)
    painter.scale(side / _GRID, side / _GRID)
    painter.fillPath(_outline(_known(name)), colour)
    painter.restore()


def font_file() -> Path:
    """Return the Phosphor file of the installed QtAwesome; importing that package would cost a fifth of a second."""
    spec = find_spec("qtawesome")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("QtAwesome is not installed")
    return next(Path(spec.submodule_search_locations[0], "fonts").glob("phosphor-[0-9]*.ttf"))


def _known(name: str) -> str:
    if name not in GLYPHS:
        raise KeyError(name)
    return name


@cache
def _phosphor() -> QRawFont:
    return QRawFont(str(font_file()), _GRID, QFont.HintingPreference.PreferNoHinting)


@cache
def _outline(name: str) -> QPainterPath:
    glyph = _phosphor().glyphIndexesForString(chr(GLYPHS[name]))[0]
    return _phosphor().pathForGlyph(glyph).translated(0, _GRID)  # from the base line to the upper left corner


class _GlyphEngine(QIconEngine):
    """Asks for its colour at every paint, so that a change of scheme needs no reload."""

    _clones: Final[list[QIconEngine]] = []  # Qt owns a clone, yet PySide frees it with its last Python reference

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        paint_icon(painter, rect, self._name, _colour(mode, state))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(QPoint(), size), mode, state)
        painter.end()
        return pixmap

    def clone(self) -> QIconEngine:
        self._clones.append(_GlyphEngine(self._name))
        return self._clones[-1]


def _colour(mode: QIcon.Mode, state: QIcon.State) -> QColor:
    if mode is QIcon.Mode.Disabled:
        return tokens().faint
    chosen = mode in (QIcon.Mode.Active, QIcon.Mode.Selected) or state is QIcon.State.On
    return tokens().text if chosen else tokens().muted
