"""Items: what is sold, for how much, with which tax."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QWidget

from billing.formatting import format_number, format_rate
from billing.money import PRICE_PLACES
from billing.parsing import parse_number
from desktop.queries.people import ItemRow, TaxRow, items, tax_rates
from desktop.services.items import ItemValues, archive_item, save_item
from desktop.views.desk import Desk
from desktop.views.people.page import PageWords, RecordsPage
from desktop.views.tables.delegates import CellDelegate, FigureDelegate, TextDelegate
from desktop.views.tables.roles import CellValue, TextValue
from desktop.views.words import language

if TYPE_CHECKING:
    from desktop.views.threads import Session


class ItemsPage(RecordsPage[ItemRow]):
    """The catalogue with the form of one item."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        words = PageWords(
            title=self.tr("Items"),
            new=self.tr("New item"),
            search=self.tr("Search title or code…"),
            nothing=self.tr("No items yet."),
            unmatched=self.tr("No item matches."),
            save=self.tr("Save item"),
            put_away=self.tr("Archive"),
        )
        super().__init__(desk, words, [self.tr("Item"), self.tr("Code"), self.tr("Unit price"), self.tr("Tax")], parent)

    def cells(self, row: ItemRow) -> tuple[CellValue, ...]:
        price = format_number(row.unit_price, language())
        unit = f"{price} / {row.unit}" if row.unit else price
        return TextValue(row.title, strong=True), TextValue(row.code), TextValue(unit), TextValue(_tax_words(row.tax))

    def in_words(self, row: ItemRow) -> str:
        return row.title

    def delegates(self) -> Sequence[CellDelegate[object]]:
        return [TextDelegate(self), TextDelegate(self), FigureDelegate(self), FigureDelegate(self)]  # type: ignore[list-item]

    def build_form(self) -> None:
        form = self.form
        self.name = form.add_field(self.tr("Title"))
        self.detail = form.add_text(self.tr("Description, the lighter line"))
        self.code = form.add_field(self.tr("Code"))
        self.unit = form.add_field(self.tr("Unit (pc, h, m²…)"))
        self.price = form.add_field(self.tr("Unit price"))
        self.tax = QComboBox()
        self.tax.setAccessibleName(self.tr("Tax"))
        form.add_widget(self.tr("Tax"), self.tax)

    def fill(self, row: ItemRow | None) -> None:
        self.name.setText(row.title if row else "")
        self.detail.setPlainText(row.detail if row else "")
        self.code.setText(row.code if row else "")
        self.unit.setText(row.unit if row else "")
        self.price.setText(format_number(row.unit_price, language()) if row else "")
        wanted = row.tax.id if row and row.tax else None
        self.tax.setCurrentIndex(max(0, self.tax.findData(wanted)))

    def read_rows(self, session: Session, search: str) -> Sequence[ItemRow]:
        return items(session, search)

    def to_save(self, row: ItemRow | None) -> Callable[[Session], object]:
        values = ItemValues(
            title=self.name.text(),
            code=self.code.text(),
            detail=self.detail.toPlainText(),
            unit=self.unit.text(),
            unit_price=parse_number(self.price.text() or "0", language(), places=PRICE_PLACES),
            tax_rate_id=self.tax.currentData(),
        )
        return lambda session: save_item(session, values, item_id=row.id if row else None)

    def archive(self, session: Session, row: ItemRow) -> None:
        archive_item(session, row.id, at=self.desk.now())

    def refresh(self) -> None:
        super().refresh()
        self.desk.runner.read(tax_rates, self._show_taxes)

    def _show_taxes(self, rates: tuple[TaxRow, ...]) -> None:
        chosen = self.tax.currentData()
        self.tax.clear()
        for rate in rates:
            self.tax.addItem(_tax_words(rate), rate.id)
        self.tax.setCurrentIndex(max(0, self.tax.findData(chosen)))


def _tax_words(tax: TaxRow | None) -> str:
    return f"{tax.label} {format_rate(tax.rate, language())}" if tax else "–"
