"""How one invoice may be paid on its page: by the office's rules, or by rules of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.services.online.rules import OwnPaying
from desktop.views.fonts import scaled
from desktop.views.widgets.label import Label
from desktop.views.widgets.switch import Switch
from desktop.views.words import amount

if TYPE_CHECKING:
    from desktop.queries.online import PayingRow


class PayingBox(QWidget):
    """``changed`` carries the invoice's own rules, as a person has just set them."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.online = Switch(self.tr("Pay online"))
        self.parts = Switch(self.tr("Pay in parts"))
        self.said = Label("", "small", "muted")
        self.parts_said = Label("", "small", "muted")
        for label in (self.said, self.parts_said):
            label.setWordWrap(True)
        for switch in (self.online, self.parts):
            switch.clicked.connect(self._announce)
        self._row: PayingRow | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(scaled(10))
        column.addLayout(_line(self.tr("Pay online"), self.said, self.online))
        column.addLayout(_line(self.tr("Pay in parts"), self.parts_said, self.parts))

    def show_row(self, row: PayingRow, currency: str) -> None:
        """Show the rules that hold; where it cannot be paid whatever they say, why not."""
        self._row = row
        self.online.setChecked(row.online)
        self.parts.setChecked(row.parts)
        said = self.tr("The page has a button to pay.")
        if not row.online:
            said = self.tr("The page shows what is open, and how to pay without a card.")
        self.said.setText(row.why_not or said)
        least = f"{amount(row.minimum_minor, currency)} {currency}"
        self.parts_said.setText(self.tr("At least {amount} at once; all of it always.").format(amount=least))
        self.parts.setEnabled(row.online)

    def _announce(self) -> None:
        """What is as it was stays the office's rule; only what a person changed becomes the invoice's own."""
        row = self._row
        if row is None:
            return
        online, parts = self.online.isChecked(), self.parts.isChecked()
        self.changed.emit(
            OwnPaying(
                online=row.own_online if online == row.online else online,
                parts=row.own_parts if parts == row.parts else parts,
            )
        )


def _line(name: str, said: Label, switch: Switch) -> QHBoxLayout:
    words = QVBoxLayout()
    words.setSpacing(scaled(1))
    words.addWidget(Label(name, "medium"))
    words.addWidget(said)
    line = QHBoxLayout()
    line.setSpacing(scaled(12))
    line.addLayout(words, 1)
    line.addWidget(switch, 0, Qt.AlignmentFlag.AlignVCenter)
    return line
