"""What settings are made of: cards of rows, each with its name, its explanation, its control, and what is wrong."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.views.fonts import scaled
from desktop.views.theme import Tone
from desktop.views.widgets.label import Label
from desktop.views.widgets.surface import Card, Hairline

CONTROL_WIDTH = 300
_INSET = 16


class SettingRow(QWidget):
    """``controls`` is the row at the end; ``show_problem`` stands below, beside what it is about."""

    def __init__(self, title: str, hint: str = "", *controls: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = Label(title, "medium")
        self.hint = Label(hint, "small", "muted")
        self.problem = Label("", "small", Tone.BAD)
        for label in (self.title, self.hint, self.problem):
            label.setWordWrap(True)
        self.problem.hide()
        self.hint.setVisible(bool(hint))
        words = QVBoxLayout()
        words.setSpacing(scaled(1))
        words.addStretch(1)  # an alignment would take the height that a wrapped hint needs
        words.addWidget(self.title)
        words.addWidget(self.hint)
        words.addStretch(1)
        self.controls = QHBoxLayout()
        self.controls.setSpacing(scaled(8))
        for control in controls:
            self.controls.addWidget(control)
        if controls:
            self.title.setBuddy(controls[0])
        row = QHBoxLayout()
        row.setSpacing(scaled(16))
        row.addLayout(words, 1)
        row.addLayout(self.controls)
        row.setAlignment(self.controls, Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(scaled(_INSET), scaled(11), scaled(_INSET), scaled(11))
        column.setSpacing(scaled(6))
        column.addLayout(row)
        column.addWidget(self.problem)

    def show_problem(self, sentence: str) -> None:
        """Say what is wrong with what stands in the control; "" takes it away."""
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))
        for control in self.findChildren(QWidget):
            if self.controls.indexOf(control) >= 0:
                control.setAccessibleDescription(sentence)


class RowCard(Card):
    """Rows with a hairline between them."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(1, 1, 1, 1)
        self._column.setSpacing(0)

    def add(self, row: QWidget) -> None:
        """Put ``row`` below those already there."""
        if self._column.count():
            line = Hairline()
            inset = QHBoxLayout()
            inset.setContentsMargins(scaled(_INSET), 0, 0, 0)
            inset.addWidget(line)
            self._column.addLayout(inset)
        self._column.addWidget(row)


class Section(QWidget):
    """One topic. ``told`` is for a toast, ``offered`` for one with a deed (a QAction, or None).

    ``office_changed`` says that the business reads differently now, ``log_wanted`` that a person asks what was sent.
    """

    told = Signal(str, str)
    offered = Signal(str, str, object)
    office_changed = Signal()
    log_wanted = Signal()

    def __init__(self, title: str, explanation: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(title)
        said = Label(explanation, "body", "muted")
        said.setWordWrap(True)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, scaled(24))
        self.column.setSpacing(scaled(8))
        self.column.addWidget(Label(title, "title"))
        self.column.addWidget(said)
        self.column.addSpacing(scaled(8))

    def add_card(self, name: str, *rows: QWidget) -> RowCard:
        """Add a card of ``rows`` under its name; "" stands without one."""
        if name:
            self.column.addSpacing(scaled(8))
            self.column.addWidget(Label(name, "strong"))
        card = RowCard(name or self.accessibleName())
        for row in rows:
            card.add(row)
        self.column.addWidget(card)
        return card

    def refresh(self) -> None:
        """Read again what is shown; the section comes into view, or something was committed."""
