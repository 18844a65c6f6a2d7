"""One tax as rows of fields: its word, its rate, its kind; below them why there is none, or with which tax it comes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from billing.errors import Refused
from billing.exemptions import REASONED, reason_of
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
from desktop.views.words import language, tax_names

if TYPE_CHECKING:
    from desktop.queries.people import TaxRow
    from desktop.views.desk import Desk
    from desktop.views.threads import Session

_ALONE = ""


@dataclass(frozen=True, slots=True)
class _Values:
    label: str
    rate: Decimal
    category: str
    compound: bool
    reason: str
    beside_id: UUID | None


class TaxEdit(QWidget):
    """Kept when a field is left, once it has a word and a rate. ``removed`` tells that it is offered no more."""

    made_default = Signal()
    kept = Signal()
    removed = Signal()

    def __init__(self, desk: Desk, tax: TaxRow | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.tax_id: UUID | None = tax.id if tax else None
        self._written = _values_of(tax) if tax else None
        self._wants_more = False
        self._build()
        if tax is not None:
            self.label.setText(tax.label)
            self.rate.setText(format_number(tax.rate, language()))
            self.category.choose(tax.category)
            self.reason.setText(tax.reason)
            self.reason.setCursorPosition(0)
            self.compound.setChecked(tax.compound)
        self.take_default(default=tax is not None and tax.is_default)
        self.offer(())
        self._connect()
        self._lay_out()
        self._show_second()

    def take_default(self, *, default: bool) -> None:
        """Show whether new lines begin with this tax; the one they begin with cannot be taken away."""
        self.default.setChecked(default)
        reason = self.tr("New lines begin with this tax. Make another one the default first.") if default else ""
        self.remove.set_reason(reason)

    def offer(self, taxes: Sequence[TaxRow]) -> None:
        """Offer ``taxes`` to come together with."""
        beside = self._written.beside_id if self._written else None
        self.beside.clear()
        self.beside.addItem(self.tr("Stands alone"), _ALONE)
        for tax in taxes:
            if tax.id != self.tax_id and tax.category == TAXED_CATEGORY:
                self.beside.addItem(self.tr("Comes with {tax}").format(tax=tax_names(tax.taxes)), str(tax.id))
        if beside is not None and self.beside.findData(str(beside)) >= 0:
            self.beside.choose(str(beside))
        self._show_second()

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
        values = self._read(word, rate)
        if values != self._written:
            self._write(values, default=False)

    # -- writing ------------------------------------------------------------------------------------------------------

    def _read(self, word: str, rate: Decimal) -> _Values:
        category = self.category.key
        beside = UUID(self.beside.key) if category == TAXED_CATEGORY and self.beside.key else None
        reason = self.reason.text().strip() if category in REASONED else ""
        return _Values(word, rate, category, self.compound.isChecked() and beside is not None, reason, beside)

    def _write(self, values: _Values, *, default: bool) -> None:
        tax_id = self.tax_id

        def write(session: Session) -> UUID:
            return save_tax_rate(
                session,
                values.label,
                values.rate,
                category=values.category,
                compound=values.compound,
                reason=values.reason,
                beside_id=values.beside_id,
                default=default,
                tax_id=tax_id,
            )

        def written(saved: UUID) -> None:
            self.tax_id, self._written = saved, values
            self.kept.emit()
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
        self._show_second()
        self.keep()

    def _choose_beside(self) -> None:
        self._show_second()
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

    # -- the second row -----------------------------------------------------------------------------------------------

    def _want_more(self) -> None:
        self._wants_more = True
        self._show_second()
        self.beside.setFocus()

    def _show_second(self) -> None:
        """A tax that is not charged says why; one that is may come together with another, which few do."""
        category = self.category.key
        reasoned, together = category in REASONED, bool(self.beside.key)
        on_offer = category == TAXED_CATEGORY and self.beside.count() > 1
        self.reason.setPlaceholderText(reason_of(category, "", self._desk.office.language))
        self.reason.setVisible(reasoned)
        self._reason_label.setVisible(reasoned)
        self.beside.setVisible(on_offer and (together or self._wants_more))
        self.compound.setVisible(on_offer and together)
        self.more.setVisible(on_offer and not together and not self._wants_more)
        self._second.setVisible(reasoned or (on_offer and (together or self._wants_more)))

    # -- building -----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
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
        self.more = IconButton("dots-three", self.tr("Let it come together with another tax"), Kind.QUIET)
        policy = self.more.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # the columns of all taxes stay one under the other
        self.more.setSizePolicy(policy)
        self.remove = IconButton("trash", self.tr("Offer it no more"), Kind.QUIET)
        self._second = QWidget()
        self.reason = Field(self.tr("Why there is none, as printed"))
        self.reason.setMaxLength(500)
        self._reason_label = Label(self.tr("Printed reason"), "small", "muted")
        self._reason_label.setBuddy(self.reason)
        self.beside = Choice(self.tr("Together with"), [])
        self.beside.setFixedWidth(scaled(260))
        self.compound = Tick(self.tr("Charged on top of it"))
        self.compound.setToolTip(self.tr("Its base is the net and the other tax. Rare; ask your accountant."))
        self.problem = Label("", "small", Tone.BAD)
        self.problem.setWordWrap(True)
        self.problem.hide()

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
        for field in (self.label, self.rate, self.reason):
            field.editingFinished.connect(self.keep)
        self.category.activated.connect(self._choose_kind)
        self.beside.activated.connect(self._choose_beside)
        self.compound.clicked.connect(self.keep)
        self.default.clicked.connect(self._make_default)
        self.more.clicked.connect(self._want_more)
        self.remove.clicked.connect(self._take_away)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(scaled(8))
        row.addWidget(self.label, 1)
        row.addWidget(self.rate)
        row.addWidget(Label("%", "body", "muted"))
        for widget in (self.category, self.default, self.more, self.remove):
            row.addWidget(widget)
        second = QHBoxLayout(self._second)
        second.setContentsMargins(0, 0, 0, 0)
        second.setSpacing(scaled(12))
        second.addWidget(self._reason_label)
        second.addWidget(self.reason, 1)
        second.addWidget(self.beside)
        second.addWidget(self.compound)
        second.addStretch(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(scaled(16), scaled(10), scaled(10), scaled(10))
        column.setSpacing(scaled(6))
        column.addLayout(row)
        column.addWidget(self._second)
        column.addWidget(self.problem)


def _values_of(tax: TaxRow) -> _Values:
    return _Values(tax.label, tax.rate, tax.category, tax.compound, tax.reason, tax.beside_id)
