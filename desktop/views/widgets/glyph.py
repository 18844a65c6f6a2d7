"""Glyph: an icon beside words, in their colour; decoration, so it has no name of its own."""

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.views.fonts import fonts, row_height, scaled
from desktop.views.icons import paint_icon
from desktop.views.widgets.label import Ink, ink_colour


class Glyph(QWidget):
    """As high as a line of text, so that it stands beside the first line of a paragraph."""

    def __init__(self, name: str, ink: Ink = "muted", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._ink: Ink = ink
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_glyph(self, name: str, ink: Ink) -> None:
        """Show another icon."""
        self._name, self._ink = name, ink
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(scaled(18), row_height(18, fonts().body))

    def paintEvent(self, _event: QPaintEvent) -> None:
        side = scaled(16)
        square = QRect((self.width() - side) // 2, (self.height() - side) // 2, side, side)
        paint_icon(QPainter(self), square, self._name, ink_colour(self._ink))
