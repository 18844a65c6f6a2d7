"""Settings, Documents and terms: the habits of new documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from desktop.views.settings.office_form import OfficeForm
from desktop.views.terms_words import offered_terms, terms_words

if TYPE_CHECKING:
    from desktop.views.desk import Desk


class DocumentsSection(OfficeForm):
    """Days, prices, rounding, texts about payment."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        said = self.tr("What a new invoice or quote begins with. Each can say otherwise.")
        super().__init__(desk, self.tr("Documents and terms"), said, parent)
        prices = (("exclusive", self.tr("Without tax")), ("inclusive", self.tr("With tax")))
        rounding = (("per_total", self.tr("Once per rate")), ("per_line", self.tr("Line by line")))
        self.add_card(
            self.tr("Days"),
            self.choice_row(
                "payment_terms", self.tr("An invoice is due"), self.tr("Counted from its date."), _terms(desk)
            ),
            self.days_row("quote_days", self.tr("A quote is valid for"), self.tr("From its date.")),
        )
        self._add_answering()
        self.add_card(
            self.tr("Prices"),
            self.segment_row("price_mode", self.tr("Prices are typed"), "", prices),
            self.segment_row(
                "rounding", self.tr("Tax is rounded"), self.tr("Ask your accountant if you are unsure."), rounding
            ),
        )
        self.add_card(
            self.tr("What is paid"),
            self.text_row(
                "withholding_label",
                self.tr("A tax that customers withhold"),
                self.tr("Its name on the invoice, such as IRPF. Most businesses have none."),
                longest=40,
            ),
            self.rate_row("withholding_rate", self.tr("Withheld"), self.tr("Percent of the net; nothing for none.")),
            self.switch_row(
                "round_cash",
                self.tr("Round to coins"),
                self.tr("What is paid goes to the smallest coin of the currency: 0.05 in Swiss francs."),
            ),
        )
        self.add_card(
            self.tr("Terms"),
            self.area_row("terms", self.tr("Terms"), self.tr("Printed at the end of every new document."), lines=5),
            self.area_row(
                "late_fee",
                self.tr("Late payment"),
                self.tr("What a customer owes who pays late. Printed on new invoices."),
                lines=3,
            ),
        )
        self.column.addStretch(1)

    def _add_answering(self) -> None:
        wanted = (("no", self.tr("Not asked")), ("may", self.tr("If they like")), ("must", self.tr("Required")))
        self.add_card(
            self.tr("Quotes on the customer's page"),
            self.switch_row(
                "quote_accepts",
                self.tr("Accept online"),
                self.tr("The customer accepts, signs or declines on the page. Portal settings of a quote can differ."),
            ),
            self.segment_row(
                "quote_signature",
                self.tr("Signature"),
                self.tr("Beside the typed name: drawn with finger, pen or mouse."),
                wanted,
            ),
            self.segment_row(
                "quote_order_number", self.tr("Order number"), self.tr("It will stand on the invoice."), wanted
            ),
            self.switch_row("quote_terms", self.tr("Terms to tick"), self.tr("Whoever accepts says so with a tick.")),
        )


def _terms(desk: Desk) -> list[tuple[str, str]]:
    """Return the usual terms, and those of the business if they are others."""
    mine, offered = desk.office.payment_terms, offered_terms()
    return offered if mine in dict(offered) else [*offered, (mine, terms_words(mine))]
