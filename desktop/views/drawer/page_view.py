"""The paper of a document as it was issued, or a draft's as it would be; or why there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.views.widgets.label import Label

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.queries.cards import DocumentCard
    from desktop.views.desk import Desk
    from desktop.views.drawer.preview import Preview
    from desktop.views.threads import Session


class PageView(QStackedWidget):
    """Reads the paper once and again only where it has changed."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._shown = ""
        self._preview: Preview | None = None
        self.no_page = Label("", "body", "muted")
        self.no_page.setWordWrap(True)
        nothing = QWidget()
        middle = QVBoxLayout(nothing)
        middle.addStretch(1)
        middle.addWidget(self.no_page)
        middle.addStretch(2)
        self.addWidget(nothing)

    def show_card(self, card: DocumentCard) -> None:
        """Show the paper of ``card``."""
        wanted = card.pdf_sha256 or f"draft {card.id} {card.changed_at}"
        if wanted == self._shown:
            return
        self._shown = wanted
        if card.pdf_sha256:
            pdf = self._desk.pdf
            self._desk.runner.work(lambda: pdf(wanted), lambda content: self._show_pdf(wanted, content), self.say_why)
        else:
            self._draw_draft(wanted, card.id)

    def close_document(self) -> None:
        """Let go of the PDF before the application ends."""
        if self._preview is not None:
            self._preview.close_document()

    def _draw_draft(self, wanted: str, document_id: UUID) -> None:
        """A draft's page is drawn for looking only; what is issued is drawn again, once."""
        today, number = self._desk.today(), self.tr("Draft")

        def read(session: Session) -> bytes:
            from desktop.services.paper import draw_draft

            return draw_draft(session, document_id, number=number, on=today)

        self._desk.runner.read(read, lambda content: self._show_pdf(wanted, content), self.say_why)

    def _show_pdf(self, wanted: str, pdf: bytes) -> None:
        if wanted != self._shown:
            return
        if self._preview is None:
            from desktop.views.drawer.preview import Preview  # QtPdf is loaded when the first page is shown

            self._preview = Preview()
            self.addWidget(self._preview)
        self._preview.show_pdf(pdf)
        self.setCurrentWidget(self._preview)

    def say_why(self, sentence: str) -> None:
        """Say in the place of the paper what is wrong."""
        self.no_page.setText(sentence)
        self.setCurrentIndex(0)
