"""A customer's statement on paper: every movement, the balance after each, and nothing cut."""

import io
from datetime import date, timedelta
from typing import Any, get_args

import pytest
from pypdf import PdfReader

from billing.attempts import Attempt, AttemptState
from billing.formatting import format_date, format_money
from billing.issued import Party, TaxId
from billing.money import Money
from billing.pdf import TEMPLATES, Fonts, Paper, TemplateName, Uncovered, render_statement
from billing.statement import Movement, Statement, account, in_words
from billing.wording import wording
from tests.billing.pdf.test_hostile import ACTIVE, FOR_PDF, keys_of, words
from tests.portal.hostile import HOSTILE

TODAY, SINCE = date(2026, 11, 20), date(2026, 9, 1)


def moved(count: int) -> list[Movement]:
    """Return what was open before, then ``count`` invoices, of which every third is paid."""
    found = [Movement(date(2026, 8, 20), "invoice", "INV-2026-0100", 184_000)]
    for place in range(count):
        on, number = SINCE + timedelta(days=place % 80), f"INV-2026-{place + 118:04}"
        found.append(Movement(on, "invoice", number, 25_000 + place * 1_375))
        if place % 3 == 0:
            found.append(Movement(on, "payment", number, -25_000))
    return found


def statement(count: int = 6, *, currencies: tuple[str, ...] = ("EUR",), favour: int = 0, **changes: Any) -> Statement:
    language = changes.get("language", "en-IE")
    values: dict[str, Any] = {
        "language": language,
        "on": format_date(TODAY, language),
        "seller": Party(
            name="Rosewood Dental Supplies Ltd",
            address=("14 Kiln Lane", "Dublin 8"),
            tax_ids=(TaxId(label="VAT", value="IE 3456789 TH"),),
        ),
        "buyer": Party(name="Hollis & Byrne Dental Practice", address=("22 Dominick Street", "Galway")),
        "accounts": tuple(
            in_words(account(each, moved(count), since=SINCE, favour=favour), language) for each in currencies
        ),
    }
    return Statement(**values | changes)


def drawn(of: Statement, fonts: Fonts, **look: Any) -> bytes:
    return render_statement(of, **{"logo": None, "fonts": fonts, "accent": "#7d2b3d"} | look)


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


@pytest.mark.parametrize("template", TEMPLATES)
def test_it_says_whose_it_is_what_was_open_and_what_is(fonts: Fonts, template: TemplateName) -> None:
    printed = words(text_of(drawn(statement(favour=8_610), fonts, template=template)))
    for said in (
        "Statement", "20 November 2026", "Rosewood Dental Supplies Ltd", "VAT IE 3456789 TH", "Billed to",
        "Hollis & Byrne Dental Practice", "Open on 1 September 2026", "€1,840.00", "Invoice INV-2026-0118",
        "Payment for INV-2026-0121", "−€250.00", "Open on 20 November 2026", "Credit in your favour", "€86.10",
        "Page 1 of 1",
    ):  # fmt: skip
        assert words(said) in printed, said


def test_the_last_balance_is_what_is_open_and_every_movement_is_printed(fonts: Fonts) -> None:
    of = statement(100)
    pdf = drawn(of, fonts)
    printed = words(text_of(pdf))
    (only,) = of.accounts
    assert only.rows[-1].balance == only.sums.open
    for row in only.rows:
        assert words(row.amount) in printed
        assert words(row.balance) in printed
    pages = PdfReader(io.BytesIO(pdf)).pages
    assert len(pages) > 2
    assert all("Balance" in page.extract_text() for page in pages[:-1])


def test_online_payments_are_listed_with_where_they_stand_and_change_no_balance(fonts: Fonts) -> None:
    states = get_args(AttemptState)
    tried = [Attempt(SINCE + timedelta(days=place), "INV-2026-0118", 25_000, "EUR", state, "card", "expired_card")
             for place, state in enumerate(states)]  # fmt: skip
    of = statement(accounts=(in_words(account("EUR", moved(2), since=SINCE), "en-IE", tried),))
    printed = words(text_of(drawn(of, fonts)))
    assert of.accounts[0].sums == statement(2).accounts[0].sums
    for state in states:
        assert words(f"Invoice INV-2026-0118: {getattr(wording('en').online, state)}") in printed
    assert words(wording("en").paying.failed_expired) in printed


def test_currencies_stand_apart(fonts: Fonts) -> None:
    printed = words(text_of(drawn(statement(currencies=("EUR", "USD")), fonts)))
    assert words("amounts in EUR") in printed
    assert words("amounts in USD") in printed
    assert words("US$1,840.00") in printed
    assert words("amounts in") not in words(text_of(drawn(statement(), fonts)))


def test_the_same_statement_is_the_same_bytes_and_the_paper_is_the_offices(fonts: Fonts) -> None:
    assert drawn(statement(), fonts) == drawn(statement(), fonts)
    for paper in Paper:
        box = PdfReader(io.BytesIO(drawn(statement(), fonts, paper=paper))).pages[0].mediabox
        assert (float(box.width), float(box.height)) == pytest.approx(paper.value, abs=0.01)


@pytest.mark.parametrize("language", ["de", "fr", "es", "ar", "ja-JP"])
def test_it_is_in_the_customers_language(fonts: Fonts, language: str) -> None:
    """Japanese has no words here yet, and its figures and dates need no font of their own but the ideographs."""
    of = statement(3, language=language)
    if language == "ja-JP":
        with pytest.raises(Uncovered):
            drawn(of, fonts)
        return
    printed = words(text_of(drawn(of, fonts)))
    assert words(format_money(Money(184_000, "EUR"), language)).strip("\u200f\u200e") in printed or language == "ar"


def test_nothing_is_wider_than_its_column(fonts: Fonts) -> None:
    """The largest amounts there are, behind the longest numbers: nothing is printed over anything else."""
    huge = [Movement(SINCE, "invoice", "RE-2026-ABTEILUNG-SUED-NIEDERBAYERN-00000187-KORREKTUR", 10**15)]
    of = statement(accounts=(in_words(account("EUR", huge, since=SINCE), "en-IE"),))
    printed = words(text_of(drawn(of, fonts)))
    assert printed.count(words("€10,000,000,000,000.00")) == 4
    assert words("RE-2026-ABTEILUNG-SUED-NIEDERBAYERN-00000187-KORREKTUR") in printed


@pytest.mark.parametrize("template", TEMPLATES)
def test_text_is_text_on_a_statement(fonts: Fonts, template: TemplateName) -> None:
    for text in (*HOSTILE[::5], *FOR_PDF):
        party = Party(name=text, address=(text,), tax_ids=(TaxId(label=text, value=text),))
        try:
            pdf = drawn(statement(2, seller=party, buyer=party), fonts, template=template)
        except Uncovered:
            continue
        assert not keys_of(PdfReader(io.BytesIO(pdf))) & ACTIVE
