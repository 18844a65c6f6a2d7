"""What customer and office wrote to each other about a document, oldest first, and a field to answer in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from billing.answering import MAX_WORDS
from desktop.views.fonts import scaled
from desktop.views.theme import Tone
from desktop.views.widgets.buttons import Button, Kind
from desktop.views.widgets.label import Label
from desktop.views.widgets.text_area import TextArea
from desktop.views.words import moment

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from desktop.queries.answers import CommentRow

_INDENT = 40


class Conversation(QWidget):
    """``sent`` carries what was typed; the field empties when ``say_sent`` tells that it lies in the books."""

    sent = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Messages"))
        self._document: UUID | None = None
        self._shown: tuple[CommentRow, ...] | None = None
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.viewport().setAutoFillBackground(False)
        self.area = TextArea(self.tr("Your answer"), 3)
        self.area.setPlaceholderText(self.tr("Write to the customer. It stands on the document's page."))
        self.send = Button(self.tr("Send"), "paper-plane-tilt", Kind.FILLED)
        self.send.clicked.connect(lambda: self.sent.emit(self.area.toPlainText()))
        self.area.textChanged.connect(self._follow)
        self.problem = Label("", "small", Tone.BAD)
        self.problem.setWordWrap(True)
        self._lay_out()
        self._follow()

    def show_rows(
        self, document: UUID, rows: tuple[CommentRow, ...], *, customer: str, time_zone: str, today: date, why_not: str
    ) -> None:
        """Show the conversation; ``why_not`` says why nothing can be answered, or is "".

        What is typed stays while the same document is shown anew.
        """
        if document != self._document:
            self._document = document
            self.area.clear()
        self.area.setEnabled(not why_not)
        self._why_not = why_not
        self._follow()
        if rows == self._shown:
            return
        self._shown = rows
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, scaled(8), 0, scaled(8))
        column.setSpacing(scaled(12))
        for row in rows:
            column.addWidget(_Message(row, customer, moment(row.at, time_zone, today)))
        if not rows:
            nothing = Label(self.tr("No messages yet. What your customer asks on the page stands here."), ink="muted")
            nothing.setWordWrap(True)
            column.addWidget(nothing)
        column.addStretch(1)
        self._scroll.setWidget(page)
        page.setAutoFillBackground(False)  # the scroll area has just said otherwise
        QTimer.singleShot(0, self, self._to_newest)

    def say_sent(self) -> None:
        """Empty the field: what stood in it is on its way."""
        self.problem.setText("")
        self.area.clear()

    def _follow(self) -> None:
        typed = self.area.toPlainText().strip()
        too_long = len(typed) > MAX_WORDS
        self.problem.setText(self.tr("At most {most} characters.").format(most=MAX_WORDS) if too_long else "")
        why_not = getattr(self, "_why_not", "") or ("" if typed else self.tr("Type your answer first."))
        self.send.set_reason(self.problem.text() or why_not)

    def _to_newest(self) -> None:
        bar = self._scroll.verticalScrollBar()
        bar.setValue(bar.maximum())

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.addWidget(self.problem, 1)
        foot.addWidget(self.send)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(scaled(8))
        column.addWidget(self._scroll, 1)
        column.addWidget(self.area)
        column.addLayout(foot)


class _Message(QWidget):
    """Who and when, and the words; the office's stand a little further in."""

    def __init__(self, row: CommentRow, customer: str, when: str) -> None:
        super().__init__()
        who = self.tr("You") if row.by_office else customer or self.tr("Customer")
        head = Label(f"{who} · {when}", "small", Tone.INFO if row.is_new else "muted")
        words = Label(row.text)
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        words.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(scaled(_INDENT) if row.by_office else 0, 0, 0, 0)
        column.setSpacing(scaled(2))
        column.addWidget(head)
        column.addWidget(words)
