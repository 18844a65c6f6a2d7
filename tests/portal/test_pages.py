"""What the customer's page says, and what it never says."""

import gzip
import re
from base64 import b64encode
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any, get_args

import pytest

from billing.issued import BankDetail, IssuedCharge, IssuedInstalment, IssuedWithholding, Party, TaxId
from billing.snapshot import CreditGiven, PaymentView, Standing, View
from billing.wire import Contact
from portal.page_contact import ways_to_reach
from portal.pages import DeadEnd, Page, static_files
from tests.portal.hostile import HOSTILE
from tests.portal.markup import Markup
from tests.portal.samples import (
    ADDRESS,
    OFFICE,
    OPEN,
    PAID_IN_PART,
    TOKEN,
    credit,
    drawn,
    ended,
    filled_with,
    line,
    lines,
    office,
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


def test_bank_details_end_with_the_reference_and_select_as_a_whole() -> None:
    page = drawn(view(bank=(BankDetail(label="", value="Allied Bank, Dublin"), BankDetail(label="IBAN", value="IE29"))))
    copied = re.findall(r'class="copy"><bdi>(.*?)</bdi>', page.html)
    assert copied == ["Allied Bank, Dublin", "IE29", "INV-2026-0187"]


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


def test_the_title_is_the_offices_name_alone() -> None:
    assert {read(page).title for page in every_page()} == {"Alder & Finch Fit-Out"}
    assert read(ended("unknown", profile=None)).title == "Nothing is here"


def test_the_token_stands_in_form_actions_own_files_and_as_the_pages_own_address_only() -> None:
    for page in every_page():
        actions = [form["action"] for form in read(page).of("form")]
        files = page.html.count(f'href="{ADDRESS}/receipt.pdf"')
        assert page.html.count(TOKEN) == len(actions) + files + page.html.count(f'data-page="{ADDRESS}"')
        assert all(action.startswith(f"{ADDRESS}/") for action in actions)


@pytest.mark.parametrize(
    ("language", "direction"),
    [("ar-SA", "rtl"), ("he", "rtl"), ("fa-IR", "rtl"), ("ur", "rtl"), ("en-IE", "ltr"), ("ja", "ltr"), ("arn", "ltr")],
)
def test_the_page_has_the_direction_of_its_language(language: str, direction: str) -> None:
    expected = [{"lang": language, "dir": direction}]
    assert read(drawn(view(language=language))).of("html") == expected
    assert read(ended("expired", language=language)).of("html") == expected


def test_the_one_inline_style_is_the_one_its_hash_allows() -> None:
    for page in [*every_page(), ended("unknown", profile=None)]:
        markup = read(page)
        digest = b64encode(sha256(markup.style.encode()).digest()).decode()
        assert page.style_hash == f"sha256-{digest}"
        assert len(markup.of("style")) == 1


def test_another_colour_is_another_style() -> None:
    teal = OFFICE.brand.model_copy(update={"brand": "#0b6075"})
    page = drawn(view(), profile=office(brand=teal))
    assert "--brand:#0b6075;" in read(page).style
    assert page.style_hash != drawn(view()).style_hash


def test_no_page_runs_or_fetches_anything_but_its_own_files() -> None:
    for page in every_page():
        markup = read(page)
        assert not {name for _, attributes in markup.elements for name in attributes if name.startswith("on")}
        assert not [attributes for _, attributes in markup.elements if "style" in attributes]
        for reference in [*markup.of("script"), *markup.of("link"), *markup.of("img")]:
            assert (reference.get("src") or reference["href"]) in static_files()
    assert b"url(" not in b"".join(file.body for file in static_files().values())


def test_the_script_counts_documents_only_and_stands_where_something_can_be_pressed() -> None:
    script = next(path for path in static_files() if path.startswith("/static/portal.") and path.endswith(".js"))
    assert read(drawn(view())).of("script") == [{"src": script, "defer": "", "data-counts": ""}]
    assert read(ended("expired")).of("script") == [{"src": script, "defer": ""}]
    quiet = [drawn(view(), preview=True), *(ended(kind) for kind in DEAD_ENDS if kind != "expired")]
    assert [page for page in quiet if "<script" in page.html] == []


def test_a_preview_says_so_and_its_buttons_are_off() -> None:
    page = read(drawn(view(), preview=True))
    assert "This is your preview: it is not counted, and its buttons work for your customer only." in page.text
    assert [button for button in page.of("button") if "disabled" not in button] == []
    assert "preview" not in read(drawn(view())).text


def test_practice_is_marked_on_every_page() -> None:
    sentence = "Practice: nothing on this page is real."
    pages = [drawn(view(), practice=True), *(ended(kind, practice=True) for kind in DEAD_ENDS)]
    assert [page for page in pages if sentence not in read(page).text] == []
    assert [page for page in every_page() if sentence in read(page).text] == []


@pytest.mark.parametrize(
    ("width", "height", "shown"),
    [(120, 120, ("36", "36")), (600, 100, ("140", "23")), (30, 600, ("1", "36")), (36, 36, ("36", "36"))],
)
def test_a_logo_keeps_its_shape_within_its_place(width: int, height: int, shown: tuple[str, str]) -> None:
    brand = OFFICE.brand.model_copy(update={"logo_width": width, "logo_height": height})
    page = read(drawn(view(), profile=office(brand=brand), logo_url="/logo/a.png"))
    assert [(image["width"], image["height"], image["alt"]) for image in page.of("img")] == [(*shown, "")]
    assert page.of("link")[0] == {"rel": "icon", "href": "/logo/a.png"}


def test_an_office_without_a_logo_shows_its_name() -> None:
    page = read(drawn(view()))
    assert page.of("img") == []
    assert "Alder & Finch Fit-Out" in page.text


# -- dead ends --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", DEAD_ENDS)
def test_a_dead_end_has_one_head_and_at_most_one_step(kind: DeadEnd) -> None:
    page = read(ended(kind))
    assert len(page.of("h1")) == 1
    assert len(page.with_class("btn")) == (kind in {"expired", "replaced", "revoked", "withdrawn"})


def test_an_expired_link_offers_to_ask_for_a_new_one() -> None:
    page = read(ended("expired"))
    assert page.of("form") == [{"method": "post", "action": f"{ADDRESS}/ask"}]
    assert "This link has expired Links stop working after a while to keep your documents private." in page.text
    assert read(ended("expired", address=None)).of("form") == []


@pytest.mark.parametrize("kind", ["replaced", "revoked", "withdrawn"])
def test_a_link_that_ended_offers_to_write_and_to_call(kind: DeadEnd) -> None:
    page = read(ended(kind))
    assert [link["href"] for link in page.of("a")] == ["mailto:accounts@alderfinch.example", "tel:+35315550142"]


def test_an_office_that_cannot_be_reached_leaves_no_empty_section() -> None:
    page = read(ended("replaced", profile=office(contact=Contact())))
    assert page.of("section") == page.of("a") == []


@pytest.mark.parametrize("state", ["expired", "replaced", "revoked", "withdrawn"])
def test_a_link_that_ended_never_shows_the_document(state: Any) -> None:
    assert drawn(view(PAID_IN_PART), state=state) == ended(state, language="en-IE")


def test_a_withdrawn_document_shows_nothing_of_itself() -> None:
    page = drawn(view(Standing(state="withdrawn")))
    assert page == ended("withdrawn", language="en-IE")
    assert "Alder & Finch Fit-Out has taken it back; there is nothing to pay or to answer." in read(page).text


def test_a_tax_number_keeps_its_direction_beside_arabic() -> None:
    party = Party(name="Al Noor", tax_ids=(TaxId(label="الرقم الضريبي", value="1234567-8"),))
    assert "الرقم الضريبي \u20681234567-8\u2069" in read(drawn(view(buyer=party))).text
    plain = Party(name="Rosewood", tax_ids=(TaxId(label="VAT", value="IE 1234567-8"),))
    assert "VAT IE 1234567-8" in read(drawn(view(buyer=plain))).text


# -- text is text -----------------------------------------------------------------------------------------------------


def skeleton(page: Page) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
    """Return every element with its attributes; a mailto link only as one."""
    return [
        (tag, tuple((name, re.sub(r"^mailto:[^:?&]*$", "mailto:", value)) for name, value in attributes.items()))
        for tag, attributes in read(page).elements
    ]


@pytest.mark.parametrize("make", [view, quote, credit])
def test_promise_l12_text_is_text(make: Any) -> None:
    """60 hostile strings in every field: the page has exactly the elements of a harmless one. C: 1 s in three parts."""
    payment = PaymentView(on="1", method="2", amount="3")
    dumped = make(Standing(paid_minor=100, payments=(payment,))).model_dump()

    def page(text: str) -> Page:
        shown = View.model_validate(filled_with(text, dumped))
        contact = Contact(email=text, phone="+1 555", website="harmless.example")
        return drawn(shown, profile=office(name=text, contact=contact), preview=True)

    for text in HOSTILE:
        assert skeleton(page(text)) == skeleton(page("x" * len(text)))


@pytest.mark.parametrize("kind", DEAD_ENDS)
def test_promise_l12_text_is_text_on_dead_ends(kind: DeadEnd) -> None:
    """The same for the office's name and address. C: 0.2 s."""
    for text in HOSTILE:
        profile = office(name=text, contact=Contact(email=text, phone="+1 555"))
        harmless = office(name="x", contact=Contact(email="x", phone="+1 555"))
        assert skeleton(ended(kind, profile=profile)) == skeleton(ended(kind, profile=harmless))


@pytest.mark.parametrize("text", HOSTILE)
def test_a_contact_leads_to_mail_telephone_or_the_web_only(text: str) -> None:
    for way in ways_to_reach(Contact(email=text, phone=text, website=text)):
        assert way.href == "" or re.match(r"(mailto:[^?&\s]*|tel:[+\d]+|https?://[^\s]+)$", way.href), way.href
        assert way.text == text


def test_what_a_person_typed_is_shown_as_typed() -> None:
    typed = "<b>5 > 3 & {total}</b> 100%s"
    page = drawn(view(discount_reason=typed, terms=typed, lines=(line(title=typed, detail=typed),)))
    assert read(page).text.count(typed) == 4


# -- files and weight -------------------------------------------------------------------------------------------------


def test_a_static_file_is_named_by_its_content_and_packed_whole() -> None:
    files = static_files()
    assert sorted(path.rpartition(".")[2] for path in files) == ["css", "js", "js", "svg"]
    for path, file in files.items():
        assert sha256(file.body).hexdigest()[:12] in path
        assert gzip.decompress(file.gzipped) == file.body


_PARTS = tuple(IssuedInstalment(due_on=date(2026, month, 6), minor=189_930) for month in (9, 10, 11, 12))
_OPTIONS = (line(title="Footrest rail", optional=True), line(title="Night lighting", optional=True, chosen=False))


@pytest.mark.parametrize(
    "shown",
    [view(PAID_IN_PART, instalments=_PARTS), quote(OPEN, lines=(*lines(18), *_OPTIONS))],
    ids=["invoice", "quote that waits"],
)
def test_bench_w4_a_page_of_twenty_lines_is_light(shown: View) -> None:
    page = drawn(shown, logo_url="/logo/a.png")
    body = page.html.encode()
    files = [file for path, file in static_files().items() if path in page.html]
    assert len(body) + sum(len(file.body) for file in files) <= 40_000
    assert len(gzip.compress(body, 3)) + sum(len(file.gzipped) for file in files) <= 14_000
    assert 1 + len(files) + len(read(page).of("img")) <= 4
