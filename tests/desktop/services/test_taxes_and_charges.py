"""Several taxes, charges, withholding and cash rounding: from the keys to the frozen document."""

from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from billing.issued import IssuedDocument, IssuedTax, IssuedWithholding
from billing.snapshot import View, view_of
from billing.taxes import TaxesTooHigh
from desktop.models import Document, Issued
from desktop.queries.cards import document_card
from desktop.queries.documents import document_rows
from desktop.queries.drafts import ChargeValues, DraftValues, draft
from desktop.queries.people import TaxRow, items, tax_rates
from desktop.services.assembly import NotReady
from desktop.services.customers import CustomerValues, add_customer
from desktop.services.drafts import begin_draft, duplicate, save_draft
from desktop.services.items import ItemValues, TaxesInACircle, archive_tax_rate, save_item, save_tax_rate
from desktop.services.office import change_business
from desktop.services.publishing import published_view
from tests.desktop.office import NOON, TODAY, Desk, line
from tests.desktop.services.test_office import VALUES

GST, QST = IssuedTax(label="GST", rate=Decimal(5)), IssuedTax(label="QST", rate=Decimal("9.975"), compound=True)
REVERSED = IssuedTax(label="VAT", category="AE")


def everything(values: DraftValues) -> DraftValues:
    """Return a draft with all that this file is about: 100.00 with two taxes, 50.00 reverse-charged, shipping."""
    return replace(
        values,
        currency="CHF",
        lines=(replace(line(), taxes=(GST, QST)), replace(line("Fitting", "50"), taxes=(REVERSED,))),
        charges=(ChargeValues("Shipping", minor=1_234, taxes=(GST,)), ChargeValues("Fee", Decimal("2.5"))),
        withholding=IssuedWithholding(label="IRPF", rate=Decimal(15)),
        cash_step=5,
    )


def typed(desk: Desk, *, language: str = "", **changes: Any) -> UUID:
    """Save a draft with everything in it, and ``changes``."""

    def write(session: Session) -> UUID:
        customer = add_customer(session, CustomerValues("Rosewood", language=language), at=NOON)
        document, blank = begin_draft(session, "invoice", on=TODAY, at=NOON, customer_id=customer)
        save_draft(session, document, replace(everything(blank), **changes), at=NOON)
        return document

    return desk.write(write)


def issued_view(desk: Desk, document: UUID) -> View:
    body = desk.read(lambda session: session.scalars(select(Issued.body).where(Issued.document_id == document)).one())
    return view_of(IssuedDocument.model_validate_json(body))


def test_all_of_a_draft_comes_back_as_it_was_typed(desk: Desk) -> None:
    half = (ChargeValues("Shipping", typed="12,,5", taxes=(GST,)),)
    document = typed(desk, charges=half, typed={"discount": "5 %%", "due_on": "31 F"})
    values = desk.read(lambda session: draft(session, document))
    assert values.lines[0].taxes == (GST, QST)
    assert values.charges == half
    assert values.typed == {"discount": "5 %%", "due_on": "31 F"}
    assert (values.withholding, values.cash_step) == (IssuedWithholding(label="IRPF", rate=Decimal(15)), 5)


def test_what_is_half_typed_keeps_it_from_being_issued_and_says_where(desk: Desk) -> None:
    half = (ChargeValues("", typed="12,,5"),)
    document = typed(desk, charges=half, typed={"discount": "5 %%"})
    with pytest.raises(NotReady) as refused:
        desk.issue(document)
    assert refused.value.missing == (
        "the discount holds something that cannot be read yet",
        "a charge holds something that is no number yet",
        "every charge needs a name",
    )


def test_list_drawer_and_page_owe_what_is_paid_not_the_total(desk: Desk) -> None:
    """Net 166.09, GST 5.62 on 112.34, QST 10.47 on 105.00; less IRPF 24.91: 157.27, in coins 157.25."""
    document = typed(desk)
    desk.issue(document)
    row = next(iter(desk.read(lambda session: document_rows(session, [1], today=TODAY, now=NOON)).values()))
    card = desk.read(lambda session: document_card(session, document, today=TODAY, now=NOON))
    view = desk.read(lambda session: published_view(session, session.get_one(Document, document), None))
    assert (view.total, view.payable, view.balance) == ("CHF\u00a0182.18", "CHF\u00a0157.25", "CHF\u00a0157.25")
    assert row.balance_minor == card.balance_minor == view.balance_minor == 15_725
    assert row.total_minor == card.total_minor == view.total_minor == 18_218


def test_an_invoice_of_which_all_that_is_payable_was_paid_is_paid(desk: Desk) -> None:
    document = typed(desk)
    desk.issue(document)

    def pay(session: Session) -> None:
        entity = session.get_one(Document, document)
        entity.settled_minor = entity.payable_minor

    desk.write(pay)
    view = desk.read(lambda session: published_view(session, session.get_one(Document, document), None))
    card = desk.read(lambda session: document_card(session, document, today=TODAY, now=NOON))
    assert (view.state, view.balance_minor, card.state) == ("paid", 0, "paid")


