"""Light: the dot beside a state's word; the word says the same, so the dot has no name of its own."""

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.views.fonts import scaled
from desktop.views.paint import draw_dot
from desktop.views.theme import Tone, tokens


class Light(QWidget):
    """Shows one tone at a time."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone = Tone.NEUTRAL
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_tone(self, tone: Tone) -> None:
        """Show another tone."""
        self._tone = tone
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(scaled(10), scaled(20))

    def paintEvent(self, _event: QPaintEvent) -> None:
        square = QRect(0, 0, scaled(10), self.height())
        draw_dot(QPainter(self), square, scaled(8), tokens().tones[self._tone].dot)
