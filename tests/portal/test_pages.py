"""What the customer's page says, and what it never says."""

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, get_args

import pytest

from billing.issued import BankDetail, IssuedCharge, IssuedInstalment, IssuedWithholding, PayWay
from billing.pay_ways import details_of
from billing.snapshot import CreditGiven, PaymentView, Standing, View
from portal.pages import DeadEnd, Page
from tests.portal.markup import Markup
from tests.portal.samples import (
    ADDRESS,
    PAID_IN_PART,
    credit,
    drawn,
    ended,
    line,
    lines,
    quote,
    vat,
    view,
)

DEAD_ENDS: tuple[DeadEnd, ...] = get_args(DeadEnd)
DUE = date(2026, 12, 4)


def read(page: Page) -> Markup:
    return Markup(page.html)


def said(page: Page) -> tuple[str, str, str]:
    """Return tone, state and sentence of the stub."""
    tone, state, sentence = re.findall(r'class="pill (\w+)">(.*?)</span>.*?class="say">(.*?)</p>', page.html, re.S)[0]
    return tone, state, Markup(sentence).text


def every_page() -> list[Page]:
    documents = [view(PAID_IN_PART), quote(), credit()]
    return [*map(drawn, documents), *(ended(kind) for kind in DEAD_ENDS)]


# -- the one sentence -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (DUE - timedelta(14), ("info", "Open", "Due on 4 December 2026, in 14 days.")),
        (DUE - timedelta(1), ("info", "Open", "Due on 4 December 2026, tomorrow.")),
        (DUE, ("info", "Open", "Due today, 4 December 2026.")),
        (DUE + timedelta(1), ("bad", "Overdue", "This was due on 4 December 2026, yesterday.")),
        (DUE + timedelta(14), ("bad", "Overdue", "This was due on 4 December 2026, 14 days ago.")),
    ],
)
def test_an_open_invoice_counts_the_days_of_the_offices_calendar(today: date, expected: tuple[str, str, str]) -> None:
    assert said(drawn(view(), today=today)) == expected


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (DUE, ("wait", "Partly paid", "€1,500.00 of €7,597.21 is paid; the rest is due on 4 December 2026.")),
        (
            DUE + timedelta(2),
            ("bad", "Overdue", "€1,500.00 of €7,597.21 is paid; the rest was due on 4 December 2026, 2 days ago."),
        ),
    ],
)
def test_an_invoice_paid_in_part_says_how_much_and_the_bar_shows_it(
    today: date, expected: tuple[str, str, str]
) -> None:
    page = drawn(view(PAID_IN_PART), today=today)
    assert said(page) == expected
    assert read(page).of("progress") == [{"value": "150000", "max": "759721", "aria-hidden": "true"}]


def test_an_invoice_without_a_date_is_due_on_receipt() -> None:
    assert said(drawn(view(due_on=None)))[2] == "Due on receipt."
    assert said(drawn(view(PAID_IN_PART, due_on=None)))[2] == "€1,500.00 of €7,597.21 is paid; the rest is due now."


def test_a_paid_invoice_says_when_and_asks_for_nothing() -> None:
    payment = PaymentView(on="20 November 2026", method="Card", amount="€7,597.21")
    paid = Standing(state="paid", paid_minor=759_721, payments=(payment,))
    page = drawn(view(paid), state="settled", today=DUE + timedelta(30))
    assert said(page) == ("ok", "Paid", "Paid in full on 20 November 2026; there is nothing more to do.")
    assert "Amount due" not in page.html
    assert "IBAN" not in page.html  # nobody pays twice because the page still says how


def test_an_invoice_paid_before_its_state_arrives_is_paid() -> None:
    assert said(drawn(view(Standing(paid_minor=759_721)))) == (
        "ok",
        "Paid",
        "Paid in full; there is nothing more to do.",
    )


