"""A link as a QR code, large enough for a phone that is held to the screen."""

from collections.abc import Sequence

import segno
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop.views.fonts import scaled
from desktop.views.paint import CONTROL_RADIUS, draw_rounded
from desktop.views.widgets.label import Label
from desktop.views.widgets.popover import Popover
from desktop.views.words import shortened

_SIDE, _QUIET = 288, 4  # a code needs four modules of white around it
_INK, _PAPER = QColor("#000000"), QColor("#FFFFFF")  # in both schemes: many cameras read no inverted code


class QrPopover(Popover):
    """Opened by the button that shows a code; says what to do with it."""

    def __init__(self, anchor: QWidget, address: str) -> None:
        super().__init__(anchor, self.tr("QR code of the link"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.code = QrCode(address)
        hint = Label(self.tr("Hold a phone’s camera to it. Whoever has the code has the link."), "small", "muted")
        hint.setWordWrap(True)
        hint.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        short = Label(shortened(address), "small")
        short.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column = QVBoxLayout()
        column.setContentsMargins(scaled(16), scaled(16), scaled(16), scaled(12))
        column.setSpacing(scaled(8))
        column.addWidget(self.code, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(short)
        column.addWidget(hint)
        self.body.addLayout(column)


class QrCode(QWidget):
    """Black on white in whole pixels, whatever the scheme."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: Sequence[bytearray] = segno.make(text, error="m", micro=False).matrix
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(self.tr("QR code"))

    @property
    def modules(self) -> int:
        """How many modules one side has, without the white around them."""
        return len(self._rows)

    def sizeHint(self) -> QSize:
        side = self._module * (self.modules + 2 * _QUIET)
        return QSize(side, side)

    @property
    def _module(self) -> int:
        return max(2, scaled(_SIDE) // (self.modules + 2 * _QUIET))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_rounded(painter, self.rect(), CONTROL_RADIUS, _PAPER)
        module = self._module
        start = (self.width() - module * self.modules) // 2
        for y, row in enumerate(self._rows):
            for x, dark in enumerate(row):
                if dark:
                    painter.fillRect(QRect(start + x * module, start + y * module, module, module), _INK)
