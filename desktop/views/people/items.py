"""Items: what is sold, for how much, with which tax."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtWidgets import QWidget

from billing.formatting import format_price
from billing.money import PRICE_PLACES
from billing.parsing import parse_number
from desktop.queries.people import ItemRow, TaxRow, items, tax_rates
from desktop.services.items import ItemValues, archive_item, save_item
from desktop.views.desk import Desk
from desktop.views.people.page import PageWords, RecordsPage
from desktop.views.tables.delegates import CellDelegate, FigureDelegate, TextDelegate
from desktop.views.tables.roles import CellValue, TextValue
from desktop.views.words import language, tax_names

if TYPE_CHECKING:
    from desktop.views.threads import Session

_NO_TAX = ""


class ItemsPage(RecordsPage[ItemRow]):
    """The catalogue with the form of one item."""

    widths = (110, 150, 110)
    _usual_tax = _NO_TAX
    _price_shown = ""

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
        price = format_price(row.unit_price, self.desk.office.currency, language())
        unit = f"{price} / {row.unit}" if row.unit else price
        return TextValue(row.title, strong=True), TextValue(row.code), TextValue(unit), TextValue(_tax_words(row.tax))

    def in_words(self, row: ItemRow) -> str:
        return row.title

    def delegates(self) -> Sequence[CellDelegate[object]]:
        return [TextDelegate(self), TextDelegate(self), FigureDelegate(self), FigureDelegate(self)]  # type: ignore[list-item]

    def build_form(self) -> None:
        form = self.form
        self.name = form.add_field(self.tr("Title"), 300)
        self.detail = form.add_text(self.tr("Description, the lighter line"))
        self.code, self.unit = form.add_pair(self.tr("Code"), self.tr("Unit (pc, h, m²…)"), 20)
        self.code.setMaxLength(60)
        with_tax = self.desk.office.price_mode == "inclusive"
        mode = self.tr("with tax") if with_tax else self.tr("without tax")
        words = self.tr("Unit price in {currency}, {mode}").format(currency=self.desk.office.currency, mode=mode)
        self.price = form.add_field(words, 40)
        self.tax = form.add_choice(self.tr("Tax"), [(_NO_TAX, self.tr("None"))])

    def first_field(self) -> QWidget:
        return self.name

    def fill(self, row: ItemRow | None) -> None:
        self.name.setText(row.title if row else "")
        self.detail.setPlainText(row.detail if row else "")
        self.code.setText(row.code if row else "")
        self.unit.setText(row.unit if row else "")
        price = format_price(row.unit_price, self.desk.office.currency, language()) if row else ""
        self._price_shown = price
        self.price.setText(price)
        if row is None:
            self.tax.choose(self._usual_tax)
        else:
            self.tax.choose(str(row.tax.id) if row.tax else _NO_TAX, _tax_words(row.tax))

    def read_rows(self, session: Session, search: str) -> Sequence[ItemRow]:
        return items(session, search)

    def _unit_price(self, row: ItemRow | None) -> Decimal:
        """A price that nobody touched is the one in the books, however its language would read it."""
        if row is not None and self.price.text() == self._price_shown:
            return row.unit_price
        return parse_number(self.price.text() or "0", language(), places=PRICE_PLACES)

    def to_save(self, row: ItemRow | None) -> Callable[[Session], object]:
        values = ItemValues(
            title=self.name.text(),
            code=self.code.text(),
            detail=self.detail.toPlainText(),
            unit=self.unit.text(),
            unit_price=self._unit_price(row),
            tax_rate_id=UUID(self.tax.key) if self.tax.key else None,
        )
        return lambda session: save_item(session, values, item_id=row.id if row else None)

    def archive(self, session: Session, row: ItemRow) -> None:
        archive_item(session, row.id, at=self.desk.now())

    def refresh(self) -> None:
        super().refresh()
        self.desk.runner.read(tax_rates, self._show_taxes)

    def typed(self) -> object:
        fields = (self.name, self.code, self.unit, self.price)
        return [field.text() for field in fields], self.detail.toPlainText(), self.tax.key

    def _show_taxes(self, rates: tuple[TaxRow, ...]) -> None:
        untouched = self.typed() == self._filled
        chosen, words = self.tax.key, self.tax.currentText()
        self.tax.clear()
        self.tax.addItem(self.tr("None"), _NO_TAX)
        for rate in rates:
            self.tax.addItem(_tax_words(rate), str(rate.id))
        self._usual_tax = next((str(rate.id) for rate in rates if rate.is_default), _NO_TAX)
        begins = untouched and self._current is None
        self.tax.choose(self._usual_tax if begins else chosen, words)
        if untouched:
            self._filled = self.typed()


def _tax_words(tax: TaxRow | None) -> str:
    return tax_names(tax.taxes) if tax else "–"
