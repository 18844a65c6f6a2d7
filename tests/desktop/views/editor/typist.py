"""Somebody who types into the editor: keys go to whatever has the focus, as on a desk."""

from dataclasses import dataclass
from uuid import UUID

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select
from sqlalchemy.orm import Session

from billing.issued import DocumentKind
from desktop.models import Document
from desktop.queries.drafts import DraftValues, draft, draft_of
from desktop.views.editor.editor import Editor
from desktop.views.editor.lines_model import TITLE
from desktop.views.editor.lines_view import LinesView
from tests.desktop.office import Desk

Key = Qt.Key
ALT_SHIFT = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
_PLAIN = Qt.KeyboardModifier.NoModifier


@dataclass
class Typist:
    """``values`` is the draft in the editor, ``stored`` what the books hold of it."""

    qtbot: QtBot
    editor: Editor
    desk: Desk

    @property
    def table(self) -> LinesView:
        return self.editor.page.lines.table

    @property
    def values(self) -> DraftValues:
        return self.editor.state.values

    def begin(self, kind: DocumentKind = "invoice", customer: UUID | None = None) -> None:
        self.editor.begin(kind, customer)
        self.qtbot.waitUntil(lambda: self.editor.state.is_open)

    def edit(self, document: UUID) -> None:
        self.editor.edit(document)
        self.qtbot.waitUntil(lambda: self.editor.state.is_open)

    def into_lines(self) -> None:
        self.table.edit_cell(self.table.lines.rowCount() - 1, TITLE)

    def into(self, row: int, column: int) -> None:
        self.table.edit_cell(row, column)

    def type(self, text: str) -> None:
        for letter in text:
            if letter.isascii():
                QTest.keyClicks(self.focus(), letter)
            else:  # QTest knows the keys of one keyboard only
                QApplication.sendEvent(self.focus(), QKeyEvent(QEvent.Type.KeyPress, 0, _PLAIN, letter))

    def press(self, *keys: Key, with_: Qt.KeyboardModifier = _PLAIN) -> None:
        for key in keys:
            QTest.keyClick(self.focus(), key, with_)

    def focus(self) -> QWidget:
        widget = QApplication.focusWidget()
        assert widget is not None, "nothing has the focus"
        return widget

    def line(self, *cells: str) -> None:
        """Type a whole line from its title on, Tab between the cells, Enter behind the last."""
        self.type(cells[0])
        for cell in cells[1:]:
            self.press(Key.Key_Tab)
            if cell:
                self.type(cell)
        self.press(Key.Key_Return)

    def only_document(self) -> UUID:
        return self.desk.read(lambda session: session.scalars(select(Document.id)).one())

    def stored(self) -> DraftValues:
        def read(session: Session) -> DraftValues:
            return draft_of(session.scalars(select(Document)).one())

        return self.desk.read(read)

    def reopened(self, document: UUID) -> DraftValues:
        return self.desk.read(lambda session: draft(session, document))

    def wait_saved(self) -> None:
        self.qtbot.waitUntil(lambda: self.editor.is_saved)
