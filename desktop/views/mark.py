"""The mark: a counterfoil with its tear-off line, drawn by code at any size."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPixmap

from desktop.views.theme import tokens

_WIDTH, _HEIGHT = 24.0, 19.0  # the grid the mark is drawn on
_TEAR, _NOTCH, _CORNER = 16.0, 2.7, 4.5
_ICON_SIZES = (16, 20, 24, 32, 48, 64, 128, 256)


def paint_mark(painter: QPainter, rect: QRect | QRectF, colour: QColor) -> None:
    """Paint the mark as large as ``rect`` allows, in its middle."""
    unit = min(rect.width() / _WIDTH, rect.height() / _HEIGHT)
    centre = QRectF(rect).center()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(centre.x() - unit * _WIDTH / 2, centre.y() - unit * _HEIGHT / 2)
    painter.scale(unit, unit)
    painter.fillPath(_outline(), colour)
    painter.restore()


def mark_icon() -> QIcon:
    """Return the icon of the windows and of the tray, in the accent of the moment."""
    drawn = QIcon()
    for size in _ICON_SIZES:
        pixmap = QPixmap(size, size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        paint_mark(painter, pixmap.rect(), tokens().accent)
        painter.end()
        drawn.addPixmap(pixmap)
    return drawn


def _outline() -> QPainterPath:
    path = _card()
    path.setFillRule(Qt.FillRule.OddEvenFill)  # what lies inside the card is a hole
    for y in (5.5, 9.5, 13.5):
        path.addEllipse(QRectF(_TEAR - 1.1, y - 1.1, 2.2, 2.2))
    path.addRoundedRect(QRectF(4, 6.4, 8, 2.1), 1.05, 1.05)
    path.addRoundedRect(QRectF(4, 11, 5.4, 2.1), 1.05, 1.05)
    return path


def _card() -> QPainterPath:
    """Return the card as one line: its four corners, and a notch above and below the tear-off line."""
    right, low, turn = _WIDTH - 2 * _CORNER, _HEIGHT - 2 * _CORNER, 2 * _CORNER
    notch = QRectF(_TEAR - _NOTCH, -_NOTCH, 2 * _NOTCH, 2 * _NOTCH)
    path = QPainterPath()
    path.arcMoveTo(QRectF(0, 0, turn, turn), 180)
    path.arcTo(QRectF(0, 0, turn, turn), 180, -90)
    path.arcTo(notch, 180, 180)
    path.arcTo(QRectF(right, 0, turn, turn), 90, -90)
    path.arcTo(QRectF(right, low, turn, turn), 0, -90)
    path.arcTo(notch.translated(0, _HEIGHT), 0, 180)
    path.arcTo(QRectF(0, low, turn, turn), 270, -90)
    path.closeSubpath()
    return path
