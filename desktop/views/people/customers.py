"""Customers: who is billed, where, in which language and currency."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QWidget

from desktop.queries.people import CustomerRow, customers
from desktop.services.customers import CustomerValues, add_customer, archive_customer, change_customer
from desktop.views.desk import Desk
from desktop.views.people.page import PageWords, RecordsPage
from desktop.views.people.portal_access import PortalAccess
from desktop.views.settings.names import countries, currencies, document_languages, language_name
from desktop.views.tables.delegates import CellDelegate, TextDelegate
from desktop.views.tables.roles import CellValue, TextValue
from desktop.views.terms_words import offered_terms, terms_words
from desktop.views.words import language

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.queries.links import LinkCard
    from desktop.views.threads import Session


class CustomersPage(RecordsPage[CustomerRow]):
    """The list of customers with the form of one, and the link to all of that one's documents.

    ``copy_requested``, ``open_requested`` and ``settings_requested`` carry the customer whose link is meant,
    ``statement_requested`` the one whose statement is to be sent.
    """

    copy_requested = Signal(object)
    open_requested = Signal(object)
    settings_requested = Signal(object)
    statement_requested = Signal(object)
    widths = (150, 200, 96)

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
        desk.runner.committed.connect(self._read_link)
        desk.sync.changed.connect(self._read_link)

    def cells(self, row: CustomerRow) -> tuple[CellValue, ...]:
        documents = self.locale().toString(row.documents) if row.documents else "–"
        return TextValue(row.name, strong=True), TextValue(row.contact), TextValue(row.email), TextValue(documents)

    def in_words(self, row: CustomerRow) -> str:
        return row.name

    def delegates(self) -> Sequence[CellDelegate[object]]:
        return [TextDelegate(self) for _ in range(4)]  # type: ignore[misc]  # each column's own kind of value

    def build_form(self) -> None:
        form = self.form
        self.access = PortalAccess()
        self.access.copy_requested.connect(lambda: self._with_current(self.copy_requested))
        self.access.open_requested.connect(lambda: self._with_current(self.open_requested))
        self.access.settings_requested.connect(lambda: self._with_current(self.settings_requested))
        self.access.statement_requested.connect(lambda: self._with_current(self.statement_requested))
        form.add_part(self.access)
        self.name = form.add_field(self.tr("Name"))
        self.contact = form.add_field(self.tr("Contact"))
        self.email = form.add_field(self.tr("E-mail"), 320)
        self.email.setPlaceholderText(self.tr("Several with commas between"))
        self.phone, self.tax_id = form.add_pair(self.tr("Phone"), self._tax_name(), 40)
        self.address = form.add_text(self.tr("Address"))
        mine, office = language(), self.desk.office
        self.country = form.add_choice(self.tr("Country"), [("", self.tr("Not said")), *countries(mine)])
        theirs = self.tr("As yours: {name}")
        yours = theirs.format(name=language_name(office.language, mine))
        languages = document_languages(mine, office.country)
        self.language = form.add_choice(self.tr("Language of documents"), [("", yours), *languages])
        usual = theirs.format(name=office.currency)
        self.currency = form.add_choice(self.tr("Currency"), [("", usual), *currencies(mine)])
        agreed = theirs.format(name=terms_words(office.payment_terms))
        self.terms = form.add_choice(self.tr("Payment terms"), [("", agreed), *offered_terms()])
        self.notes = form.add_text(self.tr("Notes, never shown to the customer"))

    def first_field(self) -> QWidget:
        return self.name

    def commands(self, row: CustomerRow) -> Sequence[tuple[str, Callable[[], None]]]:
        return (
            (self.tr("Copy customer link"), lambda: self.copy_requested.emit(row.id)),
            (self.tr("Open portal"), lambda: self.open_requested.emit(row.id)),
            (self.tr("Portal settings…"), lambda: self.settings_requested.emit(row.id)),
            (self.tr("Send statement…"), lambda: self.statement_requested.emit(row.id)),
        )

    def current_id(self) -> UUID | None:
        """Return the customer in work; None while a new one is typed."""
        return self._current.id if self._current is not None else None

    def say_copied(self) -> None:
        """Let the button say that the link lies on the clipboard."""
        self.access.copy.show_copied()

    def fill(self, row: CustomerRow | None) -> None:
        self.access.setVisible(row is not None)
        self._read_link()
        self.name.setText(row.name if row else "")
        self.contact.setText(row.contact if row else "")
        self.email.setText(row.email if row else "")
        self.phone.setText(row.phone if row else "")
        self.address.setPlainText(row.address if row else "")
        self.country.choose(row.country if row else "")
        self.tax_id.setText(row.tax_id if row else "")
        known = language_name(row.language, language()) if row and row.language else ""
        self.language.choose(row.language if row else "", known)
        self.currency.choose(row.currency if row else "")
        spelled = row.payment_terms if row else ""
        self.terms.choose(spelled, terms_words(spelled) if spelled else "")
        self.notes.setPlainText(row.notes if row else "")

    def read_rows(self, session: Session, search: str) -> Sequence[CustomerRow]:
        return customers(session, search)

    def to_save(self, row: CustomerRow | None) -> Callable[[Session], object]:
        values, now = self._values(row), self.desk.now()
        if row is None:
            return lambda session: add_customer(session, values, at=now)
        return lambda session: change_customer(session, row.id, values, at=now)

    def archive(self, session: Session, row: CustomerRow) -> None:
        archive_customer(session, row.id, at=self.desk.now())

    def typed(self) -> object:
        return self._values(self._current)

    def _with_current(self, signal: SignalInstance) -> None:
        if self._current is not None:
            signal.emit(self._current.id)

    def _read_link(self) -> None:
        row, now = self._current, self.desk.now()
        if row is None:
            return

        def read(session: Session) -> tuple[LinkCard | None, bool]:
            from desktop.queries.links import link_card
            from desktop.queries.sync import portal_row

            return link_card(session, row.id, now=now), bool(portal_row(session).address)

        def show(found: tuple[LinkCard | None, bool]) -> None:
            if self._current is not None and self._current.id == row.id:
                link, has_portal = found
                zone, today = self.desk.office.time_zone, self.desk.today()
                self.access.show_link(link, has_portal=has_portal, time_zone=zone, today=today)

        self.desk.runner.read(read, show)

    def _tax_name(self) -> str:
        return self.tr("{tax} number").format(tax=self.desk.office.tax_label or self.tr("Tax"))

    def _values(self, row: CustomerRow | None) -> CustomerValues:
        return CustomerValues(
            name=self.name.text(),
            contact=self.contact.text(),
            email=self.email.text(),
            phone=self.phone.text(),
            address=self.address.toPlainText(),
            country=self.country.key,
            tax_label=(row.tax_label if row else "") or self.desk.office.tax_label,
            tax_id=self.tax_id.text(),
            language=self.language.key,
            currency=self.currency.key,
            payment_terms=self.terms.key,
            notes=self.notes.toPlainText(),
        )
