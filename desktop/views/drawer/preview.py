"""The page as the customer gets it: the archived PDF, drawn on a mat, zoomable."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMargins, Qt
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.views.fonts import scaled
from desktop.views.theme import tokens
from desktop.views.widgets.buttons import IconButton, Kind
from desktop.views.widgets.label import Label
from desktop.views.widgets.surface import Card

_STEPS = (0.5, 0.75, 1.0, 1.5, 2.0, 3.0)


class Preview(QWidget):
    """Shows one PDF; zoom 1 is the width of the column."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("The page as the customer gets it"))
        self._step = _STEPS.index(1.0)
        self._document = QPdfDocument(self)
        self._view = self._new_view()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self._view)
        self._zoom = self._build_zoom()

    def show_pdf(self, pdf: bytes) -> None:
        """Show ``pdf``, or nothing for empty bytes."""
        last, self._document = self._document, QPdfDocument(self)
        if pdf:
            buffer = QBuffer(self._document)
            buffer.setData(QByteArray(pdf))
            buffer.open(QIODevice.OpenModeFlag.ReadOnly)
            self._document.load(buffer)
        stale, self._view = self._view, self._new_view()
        self._column.replaceWidget(stale, self._view)
        stale.hide()
        stale.deleteLater()
        last.deleteLater()
        self._fit()
        self._zoom.setVisible(bool(pdf))
        self._zoom.raise_()

    def close_document(self) -> None:
        """Let go of the document before the application ends."""
        self._view.setDocument(QPdfDocument(self))
        self._document.close()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        size = self._zoom.sizeHint()
        mirrored = self.isRightToLeft()
        x = scaled(10) if mirrored else self.width() - size.width() - scaled(10)
        self._fit()
        self._zoom.setGeometry(x, self.height() - size.height() - scaled(10), size.width(), size.height())

    def _zoom_by(self, steps: int) -> None:
        self._step = min(max(self._step + steps, 0), len(_STEPS) - 1)
        self._percent.setText(self.tr("{percent} %").format(percent=round(_STEPS[self._step] * 100)))
        self._fit()

    def _fit(self) -> None:
        """Zoom 1 is the width beside a scroll bar, shown or not: QPdfView's own fit to width swings for ever between
        the two where the page is just as high as the view.
        """
        page = self._document.pagePointSize(0)
        if page.width() > 0:
            bar = self._view.verticalScrollBar().sizeHint().width()
            room = self.width() - bar - 2 * scaled(16)
            self._view.setZoomFactor(_STEPS[self._step] * room / (page.width() * self.logicalDpiX() / 72))

    def _build_zoom(self) -> QWidget:
        bar = Card(self)
        row = QHBoxLayout(bar)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(0)
        smaller = IconButton("minus", self.tr("Smaller"), Kind.QUIET)
        larger = IconButton("plus", self.tr("Larger"), Kind.QUIET)
        smaller.clicked.connect(lambda: self._zoom_by(-1))
        larger.clicked.connect(lambda: self._zoom_by(1))
        self._percent = Label(self.tr("{percent} %").format(percent=100), "small")
        self._percent.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._percent.setMinimumWidth(scaled(44))
        for part in (smaller, self._percent, larger):
            row.addWidget(part)
        bar.hide()
        return bar

    def _new_view(self) -> QPdfView:
        """A view for one document: given another one it goes on showing the pages it has drawn."""
        view = QPdfView(self)
        view.setDocument(self._document)
        view.setPageMode(QPdfView.PageMode.MultiPage)
        view.setZoomMode(QPdfView.ZoomMode.Custom)
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setDocumentMargins(QMargins(*[scaled(16)] * 4))
        view.setPageSpacing(scaled(12))
        palette = view.palette()
        for role in (QPalette.ColorRole.Dark, QPalette.ColorRole.Window, QPalette.ColorRole.Base):
            palette.setColor(role, tokens().mat)
        view.setPalette(palette)
        return view
