"""One tax as a row of fields: its word, its rate, its kind."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from billing.errors import Refused
from billing.formatting import format_number
from billing.money import RATE_PLACES
from billing.parsing import parse_number
from billing.taxes import TAXED_CATEGORY
from desktop.services.items import archive_tax_rate, save_tax_rate
from desktop.views.fonts import scaled
from desktop.views.theme import Tone
from desktop.views.widgets.buttons import IconButton, Kind
from desktop.views.widgets.choice import Choice
from desktop.views.widgets.field import Field
from desktop.views.widgets.label import Label
from desktop.views.widgets.tick import Tick
from desktop.views.words import language

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.queries.people import TaxRow
    from desktop.views.desk import Desk
    from desktop.views.threads import Session


class TaxEdit(QWidget):
    """Kept when a field is left, once it has a word and a rate. ``removed`` tells that it is offered no more."""

    made_default = Signal()
    removed = Signal()

    def __init__(self, desk: Desk, tax: TaxRow | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.tax_id: UUID | None = tax.id if tax else None
        self._written: tuple[str, Decimal, str] | None = (tax.label, tax.rate, tax.category) if tax else None
        self.label = Field(self.tr("Name on the invoice"))
        self.label.setMaxLength(40)
        self.label.setPlaceholderText(self.tr("VAT"))
        self.rate = Field(self.tr("Rate in percent"))
        self.rate.setMaxLength(12)
        self.rate.setFixedWidth(scaled(76))
        self.category = Choice(self.tr("Kind"), self._kinds())
        self.category.setFixedWidth(scaled(190))
        self.default = Tick(self.tr("Default"))
        self.default.setToolTip(self.tr("New lines begin with this tax."))
        self.remove = IconButton("trash", self.tr("Offer it no more"), Kind.QUIET)
        self.problem = Label("", "small", Tone.BAD)
        self.problem.setWordWrap(True)
        self.problem.hide()
        if tax is not None:
            self.label.setText(tax.label)
            self.rate.setText(format_number(tax.rate, language()))
            self.category.choose(tax.category)
        self.take_default(default=tax is not None and tax.is_default)
        self._connect()
        self._lay_out()

    def take_default(self, *, default: bool) -> None:
        """Show whether new lines begin with this tax; the one they begin with cannot be taken away."""
        self.default.setChecked(default)
        reason = self.tr("New lines begin with this tax. Make another one the default first.") if default else ""
        self.remove.set_reason(reason)

    def keep(self) -> None:
        """Write what stands in the fields if it says something new."""
        self._say("")
        word, typed = self.label.text().strip(), self.rate.text().strip()
        if self.tax_id is None and not (word and typed):
            return
        try:
            rate = parse_number(typed, language(), places=RATE_PLACES)
        except Refused as error:
            self._say(str(error))
            return
        if rate and self.category.key != TAXED_CATEGORY:
            self.category.choose(TAXED_CATEGORY)
        values = (word, rate, self.category.key)
        if values != self._written:
            self._write(values, default=False)

    # -- writing ------------------------------------------------------------------------------------------------------

    def _write(self, values: tuple[str, Decimal, str], *, default: bool) -> None:
        tax_id, (word, rate, category) = self.tax_id, values

        def write(session: Session) -> UUID:
            return save_tax_rate(session, word, rate, category=category, default=default, tax_id=tax_id)

        def written(saved: UUID) -> None:
            self.tax_id, self._written = saved, values
            if default:
                self.made_default.emit()

        self._desk.runner.write(write, written, self._say)

    def _make_default(self) -> None:
        if not self.default.isChecked():  # one of them always is; another one takes it over
            self.default.setChecked(True)
            return
        self.keep()
        if self._written is not None and not self.problem.text():
            self._write(self._written, default=True)
        else:
            self.default.setChecked(False)

    def _choose_kind(self) -> None:
        if self.category.key != TAXED_CATEGORY:
            self.rate.setText("0")
        self.keep()

    def _take_away(self) -> None:
        if self.tax_id is None:
            self.removed.emit()
            return
        tax_id, now = self.tax_id, self._desk.now()
        self._desk.runner.write(
            lambda session: archive_tax_rate(session, tax_id, at=now), lambda _done: self.removed.emit(), self._say
        )

    def _say(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))

    # -- building -----------------------------------------------------------------------------------------------------

    def _kinds(self) -> list[tuple[str, str]]:
        return [
            ("S", self.tr("Standard or reduced")),
            ("Z", self.tr("Zero rate")),
            ("E", self.tr("Exempt")),
            ("AE", self.tr("Reverse charge")),
            ("K", self.tr("Delivery within the EU")),
            ("G", self.tr("Export")),
            ("O", self.tr("Outside the tax")),
        ]

    def _connect(self) -> None:
        self.label.editingFinished.connect(self.keep)
        self.rate.editingFinished.connect(self.keep)
        self.category.activated.connect(self._choose_kind)
        self.default.clicked.connect(self._make_default)
        self.remove.clicked.connect(self._take_away)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(scaled(8))
        row.addWidget(self.label, 1)
        row.addWidget(self.rate)
        row.addWidget(Label("%", "body", "muted"))
        row.addWidget(self.category)
        row.addWidget(self.default)
        row.addWidget(self.remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(scaled(16), scaled(10), scaled(10), scaled(10))
        column.setSpacing(scaled(6))
        column.addLayout(row)
        column.addWidget(self.problem)
