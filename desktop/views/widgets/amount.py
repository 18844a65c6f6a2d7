"""Amount: one large sum with its currency small behind it."""

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.views.fonts import FontName, fonts, scaled
from desktop.views.paint import text_width
from desktop.views.theme import tokens

_GAP = 8


class Amount(QWidget):
    """Never a bare number: the currency belongs to it. Digits stand before the code in every script."""

    def __init__(
        self, digits: str = "", currency: str = "", font: FontName = "amount", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._font: FontName = font
        self._digits = self._currency = ""
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.show_amount(digits, currency)

    def show_amount(self, digits: str, currency: str) -> None:
        """Show another sum; ``digits`` are already in the person's number format."""
        self._digits, self._currency = digits, currency
        self.setAccessibleName(f"{digits} {currency}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        font = fonts().named(self._font)
        width = text_width(self._digits, font) + scaled(_GAP) + text_width(self._currency, self._code_font)
        return QSize(width, round(QFontMetrics(font).capHeight() * 1.6))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
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
        painter.drawText(QPoint(x + text_width(self._digits, font) + scaled(_GAP), baseline), self._currency)

    @property
    def _code_font(self) -> QFont:
        return fonts().medium
