"""The documents at the other end of a document: what it was made of, or what was made of it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.views.widgets.link_line import LinkLine

if TYPE_CHECKING:
    from desktop.queries.quotes import MadeOf


class Ends(QWidget):
    """One line an end; ``pressed`` carries its id and its kind."""

    pressed = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: list[LinkLine] = []
        self._shown: tuple[MadeOf, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.hide()

    def show_ends(self, ends: tuple[MadeOf, ...]) -> None:
        """Show these ends; where they are the same as before, the focus stays where it is."""
        if ends == self._shown:
            return
        self._shown = ends
        for line in self.lines:
            line.hide()
            line.deleteLater()
        self.lines = [LinkLine(end_words(end)) for end in ends]
        for end, line in zip(ends, self.lines, strict=True):
            line.clicked.connect(partial(self.pressed.emit, end.document_id, end.kind))
            self._column.addWidget(line)
        self.setVisible(bool(ends))


def end_words(end: MadeOf) -> str:
    """Return "Made of QUO-2026-0001", or "Invoiced with INV-2026-0007"."""
    words = {
        "source": _tr("Made of {number}"),
        "invoice": _tr("Invoiced with {number}") if end.number else _tr("Invoiced with a draft"),
        "deposit": _tr("Deposit invoice {number}") if end.number else _tr("Deposit invoice, a draft"),
        "deposit_of": _tr("Deposit on {number}") if end.number else _tr("Deposit on a draft"),
    }[end.role]
    if end.is_taken_back:
        words = _tr("{words}, taken back").format(words=words)
    return words.format(number=end.number)


def _tr(text: str) -> str:
    return QCoreApplication.translate("ends", text)
