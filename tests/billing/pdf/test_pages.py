"""Long documents: rows stay whole, heads are repeated, sums stay together."""

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.issued import BankDetail, IssuedCharge, IssuedLine
from billing.pdf import Fonts, Paper, render
from billing.pdf.fonts import faces
from billing.pdf.layout import lay_out
from billing.pdf.paper import MARGIN, Page, Pages
from billing.pdf.text import Type, fit, wrap
from billing.snapshot import View
from resources import font_bytes

ACCENT = "#0b6075"
MakeView = Callable[..., View]
MakeLine = Callable[..., IssuedLine]
PageTexts = Callable[[bytes], list[str]]


def pages_of(view: View, fonts: Fonts, paper: Paper = Paper.A4) -> list[Page]:
    return lay_out(view, faces(fonts), logo=None, accent=ACCENT, paper=paper)


@pytest.mark.parametrize("count", [1, 20, 200])
def test_every_page_says_how_many_there_are(
    make_view: MakeView, make_line: MakeLine, fonts: Fonts, page_texts: PageTexts, count: int
) -> None:
    lines = tuple(make_line(title=f"Line number {index}") for index in range(count))
    texts = page_texts(render(make_view(lines=lines), logo=None, fonts=fonts, accent=ACCENT))
    for number, text in enumerate(texts, start=1):
        assert f"Page {number} of {len(texts)}" in text
        assert "Alder & Finch Fit-Out · Invoice INV-2026-0042" in text


def test_the_head_of_the_table_is_repeated_wherever_lines_go_on(
    make_view: MakeView, make_line: MakeLine, fonts: Fonts, page_texts: PageTexts
) -> None:
    lines = tuple(make_line(title=f"Line number {index}") for index in range(200))
    texts = page_texts(render(make_view(lines=lines), logo=None, fonts=fonts, accent=ACCENT))
    with_lines = [text for text in texts if "Line number" in text]
    assert len(with_lines) > 5
    assert all(text.count("Description Qty Price Amount") == 1 for text in with_lines)
    found = [int(index) for text in texts for index in re.findall(r"Line number (\d+)", text)]
    assert found == list(range(200))


@pytest.mark.parametrize("count", range(1, 45))
def test_no_row_is_cut_and_the_sums_stay_together(
    make_view: MakeView, make_line: MakeLine, fonts: Fonts, count: int
) -> None:
    lines = tuple(make_line(title=f"Title {index}.", detail=f"Detail {index}.") for index in range(count))
    view = make_view(lines=lines)
    contents = [[text.line for text in page.texts] for page in pages_of(view, fonts)]
    for index in range(count):
        (page,) = (page for page in contents if f"Title {index}." in page)
        assert f"Detail {index}." in page
    (sums,) = (page for page in contents if "Subtotal" in page)
    assert {"Net", "Total", view.net, view.total, view.balance} <= set(sums)


@pytest.mark.parametrize("paper", Paper)
def test_nothing_stands_outside_the_margins(
    make_view: MakeView, make_line: MakeLine, fonts: Fonts, paper: Paper
) -> None:
    lines = (
        make_line(title="W" * 300, detail="word " * 1000, unit="Quadratmeterstunden" * 5),
        make_line(detail="\n".join(f"row {index}" for index in range(300))),
        make_line(quantity=Decimal("999999.123456"), unit_price=Decimal("999999.123456")),
    )
    view = make_view(
        lines=lines,
        number="N" * 90,
        discount_reason="reason " * 60,
        message="message " * 900,
        terms="terms " * 900,
        order_reference="R" * 200,
        bank=(BankDetail(label="L" * 90, value="V" * 400),),
    )
    width, height = paper.value
    for page in pages_of(view, fonts, paper):
        for text in page.texts:
            assert text.x >= MARGIN - 0.01
            assert text.x + text.type.width(text.line) <= width - MARGIN + 0.01
            assert 40 < text.y < height - 24


@pytest.mark.parametrize("count", [30, 42, 50, 120])
def test_totals_that_no_page_can_hold_flow_over_several_and_none_stands_alone(
    make_view: MakeView, make_line: MakeLine, fonts: Fonts, page_texts: PageTexts, count: int
) -> None:
    charges = tuple(IssuedCharge(label=f"Charge {number}", minor=100 + number) for number in range(count))
    view = make_view(lines=(make_line(),), charges=charges)
    rows = [text for page in pages_of(view, fonts) for text in page.texts if "Charge" in text.line]
    assert len(rows) == count
    assert max(text.y for text in rows) <= Pages(Paper.A4).bottom
    texts = page_texts(render(view, logo=None, fonts=fonts, accent=ACCENT))
    whole = " ".join(texts)
    assert [each.label for each in view.charges if f"{each.label} {each.amount}" not in whole] == []
    assert len([text for text in texts if "Charge" in text]) == (1 if count == 30 else -(-count // 40))
    with_total = next(text for text in reversed(texts) if f"Amount due {view.balance}" in text)
    assert f"{view.taxes[0].label} on {view.taxes[0].base}" in with_total


def test_a_row_taller_than_a_page_goes_on_over_the_next(
    make_view: MakeView, make_line: MakeLine, fonts: Fonts, page_texts: PageTexts
) -> None:
    detail = "\n".join(f"detail {index}." for index in range(200))
    view = make_view(lines=(make_line(detail=detail),))
    texts = page_texts(render(view, logo=None, fonts=fonts, accent=ACCENT))
    found = [int(index) for text in texts for index in re.findall(r"detail (\d+)\.", text)]
    assert found == list(range(200))
    assert "detail 0." in texts[0]


def test_ten_thousand_lines_are_printed(make_view: MakeView, make_line: MakeLine, fonts: Fonts) -> None:
    view = make_view(lines=(make_line(),) * 10_000)
    pages = pages_of(view, fonts)
    assert sum(text.line == "Cable trunking" for page in pages for text in page.texts) == 10_000
    assert render(view, logo=None, fonts=fonts, accent=ACCENT).startswith(b"%PDF")


def body() -> Type:
    return Type(faces(font_bytes()).regular, 9, "#000000")


@given(st.text(alphabet=st.sampled_from("abcWi éЖ,-\n"), max_size=200), st.floats(20, 300))
def test_wrapped_lines_fit_and_lose_no_letter(text: str, width: float) -> None:
    lines = wrap(text, body(), width)
    assert all(body().width(line) <= width or len(line) == 1 for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_a_column_narrower_than_a_letter_still_ends() -> None:
    assert wrap("WWW", body(), 1) == ["W", "W", "W"]


def test_words_are_kept_whole_where_they_fit() -> None:
    assert wrap("one two three", body(), body().width("one two")) == ["one two", "three"]


def test_a_line_that_is_too_long_ends_in_an_ellipsis() -> None:
    line = fit("Alder & Finch Fit-Out", body(), 60)
    assert line.endswith("…")
    assert body().width(line) <= 60
    assert fit("Alder", body(), 60) == "Alder"
