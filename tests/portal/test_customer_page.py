"""The page of all of one customer's documents: what stands where, and what each sentence says."""

import gzip
from dataclasses import replace
from datetime import date, timedelta

import pytest

from billing.customer_index import CustomerIndex, EntryFacts
from billing.wire import Contact
from portal.page_static import static_files
from tests.portal.hostile import HOSTILE
from tests.portal.markup import Markup
from tests.portal.samples import (
    LIST_ADDRESS,
    TODAY,
    documents,
    drawn,
    drawn_list,
    facts_of,
    filled_with,
    listing,
    office,
    view,
)


def shown(found: list[EntryFacts] | None = None, **changes: object) -> Markup:
    today = changes.pop("today", TODAY)
    return Markup(drawn_list(listing(found, **changes), today=today).html)


def test_the_page_is_in_the_order_of_what_needs_a_hand() -> None:
    text = shown().text
    order = [
        "Hollis & Byrne Dental Practice", "1 overdue", "Open in total", "€3,031.85",
        "3 invoices are open; one was due on 6 November 2026.", "Open", "INV-2026-0163", "€612.75", "Overdue",
        "Due 6 Nov 2026, 14 days ago", "INV-2026-0187", "€2,030.90", "Partly paid", "Due 4 Dec 2026, in 14 days",
        "INV-2026-0192", "Open", "Waiting for your answer", "QUO-2026-0031", "€14,157.30", "Valid until 18 Dec 2026",
        "Settled", "INV-2026-0141", "€274.50", "Paid", "CRN-2026-0009", "−€86.10", "Credited", "QUO-2026-0022",
        "Declined", "QUO-2026-0020", "Expired", "INV-2026-0100", "Withdrawn", "Statement", "Contact",
    ]  # fmt: skip
    place = 0
    for words in order:
        place = text.index(words, place) + len(words)


@pytest.mark.parametrize(
    ("today", "pill", "sentence"),
    [
        (date(2026, 11, 3), "Open", "3 invoices are open."),
        (date(2026, 11, 7), "1 overdue", "3 invoices are open; one was due on 6 November 2026."),
        (date(2026, 12, 5), "2 overdue", "3 invoices are open; 2 are overdue, the oldest since 6 November 2026."),
    ],
)
def test_what_is_overdue_follows_the_offices_calendar(today: date, pill: str, sentence: str) -> None:
    text = shown(today=today).text
    assert f"Hollis & Byrne Dental Practice {pill} Open in total" in text
    assert sentence in text


@pytest.mark.parametrize(
    ("kept", "sentence"),
    [
        (("INV-2026-0163",), "One invoice is open; it was due on 6 November 2026."),
        (("INV-2026-0192",), "One invoice is open."),
        (("QUO-2026-0031",), "One quote waits for your answer."),
        (("INV-2026-0141", "CRN-2026-0009"), "Everything is settled; there is nothing to do."),
        (("QUO-2026-0020",), "Everything is settled; there is nothing to do."),
        ((), "There are no documents here yet."),
    ],
)
def test_the_one_sentence_says_where_it_all_stands(kept: tuple[str, ...], sentence: str) -> None:
    assert sentence in shown([each for each in documents() if each.number in kept]).text


def test_an_invoice_due_today_is_due_today_and_one_without_a_day_comes_last() -> None:
    text = shown([facts_of("INV-1", 100, due_on=None), facts_of("INV-2", 100, due_on=TODAY)]).text
    assert "Due 20 Nov 2026, today" in text
    assert text.index("INV-2") < text.index("INV-1")


def test_only_the_most_urgent_button_is_filled() -> None:
    buttons = [attributes for tag, attributes in shown().with_class("btn") if tag == "a"]
    assert [each["class"] for each in buttons] == ["btn fill", "btn", "btn", "btn"]
    assert buttons[0]["aria-label"] == "View invoice, INV-2026-0163"
    quotes = [each for each in documents() if each.kind == "quote"]
    assert [attributes["class"] for tag, attributes in shown(quotes).with_class("btn") if tag == "a"] == ["btn fill"]


