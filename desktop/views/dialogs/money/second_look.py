"""The house rules where money is let go: the office's note, and a tick for what they do not call small."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.views.dialogs.money.frame import explained, house_rules
from desktop.views.fonts import scaled
from desktop.views.payments.words import money
from desktop.views.widgets.tick import Tick

if TYPE_CHECKING:
    from desktop.queries.rows import OfficeRow


def is_asked_about(office: OfficeRow, minor: int, currency: str) -> bool:
    """Tell whether a person is to look twice: without a limit never, in a currency that it is not in always."""
    if not office.small_minor or minor <= 0:
        return False
    return minor > office.small_minor or currency != office.currency


class SecondLook(QWidget):
    """A tick is given for one amount, and asked again for another. ``changed``: ``missing`` may read differently."""

    changed = Signal()

    def __init__(self, office: OfficeRow, currency: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._office = office
        self._currency = currency
        self._minor = 0
        self.rules = house_rules(office.money_policy)
        self.said = explained(self._sentence())
        self.tick = Tick(self.tr("Write it off all the same"))
        self.tick.setAccessibleDescription(self.said.text())
        self.tick.toggled.connect(lambda _on: self.changed.emit())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(scaled(8))
        for part in (self.rules, self.said, self.tick):
            column.addWidget(part)
        self.follow(0)

    def follow(self, minor: int, *, shown: bool = True) -> None:
        """Ask about ``minor``; ``shown`` False: nothing is let go just now."""
        if minor != self._minor:
            self._minor = minor
            self.tick.setChecked(False)
        asked = self._is_asked()
        for part in (self.said, self.tick):
            part.setVisible(asked)
        self.setVisible(shown and (asked or bool(self._office.money_policy)))

    @property
    def missing(self) -> str:
        """What is still to be done before the money may be let go; "" for nothing."""
        return self.tr("Tick the box above to go on.") if self._is_asked() and not self.tick.isChecked() else ""

    def _is_asked(self) -> bool:
        return is_asked_about(self._office, self._minor, self._currency)

    def _sentence(self) -> str:
        office = self._office
        if office.currency != self._currency:
            words = self.tr("What the house rules call small is in {currency}: any other currency is asked about.")
            return words.format(currency=office.currency)
        words = self.tr("It is more than the {amount} that the house rules call small.")
        return words.format(amount=money(office.small_minor, office.currency))
