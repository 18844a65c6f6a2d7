"""Amount: one large sum with its currency small behind it."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.views.fonts import FontName, fonts, scaled
from desktop.views.icons import paint_icon
from desktop.views.paint import by_keyboard, draw_focus, text_width
from desktop.views.theme import tokens

_GAP, _MARK = 8, 14


class Amount(QWidget):
    """Never a bare number: the currency belongs to it. Digits stand before the code in every script.

    One that was told to ``invite`` presses says so with a mark behind it; ``asked`` follows each press.
    """

    asked = Signal()

    def __init__(
        self, digits: str = "", currency: str = "", font: FontName = "amount", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._font: FontName = font
        self._digits = self._currency = ""
        self._invites = self._ring = False
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.show_amount(digits, currency)

    def show_amount(self, digits: str, currency: str) -> None:
        """Show another sum; ``digits`` are already in the person's number format."""
        self._digits, self._currency = digits, currency
        self.setAccessibleName(f"{digits} {currency}")
        self.updateGeometry()
        self.update()

    def invite(self, why: str) -> None:
        """Take presses and the focus from now on; ``why`` says what comes of it."""
        self._invites = True
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(why)
        self.updateGeometry()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if (
            self._invites
            and event.button() is Qt.MouseButton.LeftButton
            and self.rect().contains(event.position().toPoint())
        ):
            self.asked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        pressed = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if self._invites and pressed and not event.modifiers():
            self.asked.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ring = by_keyboard(event)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._ring = False
        super().focusOutEvent(event)

    def sizeHint(self) -> QSize:
        font = fonts().named(self._font)
        width = text_width(self._digits, font) + scaled(_GAP) + text_width(self._currency, self._code_font)
        mark = scaled(_GAP) + scaled(_MARK) if self._invites else 0
        return QSize(width + mark, round(QFontMetrics(font).capHeight() * 1.6))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # else a minus would stand behind its digits
        font = fonts().named(self._font)
        metrics = QFontMetrics(font)
        x = 0 if self.layoutDirection() is Qt.LayoutDirection.LeftToRight else self.width() - self.sizeHint().width()
        baseline = (self.height() + metrics.capHeight()) // 2
        bearing = metrics.leftBearing(self._digits[0]) if self._digits else 0
        painter.setFont(font)
        painter.setPen(tokens().text)
        painter.drawText(QPoint(x - bearing, baseline), self._digits)
        painter.setFont(self._code_font)
        painter.setPen(tokens().muted)
        code = x + text_width(self._digits, font) + scaled(_GAP)
        painter.drawText(QPoint(code, baseline), self._currency)
        if self._invites:
            self._paint_mark(painter, code + text_width(self._currency, self._code_font) + scaled(_GAP), baseline)

    def _paint_mark(self, painter: QPainter, x: int, baseline: int) -> None:
        side = scaled(_MARK)
        middle = baseline - QFontMetrics(self._code_font).capHeight() // 2
        lit = self.underMouse() or self.hasFocus()
        mark = QRect(x, middle - side // 2, side, side)
        paint_icon(painter, mark, "question", tokens().text if lit else tokens().faint)
        if self._ring:
            draw_focus(painter, mark.adjusted(-4, -4, 4, 4))

    @property
    def _code_font(self) -> QFont:
        return fonts().medium