def test_a_withdrawn_document_has_no_amount_and_leads_nowhere() -> None:
    markup = shown([each for each in documents() if each.state == "withdrawn"])
    assert "INV-2026-0100 Withdrawn 4 Jul 2026" in markup.text
    assert "50.00" not in markup.text
    assert [each["href"] for each in markup.of("a") if "customer" in each["href"]] == []


def test_what_the_portal_knows_to_be_withdrawn_shows_no_amount_nor_a_sum_that_counts_it() -> None:
    gone = documents()[0]
    text = Markup(drawn_list(listing(), withdrawn=frozenset({gone.doc})).html).text
    assert "INV-2026-0163 Withdrawn" in text
    assert "612.75" not in text
    assert "Open in total" not in text


def test_every_address_is_below_the_links_own() -> None:
    markup = shown()
    inside = [each["href"] for each in markup.of("a") if each["href"].startswith("/")]
    assert all(each.startswith(f"{LIST_ADDRESS}/") for each in inside)
    assert {each["action"] for each in markup.of("form")} == {f"{LIST_ADDRESS}/statement"}


def test_currencies_stand_apart_in_order_and_smaller() -> None:
    dollars = [replace(each, currency="USD", doc=each.doc[::-1]) for each in documents()[:2]]
    markup = shown([*documents(), *dollars])
    assert "Open in total €3,031.85 US$2,643.65" in markup.text
    assert [attributes["class"] for _, attributes in markup.with_class("amount")] == ["amount long", "amount long"]
    assert "amounts in EUR" in markup.text
    assert "amounts in USD" in markup.text


def test_what_has_no_room_is_counted() -> None:
    assert "One older document is not listed here; write to us if you need it." in shown(older=1).text
    assert "12 older documents are not listed here" in shown(older=12).text
    assert "not listed" not in shown().text


def test_a_page_without_a_statement_offers_none() -> None:
    markup = shown(statement=None)
    assert markup.of("form") == []
    assert "Download statement" not in markup.text


def test_an_office_that_cannot_be_reached_leaves_nothing_empty() -> None:
    page = Markup(drawn_list(listing([], statement=None), profile=office(contact=Contact())).html)
    assert [attributes for _, attributes in page.with_class("acts")] == []


def test_a_preview_says_so_and_its_buttons_are_off() -> None:
    markup = Markup(drawn_list(listing(), preview=True).html)
    assert "This is your preview" in markup.text
    assert all("disabled" in each for each in markup.of("button"))
    assert markup.of("script") == []


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("he", "rtl"), ("ja-JP", "ltr"), ("de", "ltr")])
def test_the_page_has_the_language_and_direction_of_its_customer(language: str, direction: str) -> None:
    (html,) = shown(language=language).of("html")
    assert (html["lang"], html["dir"]) == (language, direction)


def test_a_document_opened_from_the_list_leads_back_to_it() -> None:
    back = Markup(drawn(view(), home=LIST_ADDRESS).html).of("a")[0]
    assert back["href"] == LIST_ADDRESS
    assert all(each["href"] != LIST_ADDRESS for each in Markup(drawn(view()).html).of("a"))


@pytest.mark.parametrize("text", HOSTILE)
def test_promise_l12_text_is_text_in_the_list(text: str) -> None:
    index = CustomerIndex.model_validate(filled_with(text, listing().model_dump()))
    calm, hostile = shown(), Markup(drawn_list(index).html)
    assert {tag for tag, _ in hostile.elements} <= {tag for tag, _ in calm.elements}
    assert not [name for _, attributes in hostile.elements for name in attributes if name.startswith("on")]
    assert all(each["href"].startswith(("/", "#", "mailto:", "tel:")) for each in hostile.of("a"))


@pytest.mark.parametrize(("count", "most"), [(20, 8_500), (100, 14_000)])
def test_bench_w4_the_list_is_light(count: int, most: int) -> None:
    """Page, stylesheet and script, gzipped: what a phone waits for."""
    found = [
        facts_of(
            f"INV-2026-{number:04}", 12_345 + number * 777, issued_on=TODAY - timedelta(days=number),
            state="open" if number % 3 else "paid",
        )
        for number in range(count)
    ]  # fmt: skip
    body = drawn_list(listing(found)).html.encode()
    files = [file for path, file in static_files().items() if path.encode() in body]
    assert len(gzip.compress(body, 3)) + sum(len(file.gzipped) for file in files) <= most