@pytest.mark.parametrize(
    ("state", "today", "expected"),
    [
        ("open", date(2026, 12, 18), ("info", "Open", "This offer is valid until 18 December 2026.")),
        ("open", date(2026, 12, 19), ("off", "Expired", "This offer ended on 18 December 2026; ask for a new one.")),
        ("accepted", date(2026, 12, 19), ("ok", "Accepted", "This quote was accepted; there is nothing to do.")),
        ("declined", date(2026, 12, 1), ("off", "Declined", "You declined this quote.")),
    ],
)
def test_a_quote_says_until_when_or_how_it_was_answered(
    state: Any, today: date, expected: tuple[str, str, str]
) -> None:
    assert said(drawn(quote(Standing(state=state)), today=today)) == expected


def test_a_quote_without_a_date_waits_for_its_answer() -> None:
    assert said(drawn(quote(valid_until=None)))[2] == "This offer waits for your answer."


def test_a_credit_note_and_a_credited_invoice_ask_for_nothing() -> None:
    sentence = "This amount is credited to you; there is nothing to do."
    assert said(drawn(credit(), state="settled")) == ("off", "Credited", sentence)
    credited = drawn(view(Standing(state="credited")), state="settled", today=DUE + timedelta(9))
    assert said(credited)[:2] == ("off", "Credited")


def test_a_german_page_speaks_german() -> None:
    page = drawn(view(language="de-DE"))
    assert said(page) == ("info", "Offen", "Fällig am 4. Dezember 2026, in 14 Tagen.")
    assert read(page).of("html") == [{"lang": "de-DE", "dir": "ltr"}]


# -- the document -----------------------------------------------------------------------------------------------------


def test_the_stub_and_the_last_sum_are_the_same_figure() -> None:
    figures = re.findall(r'class="(?:amount|due)".*?<bdi>(.*?)</bdi>', drawn(view(PAID_IN_PART)).html)
    assert figures == ["€6,097.21", "€6,097.21"]


def test_the_stub_comes_first_in_the_source() -> None:
    html = drawn(view()).html
    assert html.index('class="amount') < html.index("Billed to") < html.index('class="lines"')


def test_lines_and_totals_stand_in_tables_with_heads() -> None:
    page = read(drawn(view(PAID_IN_PART)))
    assert len([row for row in page.of("th") if row.get("scope") == "row"]) == 20 + 8 + 2
    assert "20 lines amounts in EUR, without tax" in page.text
    assert "LED strip, warm white With driver and end caps 7.5 m × 31.2345 · Tax 13.5%" in page.text
    assert "VAT 13.5% on €6,673.49 €900.92" in page.text
    assert "Paid so far −€1,500.00 Amount due €6,097.21" in page.text
    assert "Payments so far Date Paid by Amount 10 Nov 2026 Bank transfer €1,000.00" in page.text


def test_the_tax_column_exists_only_with_several_rates() -> None:
    assert '<th scope="col" class="n w">Tax</th>' in drawn(view()).html
    one_rate = drawn(view(lines=lines(3))).html
    assert '<th scope="col" class="n w">Tax</th>' not in one_rate
    assert "Tax <bdi>" not in one_rate


def test_prices_with_tax_say_so_and_take_it_out_below_the_total() -> None:
    text = read(drawn(view(price_mode="inclusive", discount=None))).text
    assert "amounts in EUR, tax included" in text
    assert text.index("Total €7,048.73") < text.index("of which VAT 13.5% on")


def test_charges_withholding_and_rounding_are_rows_and_the_last_is_what_is_paid() -> None:
    shown = view(
        Standing(paid_minor=10_000),
        currency="CHF",
        lines=(line(taxes=(vat("0", category="AE", reason="Reverse charge <b>"),)),),
        charges=(IssuedCharge(label="Shipping & handling", minor=40_517),),
        withholding=IssuedWithholding(label="IRPF", rate=Decimal(15)),
        cash_step=5,
    )
    page = drawn(shown)
    assert (
        "Total CHF 1,127.17 IRPF 15% −CHF 169.08 Rounding CHF 0.01 To pay CHF 958.10 "
        "Paid so far −CHF 100.00 Amount due CHF 858.10"
    ) in read(page).text.replace("\u00a0", " ")
    assert "Shipping &amp; handling" in page.html
    unpaid = drawn(view(withholding=IssuedWithholding(label="IRPF", rate=Decimal(15))))
    assert "To pay" not in read(unpaid).text  # it would say again what is due
    assert "Reverse charge &lt;b&gt;" in page.html
    assert read(page).of("progress") == [{"value": "10000", "max": "95810", "aria-hidden": "true"}]


