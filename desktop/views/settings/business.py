"""Settings, Business: who writes the documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from desktop.views.settings.names import countries, currencies, document_languages, language_name, time_zones
from desktop.views.settings.office_form import OfficeForm
from desktop.views.settings.ways_list import WaysList
from desktop.views.words import language

if TYPE_CHECKING:
    from desktop.queries.rows import OfficeRow
    from desktop.views.desk import Desk


class BusinessSection(OfficeForm):
    """Name, address, tax number, how customers pay, and the habits of the country."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        said = self.tr("Stands on every new document. Issued ones keep what they say.")
        super().__init__(desk, self.tr("Business"), said, parent)
        mine = language()
        office = desk.office
        self.name = self.text_row("name", self.tr("Name"), self.tr("On every page that a customer sees."))
        self.add_card(
            "",
            self.name,
            self.area_row("address", self.tr("Address"), self.tr("Street, town, postcode, one line each.")),
            self.choice_row("country", self.tr("Country"), "", countries(mine)),
            self.text_row("email", self.tr("E-mail"), self.tr("Where customers write to."), longest=320),
            self.text_row("phone", self.tr("Phone"), longest=50),
            self.text_row("website", self.tr("Website")),
        )
        self.add_card(
            self.tr("Tax"),
            self.text_row("tax_label", self.tr("Name of the tax"), self.tr("VAT, GST, as it is called."), longest=40),
            self.text_row("tax_id", self.tr("Tax number"), self.tr("Printed under the address."), longest=40),
            self.text_row(
                "registration",
                self.tr("Registration"),
                self.tr("Company register, SIREN."),
                longest=100,
            ),
        )
        self.ways = WaysList(desk)
        self.ways.offered.connect(self.offered)
        self.column.addWidget(self.ways)
        tongues = document_languages(mine, office.country)
        if office.language not in dict(tongues):
            tongues.append((office.language, language_name(office.language, mine)))
        self.add_card(
            self.tr("Language, money, time"),
            self.choice_row(
                "language", self.tr("Language of documents"), self.tr("A customer can have another."), tongues
            ),
            self.choice_row("currency", self.tr("Currency"), self.tr("Of new documents."), currencies(mine)),
            self.choice_row(
                "time_zone", self.tr("Time zone"), self.tr("Decides which day it is on a document."), time_zones()
            ),
        )
        self.column.addStretch(1)

    def take_office(self, office: OfficeRow | None) -> None:
        """Amounts are said in the currency of the business: with another they are gone, and that is told."""
        before = self._desk.office
        super().take_office(office)
        assert office is not None
        if before.currency != office.currency and (before.small_minor or before.pay_part_minor):
            said = self.tr("Amounts in {currency} were cleared.")
            again = self.tr("Type the small amount and the smallest part in {currency} under Payments.")
            self.told.emit(said.format(currency=before.currency), again.format(currency=office.currency))

    def refresh(self) -> None:
        """Read the ways to pay again."""
        self.ways.refresh()