def test_an_invoice_of_which_nothing_is_payable_is_paid_when_it_is_issued(desk: Desk) -> None:
    document = typed(desk, discount_percent=Decimal(100), charges=(), withholding=None)
    desk.issue(document)
    card = desk.read(lambda session: document_card(session, document, today=TODAY, now=NOON))
    assert (card.total_minor, card.balance_minor, card.state) == (0, 0, "paid")


def test_a_withholding_of_nothing_is_not_printed(desk: Desk) -> None:
    document = typed(desk, withholding=IssuedWithholding(label="IRPF", rate=Decimal(0)))
    desk.issue(document)
    assert issued_view(desk, document).withheld is None


@pytest.mark.parametrize(
    ("language", "reason"), [("", "Reverse charge"), ("de", "Steuerschuldnerschaft des Leistungsempfängers")]
)
def test_why_there_is_no_tax_is_frozen_in_the_customers_language(desk: Desk, language: str, reason: str) -> None:
    document = typed(desk, language=language)
    desk.issue(document)
    assert issued_view(desk, document).tax_notes == (reason,)


def test_the_offices_own_words_stand_on_the_paper(desk: Desk) -> None:
    own = REVERSED.model_copy(update={"reason": "VAT is due by the customer, section 4"})
    document = typed(desk, lines=(replace(line(), taxes=(own,)),), language="de")
    desk.issue(document)
    assert issued_view(desk, document).tax_notes == ("VAT is due by the customer, section 4",)


def test_a_copy_has_the_charges_and_taxes_of_the_first(desk: Desk) -> None:
    document = typed(desk)
    copy = desk.write(lambda session: duplicate(session, document, on=TODAY, at=NOON))
    first = desk.read(lambda session: draft(session, document))
    second = desk.read(lambda session: draft(session, copy))
    assert (second.lines, second.charges) == (first.lines, first.charges)
    assert (second.withholding, second.cash_step) == (first.withholding, first.cash_step)


def test_a_copy_is_dated_anew_and_keeps_a_half_typed_discount(desk: Desk) -> None:
    document = typed(desk, typed={"discount": "5 %%", "due_on": "31 F"})
    copy = desk.write(lambda session: duplicate(session, document, on=TODAY, at=NOON))
    assert desk.read(lambda session: draft(session, copy)).typed == {"discount": "5 %%"}


def test_new_drafts_begin_with_the_offices_habits(desk: Desk) -> None:
    habits = replace(VALUES, currency="CHF", withholding_label="IRPF", withholding_rate="7.5", round_cash=True)
    desk.write(lambda session: change_business(session, habits, at=NOON))
    _document, values = desk.write(lambda session: begin_draft(session, "invoice", on=TODAY, at=NOON))
    assert values.withholding == IssuedWithholding(label="IRPF", rate=Decimal("7.5"))
    assert values.cash_step == 5


# -- taxes that come together -----------------------------------------------------------------------------------------


def quebec(desk: Desk) -> tuple[UUID, UUID]:
    """Offer GST, and QST that comes with it and is the default."""

    def write(session: Session) -> tuple[UUID, UUID]:
        gst = save_tax_rate(session, "GST", Decimal(5))
        qst = save_tax_rate(session, "QST", Decimal("9.975"), compound=True, beside_id=gst, default=True)
        return gst, qst

    return desk.write(write)


def offered(desk: Desk, tax: UUID) -> TaxRow:
    return next(row for row in desk.read(tax_rates) if row.id == tax)


def test_a_tax_brings_along_the_one_it_comes_with(desk: Desk) -> None:
    gst, qst = quebec(desk)
    assert offered(desk, qst).taxes == (GST, QST)
    assert offered(desk, gst).taxes == (GST,)
    _document, values = desk.write(lambda session: begin_draft(session, "invoice", on=TODAY, at=NOON))
    assert values.lines[0].taxes == (GST, QST)


def test_an_item_brings_both_taxes_along(desk: Desk) -> None:
    _gst, qst = quebec(desk)
    desk.write(lambda session: save_item(session, ItemValues("Maple", tax_rate_id=qst)))
    (item,) = desk.read(items)
    assert item.tax is not None
    assert item.tax.taxes == (GST, QST)


def test_two_taxes_cannot_bring_each_other_along(desk: Desk) -> None:
    gst, qst = quebec(desk)
    with pytest.raises(TaxesInACircle):
        desk.write(lambda session: save_tax_rate(session, "GST", Decimal(5), beside_id=qst, tax_id=gst))
    assert offered(desk, gst).beside_id is None


def test_taxes_over_100_percent_together_are_refused_when_they_are_set_up(desk: Desk) -> None:
    gst, _qst = quebec(desk)
    with pytest.raises(TaxesTooHigh):
        desk.write(lambda session: save_tax_rate(session, "Luxury", Decimal("95.5"), beside_id=gst))
    assert len(desk.read(tax_rates)) == 3


def test_a_tax_whose_companion_is_offered_no_more_stands_alone(desk: Desk) -> None:
    gst, qst = quebec(desk)
    desk.write(lambda session: archive_tax_rate(session, gst, at=NOON))
    assert offered(desk, qst).taxes == (QST,)