def test_what_falls_due_in_parts_is_listed_with_what_is_paid_of_it_until_all_is() -> None:
    parts = (
        IssuedInstalment(due_on=date(2026, 11, 6), minor=150_000),
        IssuedInstalment(due_on=date(2026, 12, 18), minor=609_721),
    )
    page = read(drawn(view(PAID_IN_PART, instalments=parts)))
    listed = "To be paid in parts Due Amount 6 November 2026 paid €1,500.00 18 December 2026 €6,097.21"
    assert listed in page.text
    assert said(drawn(view(PAID_IN_PART, instalments=parts)))[2].endswith("18 December 2026.")
    settled = Standing(state="paid", paid_minor=759_721)
    assert "To be paid in parts" not in read(drawn(view(settled, instalments=parts))).text
    assert "To be paid in parts" not in read(drawn(view(PAID_IN_PART))).text


def test_a_part_that_credit_covers_is_settled_and_not_paid() -> None:
    parts = tuple(
        IssuedInstalment(due_on=date(2026, month, 6), minor=minor)
        for month, minor in ((9, 100_000), (10, 100_000), (11, 200_000), (12, 359_721))
    )
    credit = CreditGiven(number="CRN-2026-0001", on=date(2026, 9, 1), minor=150_000)
    page = read(drawn(view(Standing(paid_minor=100_000, credits=(credit,)), instalments=parts)))
    listed = "6 September 2026 paid €1,000.00 6 October 2026 settled €1,000.00 6 November 2026 €2,000.00"
    assert listed in page.text


@pytest.mark.parametrize(
    ("paid", "today", "sentence"),
    [
        (0, date(2026, 11, 1), "The next part is due on 6 November 2026; all of them stand below."),
        (0, date(2026, 11, 7), "A part of this was due on 6 November 2026; all of them stand below."),
        (100, date(2026, 11, 1), "€1.00 of €7,597.21 is paid; the next part is due on 6 November 2026."),
        (150_000, date(2026, 11, 7), "€1,500.00 of €7,597.21 is paid; the rest is due on 18 December 2026."),
    ],
)
def test_the_stub_never_says_that_all_is_due_when_a_part_is(paid: int, today: date, sentence: str) -> None:
    parts = (
        IssuedInstalment(due_on=date(2026, 11, 6), minor=150_000),
        IssuedInstalment(due_on=date(2026, 12, 18), minor=609_721),
    )
    page = drawn(view(Standing(paid_minor=paid), instalments=parts), today=today)
    assert said(page)[2] == sentence


def test_options_and_discounts_are_told_on_their_line() -> None:
    page = read(drawn(quote()))
    assert "Footrest rail Brass, 2.4 m optional" in page.text
    assert "Night lighting optional, not chosen" in page.text
    assert len(page.with_class("not")) == 1
    discounted = line(discount={"percent": "10"})
    assert "Oiled oak, 2.4 m less 10%" in read(drawn(view(lines=(discounted,)))).text


IBAN = BankDetail(label="IBAN", value="IE29")


def test_bank_details_end_with_the_reference_and_select_as_a_whole() -> None:
    details = (BankDetail(label="", value="Allied Bank, Dublin"), IBAN)
    page = drawn(view(ways=(PayWay(kind="bank", details=details),)))
    copied = re.findall(r'class="copy"><bdi>(.*?)</bdi>', page.html)
    assert copied == ["Allied Bank, Dublin", "IE29", "INV-2026-0187"]


