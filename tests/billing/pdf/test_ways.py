"""Ways to pay on paper: all that was typed is on the sheet, in its order, beside what it belongs to."""

from collections.abc import Callable

import pytest

from billing.issued import BankDetail, PayWay
from billing.pay_ways import details_of
from billing.pdf import Fonts
from billing.pdf.fonts import faces
from billing.pdf.layout import lay_out
from billing.pdf.paper import Page, Paper, Text
from billing.snapshot import View
from tests.billing.pdf.conftest import line

MakeView = Callable[..., View]
IBAN = "IBAN: IE29 AIBK 9311 5212 3456 78"
LONG_LABELS = (
    BankDetail(label="International bank account number (IBAN), for all payments", value="IE29 AIBK 9311 5212 3456 78"),
    BankDetail(label="Bank identifier code of our bank in Dublin", value="AIBKIE2D"),
    BankDetail(label="Name of the account holder as registered", value="Alder"),
    BankDetail(label="Address of the beneficiary's bank branch", value="Dublin"),
)


def laid_out(view: View, fonts: Fonts, paper: Paper = Paper.A4) -> list[Page]:
    return lay_out(view, faces(fonts, right_to_left=False), logo=None, accent="#7d2b3d", paper=paper)


def below_the_foot(pages: list[Page], paper: Paper = Paper.A4) -> list[Text]:
    """Return what stands where only the foot may stand: its two texts are the last of each page."""
    return [text for page in pages for text in page.texts[:-2] if text.y > paper.value[1] - 60]


def bank(typed: str) -> PayWay:
    return PayWay(kind="bank", details=details_of(typed))


@pytest.mark.parametrize("paper", Paper)
def test_a_way_longer_than_a_page_goes_on_over_the_next_and_loses_nothing(
    make_view: MakeView, fonts: Fonts, paper: Paper
) -> None:
    typed = "\n".join([IBAN, *(f"A{at}: {at}" for at in range(110))])
    pages = laid_out(make_view(bank=(), ways=(bank(typed),)), fonts, paper)
    lines = [text.line for page in pages for text in page.texts]
    assert [line for line in lines if line in {f"A{at}" for at in range(110)}] == [f"A{at}" for at in range(110)]
    assert below_the_foot(pages, paper) == []
    (coded,) = [page for page in pages if page.codes]
    assert {"Pay by bank transfer", "IBAN", "Scan to pay"} <= {text.line for text in coded.texts}


@pytest.mark.parametrize("letter", ["W", "I"])
def test_a_label_longer_than_a_page_is_broken_too(make_view: MakeView, fonts: Fonts, letter: str) -> None:
    way = PayWay(kind="other", details=(BankDetail(label=letter * 900, value="1"),))
    pages = laid_out(make_view(bank=(), ways=(way,)), fonts)
    assert sum(len(text.line) for page in pages for text in page.texts if set(text.line) == {letter}) == 900
    assert below_the_foot(pages) == []


def test_long_labels_never_stand_over_the_foot_wherever_the_lines_end(make_view: MakeView, fonts: Fonts) -> None:
    for count in range(1, 40):
        lines = tuple(line() for _ in range(count))
        way = PayWay(kind="bank", details=LONG_LABELS)
        pages = laid_out(make_view(bank=(), terms="", message="", lines=lines, ways=(way,)), fonts)
        assert below_the_foot(pages) == [], count
        shown = [at for at, page in enumerate(pages) for text in page.texts if text.line in {"AIBKIE2D", "Dublin"}]
        assert shown[0] == shown[1], "a page that holds it keeps it together"
        assert all(page.texts[:-2] for page in pages), "no page is empty"


def test_a_line_without_a_label_stands_above_what_it_introduces(make_view: MakeView, fonts: Fonts) -> None:
    typed = "From inside Europe\nIBAN: IE29\nFrom the United States:\nAccount: 12345678"
    (page,) = laid_out(make_view(bank=(), ways=(bank(typed),)), fonts)
    shown = {text.line: text for text in page.texts}
    order = ["From inside Europe", "IBAN", "From the United States:", "Account"]
    assert sorted(order, key=lambda line: shown[line].y) == order
    assert len({shown[line].x for line in order}) == 1, "a sentence begins where labels do"
