"""The fonts of the desktop, built once per text size and kept: setFeature inside paint() would leak."""

import sys
from typing import Literal, NamedTuple

from PySide6.QtCore import QEvent
from PySide6.QtGui import QFont, QFontDatabase, QFontMetrics
from PySide6.QtWidgets import QApplication

FontName = Literal[
    "caption",
    "caption_strong",
    "small",
    "small_medium",
    "small_strong",
    "body",
    "medium",
    "strong",
    "struck",
    "section",
    "customer",
    "title",
    "amount",
]

QWIDGETSIZE_MAX = 16_777_215  # no limit; Qt names it in C++ only
_BODY_PT = 13.0 if sys.platform == "darwin" else 9.75
_WINDOWS_DEFAULT_PT = 9.0
_REGULAR, _MEDIUM, _SEMIBOLD = QFont.Weight.Normal, QFont.Weight.Medium, QFont.Weight.DemiBold


class Fonts(NamedTuple):
    """Tabular figures in all but ``amount``, whose left edge must stand on the margin.

    ``scale`` is 1.0 at the design's body size and carries every height that follows the text.
    """

    scale: float
    caption: QFont
    caption_strong: QFont
    small: QFont
    small_medium: QFont
    small_strong: QFont
    body: QFont
    medium: QFont
    strong: QFont
    struck: QFont
    section: QFont
    customer: QFont
    title: QFont
    amount: QFont

    def named(self, name: FontName) -> QFont:
        """Return the font that widgets and callers know by ``name``."""
        font: QFont = getattr(self, name)
        return font


class _Current:
    fonts: Fonts | None = None


def install(app: QApplication, scale: float = 1.0) -> None:
    """Give ``app`` the body font, ``scale`` (1.0 to 2.0) times the system's size, and rebuild the others from it."""
    body = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    body.setPointSizeF(_system_size(body) * scale)
    if sys.platform == "win32":
        body.setFamilies(["Segoe UI Variable Text", "Segoe UI"])
    elif sys.platform != "darwin" and QFontDatabase.hasFamily("Inter"):
        body.setFamily("Inter")
    _Current.fonts = _built_from(body)
    app.setFont(_Current.fonts.body)
    for widget in app.allWidgets():  # Qt tells windows only; a label with a font of its own hears nothing
        app.sendEvent(widget, QEvent(QEvent.Type.ApplicationFontChange))


def fonts() -> Fonts:
    """Return the fonts in force; before ``install`` they follow the application's own font."""
    if _Current.fonts is None:
        _Current.fonts = _built_from(QApplication.font())
    return _Current.fonts


def scaled(pixels: int) -> int:
    """Return a height or inset of the design, in device-independent pixels, grown with the text."""
    return round(pixels * fonts().scale)


def row_height(pixels: int, *lines: QFont) -> int:
    """Return the design's height, or more where the fonts of its lines need it."""
    needed = sum(QFontMetrics(line).height() for line in lines or (fonts().body,))
    return max(scaled(pixels), needed + 4)


def _system_size(system: QFont) -> float:
    """Return the body size in points: the design's, grown as far as the person's own setting is above the usual one."""
    if sys.platform == "win32":
        return _BODY_PT * max(1.0, system.pointSizeF() / _WINDOWS_DEFAULT_PT)
    return max(_BODY_PT, system.pointSizeF())


def _built_from(body: QFont) -> Fonts:
    if sys.platform != "win32":  # hinted widths hold for one screen density only
        body.setHintingPreference(QFont.HintingPreference.PreferNoHinting)

    def cut(ratio: float, weight: QFont.Weight = _REGULAR, *, tabular: bool = True) -> QFont:
        font = QFont(body)
        font.setPointSizeF(body.pointSizeF() * ratio)
        font.setWeight(weight)
        font.setFeature(QFont.Tag("calt"), 0)  # Inter would write the x between two digits of a link as a times sign
        font.setFeature(QFont.Tag("tnum"), int(tabular))  # said of both: a painter's font inherits what is left open
        return font

    struck = cut(1.0)
    struck.setStrikeOut(True)
    return Fonts(
        scale=body.pointSizeF() / _BODY_PT,
        caption=cut(0.85),
        caption_strong=cut(0.85, _SEMIBOLD),
        small=cut(0.92),
        small_medium=cut(0.92, _MEDIUM),
        small_strong=cut(0.92, _SEMIBOLD),
        body=cut(1.0),
        medium=cut(1.0, _MEDIUM),
        strong=cut(1.0, _SEMIBOLD),
        struck=struck,
        section=cut(1.08, _SEMIBOLD),
        customer=cut(1.15, _SEMIBOLD),
        title=cut(1.54, _SEMIBOLD),
        amount=cut(2.15, _SEMIBOLD, tabular=False),
    )
