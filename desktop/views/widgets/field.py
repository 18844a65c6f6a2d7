"""Fields for one line of text: native where the system draws its own, ours on Fusion."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.views.fonts import row_height, scaled
from desktop.views.icons import icon, paint_icon
from desktop.views.paint import CONTROL_RADIUS, draw_focus, draw_rounded
from desktop.views.theme import drawn_by_fusion, tokens

_HEIGHT, _INSET, _ICON = 32, 10, 16


class Field(QLineEdit):
    """``name`` is what it asks for, for screen readers; a label beside it belongs to the caller."""

    def __init__(self, name: str, glyph: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._glyph = glyph
        self.setAccessibleName(name)
        if drawn_by_fusion():
            self._clear_ground()
        elif glyph:
            self.addAction(icon(glyph), QLineEdit.ActionPosition.LeadingPosition)

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(hint.width(), row_height(_HEIGHT)) if drawn_by_fusion() else hint

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(hint.width(), row_height(_HEIGHT)) if drawn_by_fusion() else hint

    def paintEvent(self, event: QPaintEvent) -> None:
        if drawn_by_fusion():
            painter = QPainter(self)
            self._paint_frame(painter)
            painter.end()
        super().paintEvent(event)

    def _clear_ground(self) -> None:
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        self.setPalette(palette)
        self.setFrame(False)
        start = scaled(_INSET) + (scaled(_ICON) + scaled(_INSET) if self._glyph else 0) - 2  # Qt adds 2 of its own
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        self.setTextMargins(scaled(_INSET) if mirrored else start, 0, start if mirrored else scaled(_INSET), 0)

    def _paint_frame(self, painter: QPainter) -> None:
        colours = tokens()
        settled = self.isReadOnly() or not self.isEnabled()
        draw_rounded(painter, self.rect(), CONTROL_RADIUS, colours.alt if settled else colours.raised, colours.line2)
        if self.hasFocus():
            draw_focus(painter, self.rect())
        elif not settled:
            painter.setClipRect(0, self.height() - 2, self.width(), 2)
            draw_rounded(painter, self.rect(), CONTROL_RADIUS, None, colours.edge)
            painter.setClipping(False)
        if self._glyph:
            side = scaled(_ICON)
            x = scaled(_INSET)
            if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
                x = self.width() - x - side
            paint_icon(painter, QRect(x, (self.height() - side) // 2, side, side), self._glyph, colours.muted)


class LinkField(Field):
    """Shows a link to read and copy, never to change; entering it selects all of it."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent=parent)
        self.setReadOnly(True)

    def set_link(self, url: str) -> None:
        """Show ``url`` from its beginning."""
        self.setText(url)
        self.setCursorPosition(0)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.selectAll()
