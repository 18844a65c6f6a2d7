"""An example of the office's paper, drawn by what draws the real ones."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.views.fonts import scaled
from desktop.views.theme import tokens

_WIDTH, _MARGIN = 420, 16
_TALLEST = 1.42  # height to width of a sheet; the widget keeps its size whichever is chosen


class PaperExample(QWidget):
    """Shows the first page of a PDF on a mat."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Example of a paper"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._page = QImage()

    @property
    def page(self) -> QImage:
        """The page that is shown."""
        return self._page

    def show_pdf(self, pdf: bytes) -> None:
        """Show another paper."""
        from PySide6.QtPdf import QPdfDocument  # loaded when the first example is shown

        document = QPdfDocument(self)
        buffer = QBuffer(document)
        buffer.setData(QByteArray(pdf))
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        document.load(buffer)
        points = document.pagePointSize(0)
        ratio = self.devicePixelRatioF()
        width = round(scaled(_WIDTH) * ratio)
        self._page = document.render(0, QSize(width, round(width * points.height() / points.width())))
        self._page.setDevicePixelRatio(ratio)
        document.close()
        document.deleteLater()
        self.update()

    def sizeHint(self) -> QSize:
        width = scaled(_WIDTH)
        return QSize(width + 2 * scaled(_MARGIN), round(width * _TALLEST) + 2 * scaled(_MARGIN))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), tokens().mat)
        size = self._page.deviceIndependentSize().toSize()
        sheet = QRect((self.width() - size.width()) // 2, scaled(_MARGIN), size.width(), size.height())
        painter.fillRect(sheet, Qt.GlobalColor.white)
        painter.drawImage(sheet.topLeft(), self._page)
