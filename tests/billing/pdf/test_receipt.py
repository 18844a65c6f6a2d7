"""The receipt on paper: what has arrived, drawn from the view alone, the same bytes wherever it is drawn."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from billing.issued import Party
from billing.pdf import Fonts
from billing.pdf.receipt import render_receipt
from billing.snapshot import PaymentView, Standing
from billing.wording import LANGUAGES, wording
from resources import font_bytes
from tests.portal import samples

PAID = Standing(
    paid_minor=150_000,
    payments=(
        PaymentView(on="10 November 2026", method="Bank transfer", amount="€1,000.00"),
        PaymentView(on="16 November 2026", method="Card", amount="€620.00"),
        PaymentView(on="17 November 2026", method="Refund", amount="−€120.00", is_refund=True),
    ),
)


@pytest.fixture(scope="module")
def fonts() -> Fonts:
    return font_bytes()


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def test_a_receipt_says_what_arrived_when_and_what_is_left(fonts: Fonts) -> None:
    view = samples.view(PAID)
    text = text_of(render_receipt(view, fonts))
    for part in (
        "Receipt", "Payment for INV-2026-0187", "Alder & Finch Fit-Out Ltd", "Hollis & Byrne Dental Practice",
        "10 November 2026", "Bank transfer", "€1,000.00", "17 November 2026", "Refund", "€1,500.00", view.balance,
    ):  # fmt: skip
        assert part in text, (part, text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_receipt_is_the_same_bytes_again_in_every_language(fonts: Fonts, language: str) -> None:
    view = samples.view(PAID, language=language)
    pdf = render_receipt(view, fonts)
    assert pdf == render_receipt(view.model_validate_json(view.model_dump_json()), fonts)
    if language != "ar":  # letters that join are not read back in their order
        assert wording(language).labels.receipt in text_of(pdf)


def test_a_hundred_payments_go_on_over_pages_and_foreign_letters_are_boxes(fonts: Fonts) -> None:
    many = Standing(paid_minor=100, payments=PAID.payments * 34)
    view = samples.view(many, buyer=Party(name="日本 Ltd", address=("Tokyo",)))
    pages = PdfReader(BytesIO(render_receipt(view, fonts))).pages
    assert len(pages) > 2
    assert "\u25a1\u25a1 Ltd" in pages[0].extract_text()