def test_what_has_no_label_stands_above_what_it_introduces_and_the_reference_below_all() -> None:
    typed = "From inside Europe\nIBAN: IE29\nFrom the United States:\nAccount: 12345678\nRouting: 021000021"
    page = drawn(view(ways=(PayWay(kind="bank", details=details_of(typed)),)))
    section = page.html[page.html.index("<h2>Pay by bank transfer</h2>") :]
    order = re.findall(r"<p class=\"copy\"><bdi>(.*?)</bdi>|(<dl)|<dt>(.*?)</dt>|(</dl>)", section)[:12]
    assert ["".join(found) for found in order] == [
        "From inside Europe", "<dl", "IBAN", "</dl>",
        "From the United States:", "<dl", "Account", "Routing", "</dl>",
        "<dl", "Reference", "</dl>",
    ]  # fmt: skip


def test_several_ways_to_pay_stand_under_their_own_headings_with_one_reference() -> None:
    ways = (
        PayWay(kind="bank", details=(IBAN,)),
        PayWay(kind="paypal", details=(BankDetail(label="", value="https://paypal.me/alder"),)),
        PayWay(kind="crypto", label="Bitcoin <b>", details=(BankDetail(label="Address", value="bc1q"),)),
    )
    page = drawn(view(ways=ways))
    assert "<h2>How to pay</h2>" in page.html
    headings = re.findall(r"<h3>(.*?)</h3>", page.html)
    assert headings == ["Pay by bank transfer", "Pay with PayPal", "Bitcoin &lt;b&gt;"]
    copied = re.findall(r'class="copy"><bdi>(.*?)</bdi>', page.html)
    assert copied == ["IE29", "https://paypal.me/alder", "bc1q", "INV-2026-0187"]
    assert "<h3>Zahlung mit PayPal</h3>" in drawn(view(ways=ways, language="de")).html


def test_the_only_way_ends_with_the_reference_among_its_own_rows() -> None:
    page = drawn(view(ways=(PayWay(kind="bank", details=(IBAN,)),)))
    assert re.findall(r"<dt>(.*?)</dt>", page.html)[-2:] == ["IBAN", "Reference"]
    assert page.html.count('<dl class="facts wide') == 1


def test_a_view_from_before_there_were_several_ways_shows_what_it_showed() -> None:
    """As an older desktop sealed it: bank details, and no word of other ways."""
    now = view(ways=(PayWay(kind="bank", details=(IBAN,)),))
    before = now.model_dump(mode="json", exclude={"ways"}) | {"bank": [IBAN.model_dump()]}
    assert drawn(View.model_validate(before)).html == drawn(now).html


def test_an_invoice_without_a_way_to_pay_has_no_place_for_one() -> None:
    page = drawn(view(ways=()))
    assert "How to pay" not in page.html
    assert "Reference" not in page.html


def test_the_only_filled_button_downloads_the_pdf() -> None:
    page = read(drawn(view()))
    assert len(page.with_class("fill")) == 1
    assert {form["action"] for form in page.of("form")} == {f"{ADDRESS}/download", f"{ADDRESS}/comment"}
    assert {form["method"] for form in page.of("form")} == {"post"}
    assert "86 KB" in page.text


def test_a_document_whose_pdf_is_not_there_offers_none() -> None:
    assert {form["action"] for form in read(drawn(view(pdf=False))).of("form")} == {f"{ADDRESS}/comment"}


@pytest.mark.parametrize(
    ("amount", "name"),
    [("€1.00", "amount"), ("€12,345,678.90", "amount long"), ("HUF 11,503,901,411.21", "amount longest")],
)
def test_a_long_amount_is_set_smaller(amount: str, name: str) -> None:
    page = drawn(view().model_copy(update={"balance": amount}))
    assert f'<p class="{name}">' in page.html


def test_the_imprint_names_the_seller() -> None:
    assert (
        "Alder & Finch Fit-Out Ltd, 14 Bridge Street, Dublin 8, Ireland, VAT IE 6388047 V." in read(drawn(view())).text
    )


# -- the frame --------------------------------------------------------------------------------------------------------
