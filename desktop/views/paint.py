"""Strokes that every own widget shares: text, rounded frames, focus ring, shadow, all mirrored for right-to-left."""

from math import ceil
from unicodedata import bidirectional

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFocusEvent, QFont, QFontMetrics, QFontMetricsF, QPainter, QPen
from PySide6.QtGui import Qt as Markup

from desktop.views.theme import tokens

CARD_RADIUS = 8
CONTROL_RADIUS = 6
SHADOW = 16  # room that a floating frame leaves around itself for its shadow


def never_markup(words: str) -> str:
    """Return ``words`` for a tooltip, which would take what looks like markup in a customer's name for it."""
    return Markup.convertFromPlainText(words) if Markup.mightBeRichText(words) else words


class Pieces:
    """Hands out pieces of a rectangle from its start or its end; the right edge is the start in right-to-left."""

    def __init__(self, rect: QRect, direction: Qt.LayoutDirection) -> None:
        self._whole = QRect(rect)
        self._left = QRect(rect)
        self._direction = direction

    def take(self, width: int) -> QRect:
        """Return the next ``width`` pixels at the start."""
        piece = QRect(self._left.left(), self._left.top(), width, self._left.height())
        self._left.setLeft(self._left.left() + width)
        return self._visual(piece)

    def take_end(self, width: int) -> QRect:
        """Return the next ``width`` pixels at the end."""
        piece = QRect(self._left.right() + 1 - width, self._left.top(), width, self._left.height())
        self._left.setRight(self._left.right() - width)
        return self._visual(piece)

    @property
    def rest(self) -> QRect:
        """What nobody took yet."""
        return self._visual(self._left)

    def _visual(self, piece: QRect) -> QRect:
        """What QStyle.visualRect returns; but the first mention of QStyle costs a tenth of the first paint."""
        if self._direction is Qt.LayoutDirection.RightToLeft:
            return piece.translated(self._whole.left() + self._whole.right() - piece.left() - piece.right(), 0)
        return QRect(piece)


def draw_text(painter: QPainter, rect: QRect, words: str, font: QFont, colour: QColor, *, end: bool = False) -> None:
    """Draw one line in the middle of the height, at the start or the end of ``rect``; what is too long ends in "…"."""
    shown = words
    if text_width(words, font) > rect.width():
        shown = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, rect.width())
    mirrored = painter.layoutDirection() is Qt.LayoutDirection.RightToLeft
    side = Qt.AlignmentFlag.AlignRight if end != mirrored else Qt.AlignmentFlag.AlignLeft
    painter.setFont(font)
    painter.setPen(colour)
    flags = side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
    painter.drawText(rect, int(flags) | int(Qt.TextFlag.TextSingleLine) | _own_direction(words), shown)


def _own_direction(words: str) -> int:
    """A name keeps its own direction in a mirrored window: "Kōgyō K.K." does not become ".Kōgyō K.K"."""
    strong = next((kind for kind in map(bidirectional, words) if kind in ("L", "R", "AL")), "L")
    return int(Qt.TextFlag.TextForceLeftToRight if strong == "L" else Qt.TextFlag.TextForceRightToLeft)


def text_width(words: str, font: QFont) -> int:
    """Return the width that ``draw_text`` needs to show all of ``words``."""
    return ceil(QFontMetricsF(font).horizontalAdvance(words))


def draw_rounded(
    painter: QPainter,
    rect: QRect | QRectF,
    radius: float,
    fill: QColor | None,
    border: QColor | None = None,
    width: float = 1.0,
) -> None:
    """Draw a rounded frame whose border lies inside ``rect``."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(border, width) if border is not None else Qt.PenStyle.NoPen)
    inset = width / 2 if border is not None else 0.0
    painter.drawRoundedRect(QRectF(rect).adjusted(inset, inset, -inset, -inset), radius - inset, radius - inset)
    painter.restore()


def draw_dot(painter: QPainter, rect: QRect | QRectF, diameter: float, colour: QColor) -> None:
    """Draw a filled dot in the middle of ``rect``."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    centre = QRectF(rect).center()
    painter.drawEllipse(QPointF(centre.x(), centre.y()), diameter / 2, diameter / 2)
    painter.restore()


def draw_focus(painter: QPainter, rect: QRect, radius: float = CONTROL_RADIUS) -> None:
    """Draw the focus ring: 2 px of accent inside ``rect``."""
    draw_rounded(painter, rect, radius, None, tokens().accent, 2.0)


def draw_shadow(painter: QPainter, frame: QRect, radius: float = CARD_RADIUS) -> None:
    """Draw the soft shadow below what floats; ``frame`` needs ``SHADOW`` px of room on every side."""
    strength, rings = (9 if tokens().dark else 4), 12
    for ring in range(rings, 0, -1):
        spread = (SHADOW - 4) * (ring / rings) ** 2  # dense at the frame, thin where it ends
        grown = QRectF(frame).adjusted(-spread, -spread + 4, spread, spread + 4)
        draw_rounded(painter, grown, radius + spread, QColor(0, 0, 0, strength))


def by_keyboard(event: QFocusEvent) -> bool:
    """Tell whether focus came in a way that needs the ring: a click shows by itself where it landed."""
    return event.reason() is not Qt.FocusReason.MouseFocusReason
