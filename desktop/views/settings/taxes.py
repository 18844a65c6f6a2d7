"""Settings, Taxes: what a line may carry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.views.settings.rows import RowCard, Section
from desktop.views.settings.tax_edit import TaxEdit
from desktop.views.widgets.buttons import Button

if TYPE_CHECKING:
    from desktop.queries.people import TaxRow
    from desktop.views.desk import Desk
    from desktop.views.threads import Session


class TaxesSection(Section):
    """One row a tax; a new one is kept once it has a word and a rate."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        said = self.tr("What a line may carry, alone or together. Documents keep the taxes they were issued with.")
        super().__init__(self.tr("Taxes"), said, parent)
        self._desk = desk
        self.rows: list[TaxEdit] = []
        self._card: RowCard | None = None
        self._holder = QVBoxLayout()
        self.column.addLayout(self._holder)
        self.add = Button(self.tr("Add a tax"), "plus")
        self.add.clicked.connect(self._add)
        foot = QHBoxLayout()
        foot.addWidget(self.add)
        foot.addStretch(1)
        self.column.addLayout(foot)
        self.column.addStretch(1)

    def refresh(self) -> None:
        """Read the taxes; while they are the same ones, what is being typed stays."""

        def read(session: Session) -> tuple[TaxRow, ...]:
            from desktop.queries.people import tax_rates

            return tax_rates(session)

        self._desk.runner.read(read, self._show)

    def _show(self, taxes: tuple[TaxRow, ...]) -> None:
        known = {row.tax_id: row for row in self.rows if row.tax_id is not None}
        if not known or set(known) != {tax.id for tax in taxes}:
            self._build([TaxEdit(self._desk, tax) for tax in taxes])
        known = {row.tax_id: row for row in self.rows if row.tax_id is not None}
        for tax in taxes:
            known[tax.id].take_default(default=tax.is_default)
            known[tax.id].offer(taxes)

    def _build(self, rows: list[TaxEdit]) -> None:
        if self._card is not None:
            self._card.deleteLater()
        self._card = RowCard(self.tr("Taxes"))
        self._holder.addWidget(self._card)
        self.rows = []
        for row in rows:
            self._append(row)

    def _append(self, row: TaxEdit) -> None:
        assert self._card is not None
        row.made_default.connect(self.refresh)
        row.kept.connect(self.refresh)
        row.removed.connect(lambda: self._remove(row))
        self.rows.append(row)
        self._card.add(row)

    def _remove(self, row: TaxEdit) -> None:
        self.rows.remove(row)
        self._build([])
        self.refresh()

    def _add(self) -> None:
        if not self.rows or self.rows[-1].tax_id is not None:
            self._append(TaxEdit(self._desk, None))
        self.rows[-1].label.setFocus(Qt.FocusReason.OtherFocusReason)
