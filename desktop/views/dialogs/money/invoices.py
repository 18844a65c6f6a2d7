"""For which invoices a payment is: one row an open invoice, with what it gets of the money."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from billing.errors import Refused
from desktop.views.dialogs.money.field import MoneyField
from desktop.views.fonts import scaled
from desktop.views.widgets.label import Label
from desktop.views.widgets.tick import Tick
from desktop.views.words import amount, day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.queries.owing import OwingRow
    from desktop.services.payments.booking import Share


_AMOUNT = 120
MOST_ROWS = 200  # as many as the query gives


def first_of() -> str:
    """Return what is said where a form has as many invoices as it can show."""
    words = QCoreApplication.translate("invoices", "The {count} that fall due first are listed.")
    return words.format(count=MOST_ROWS)


class InvoiceRow(QWidget):
    """One open invoice; unticked, it gets nothing."""

    edited = Signal()
    ticked = Signal()

    def __init__(self, row: OwingRow, currency: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row = row
        self.tick = Tick(row.number)
        self.tick.setMinimumWidth(1)
        self.tick.setToolTip(row.number)
        due = self.tr("due {day}").format(day=day(row.due_on, year=True)) if row.due_on else ""
        self.open = Label(
            " · ".join(filter(None, (due, self.tr("{amount} open").format(amount=amount(row.open_minor, currency))))),
            "small", "muted", elided=True,
        )  # fmt: skip
        self.open.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)  # the number is cut last
        self.minor = MoneyField(self.tr("What {number} gets").format(number=row.number), currency)
        self.minor.setFixedWidth(scaled(_AMOUNT))
        self.minor.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.minor.setEnabled(False)
        self.tick.setAccessibleDescription(self.open.text())
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(scaled(12))
        line.addWidget(self.tick)
        line.addWidget(self.open, 1)
        line.addWidget(self.minor)
        self.tick.toggled.connect(self.minor.setEnabled)
        self.tick.clicked.connect(self.ticked)
        self.minor.textEdited.connect(lambda _text: self.edited.emit())

    def give(self, minor: int) -> None:
        """Show what it gets."""
        self.minor.setText(amount(minor, self.minor.currency) if minor else "")


class InvoiceRows(QWidget):
    """``edited`` follows every key and tick; what is ticked gets as much as there is, in the order of the rows."""

    edited = Signal()

    def __init__(self, currency: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._currency = currency
        self._arrived = 0
        self.rows: list[InvoiceRow] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(scaled(6))
        self.more = Label(first_of(), "small", "muted")
        self.more.hide()

    def show_rows(self, found: Sequence[OwingRow]) -> bool:
        """Offer these invoices; those that were ticked before stay so, at first the first one is.

        Tell whether anything is owed that was not shown yet; where not, what each gets stays as it was typed.
        """
        if self.rows and [each.row for each in self.rows] == list(found):
            return False
        ticked = {each.row.document_id for each in self.rows if each.tick.isChecked()}
        for each in self.rows:
            each.hide()
            each.deleteLater()
        self.rows = [InvoiceRow(row, self._currency) for row in found]
        for place, each in enumerate(self.rows):
            each.tick.setChecked(each.row.document_id in ticked if ticked else place == 0)
            each.minor.setEnabled(each.tick.isChecked())
            each.edited.connect(self.edited)
            each.ticked.connect(lambda: self.spread(self._arrived))
            self._column.addWidget(each)
            each.show()
        self._column.addWidget(self.more)  # below the last row
        self.more.setVisible(len(found) >= MOST_ROWS)
        self.spread(self._arrived)
        return True

    def spread(self, arrived: int) -> None:
        """Give what arrived to the ticked invoices, one after the other."""
        self._arrived = arrived
        for each in self.rows:
            gets = min(arrived, each.row.open_minor) if each.tick.isChecked() else 0
            each.give(gets)
            arrived -= gets
        self.edited.emit()

    def shares(self) -> list[Share]:
        """Return what each ticked invoice gets, against the balance that is in sight. Raises Refused."""
        from desktop.services.payments.booking import Share

        given = [(each.row, each.minor.minor() or 0) for each in self.rows if each.tick.isChecked()]
        return [Share(row.document_id, minor, row.open_minor) for row, minor in given if minor]

    def given(self) -> int:
        """Return what they get in all, as far as it can be read."""
        try:
            return sum(share.minor for share in self.shares())
        except Refused:
            return 0
