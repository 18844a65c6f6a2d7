"""What the business's country wants to read on an invoice, as rows of the checklist: they warn and never block."""

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from billing.requirements import Missing, missing
from billing.totals import Totals
from desktop.queries.drafts import DraftValues
from desktop.queries.people import CustomerRow
from desktop.queries.rows import OfficeRow
from desktop.services.readiness import law_facts


def country_checks(
    values: DraftValues, totals: Totals | None, *, customer: CustomerRow | None, office: OfficeRow
) -> list[tuple[str, str]]:
    """Return what is missing and what to do about it; nothing for quotes, and while nobody is addressed."""
    if values.kind == "quote" or customer is None or totals is None:
        return []
    wanted = missing(law_facts(values, totals.total, customer, office))
    return [_words(office)[each] for each in wanted]


def _words(office: OfficeRow) -> Mapping[Missing, tuple[str, str]]:
    business, people = _tr("Type it in Settings, Business."), _tr("Type it on the customer’s page.")
    number = _tr("Your {tax} number is missing").format(tax=office.tax_label or _tr("VAT"))
    return {
        Missing.SELLER_ADDRESS: (_tr("Your address is missing"), business),
        Missing.SELLER_TAX_ID: (number, business),
        Missing.SELLER_REGISTRATION: (_tr("Your registration is missing (SIREN, RCS)"), business),
        Missing.BUYER_ADDRESS: (_tr("The customer has no address"), people),
        Missing.BUYER_TAX_ID: (_tr("The customer’s tax number is missing"), people),
        Missing.BUYER_IDENTITY: (_tr("The customer has neither address nor number"), people),
        Missing.SUPPLY_DATE: (_tr("No date of supply"), _tr("Type when it was delivered or done.")),
        Missing.EXEMPTION_REASON: (
            _tr("A line without tax gives no reason"),
            _tr("Choose a tax of 0 % for it whose kind says why."),
        ),
        Missing.LATE_PAYMENT_TERMS: (
            _tr("Nothing is said about late payment"),
            _tr("Type rate and fixed sum in Settings, Documents."),
        ),
        Missing.TAX_IN_POUNDS: (_tr("The tax in pounds is missing"), _tr("Say it in the message, at the day’s rate.")),
        Missing.TERMS: (_tr("No payment terms"), _tr("Say below the lines when and how to pay.")),
    }


def _tr(text: str) -> str:
    return QCoreApplication.translate("checklist", text)
