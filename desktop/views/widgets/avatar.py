"""Avatar: a business or a customer as initials on a square."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.views.fonts import fonts, scaled
from desktop.views.paint import CONTROL_RADIUS, draw_rounded
from desktop.views.theme import tokens


def initials(name: str) -> str:
    """Return at most two letters: of the first two words that begin with one ("Alder & Finch" is AF)."""
    letters = [word[0].upper() for word in name.split() if word[0].isalpha()]
    return "".join(letters[:2])


class Avatar(QWidget):
    """Decoration beside a name, so it has no accessible name of its own."""

    def __init__(self, name: str = "", size: int = 30, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._size = size
        self._initials = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_name(name)

    def set_name(self, name: str) -> None:
        """Show the initials of ``name``."""
        self._initials = initials(name)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(scaled(self._size), scaled(self._size))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        square = QRect(0, 0, self.width(), self.height())
        draw_rounded(painter, square, CONTROL_RADIUS + 1, tokens().avatar)
        font = QFont(fonts().strong)
        font.setPixelSize(max(round(self.height() * 0.4), 1))
        painter.setFont(font)
        painter.setPen(tokens().on_avatar)
        painter.drawText(square, Qt.AlignmentFlag.AlignCenter, self._initials)
