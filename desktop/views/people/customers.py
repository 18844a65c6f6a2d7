"""Customers: who is billed, where, in which language and currency."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from desktop.queries.people import CustomerRow, customers
from desktop.services.customers import CustomerValues, add_customer, archive_customer, change_customer
from desktop.views.desk import Desk
from desktop.views.people.page import PageWords, RecordsPage
from desktop.views.tables.delegates import CellDelegate, TextDelegate
from desktop.views.tables.roles import CellValue, TextValue

if TYPE_CHECKING:
    from desktop.views.threads import Session


class CustomersPage(RecordsPage[CustomerRow]):
    """The list of customers with the form of one."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        words = PageWords(
            title=self.tr("Customers"),
            new=self.tr("New customer"),
            search=self.tr("Search name, contact, e-mail…"),
            nothing=self.tr("No customers yet."),
            unmatched=self.tr("No customer matches."),
            save=self.tr("Save customer"),
            put_away=self.tr("Archive"),
        )
        columns = [self.tr("Customer"), self.tr("Contact"), self.tr("E-mail"), self.tr("Documents")]
        super().__init__(desk, words, columns, parent)

    def cells(self, row: CustomerRow) -> tuple[CellValue, ...]:
        documents = self.locale().toString(row.documents) if row.documents else "–"
        return TextValue(row.name, strong=True), TextValue(row.contact), TextValue(row.email), TextValue(documents)

    def in_words(self, row: CustomerRow) -> str:
        return row.name

    def delegates(self) -> Sequence[CellDelegate[object]]:
        return [TextDelegate(self) for _ in range(4)]  # type: ignore[misc]  # each column's own kind of value

    def build_form(self) -> None:
        form = self.form
        self.name = form.add_field(self.tr("Name"))
        self.contact = form.add_field(self.tr("Contact"))
        self.email = form.add_field(self.tr("E-mail"))
        self.phone = form.add_field(self.tr("Telephone"))
        self.address = form.add_text(self.tr("Address"))
        self.country = form.add_field(self.tr("Country (two letters)"))
        self.tax_id = form.add_field(self.tr("VAT number"))
        self.language = form.add_field(self.tr("Language, if not yours (such as de)"))
        self.notes = form.add_text(self.tr("Notes, never shown to the customer"))

    def fill(self, row: CustomerRow | None) -> None:
        self.name.setText(row.name if row else "")
        self.contact.setText(row.contact if row else "")
        self.email.setText(row.email if row else "")
        self.phone.setText(row.phone if row else "")
        self.address.setPlainText(row.address if row else "")
        self.country.setText(row.country if row else "")
        self.tax_id.setText(row.tax_id if row else "")
        self.language.setText(row.language if row else "")
        self.notes.setPlainText(row.notes if row else "")

    def read_rows(self, session: Session, search: str) -> Sequence[CustomerRow]:
        return customers(session, search)

    def to_save(self, row: CustomerRow | None) -> Callable[[Session], object]:
        values, now = self._values(row), self.desk.now()
        if row is None:
            return lambda session: add_customer(session, values, at=now)
        return lambda session: change_customer(session, row.id, values)

    def archive(self, session: Session, row: CustomerRow) -> None:
        archive_customer(session, row.id, at=self.desk.now())

    def _values(self, row: CustomerRow | None) -> CustomerValues:
        return CustomerValues(
            name=self.name.text(),
            contact=self.contact.text(),
            email=self.email.text(),
            phone=self.phone.text(),
            address=self.address.toPlainText(),
            country=self.country.text().upper()[:2],
            tax_label=(row.tax_label if row else "") or self.desk.office.tax_label,
            tax_id=self.tax_id.text(),
            language=self.language.text(),
            currency=row.currency if row else "",
            payment_days=row.payment_days if row else None,
            notes=self.notes.toPlainText(),
        )
