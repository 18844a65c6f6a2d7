"""Every template says the same, keeps the same rules, and differs in its looks only."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from billing.colour import contrast
from billing.issued import BankDetail, IssuedLine, Party
from billing.pdf import TEMPLATES, Fonts, HeadTooLong, Paper, TemplateName, render
from billing.pdf.fonts import faces
from billing.pdf.layout import lay_out
from billing.pdf.paper import MARGIN, Page
from billing.snapshot import View
from tests.billing.pdf.test_render import strings

MakeView = Callable[..., View]
MakeLine = Callable[..., IssuedLine]
PageTexts = Callable[[bytes], list[str]]


@pytest.fixture(params=list(TEMPLATES))
def template(request: pytest.FixtureRequest) -> TemplateName:
    name: TemplateName = request.param
    return name


def pages_of(view: View, fonts: Fonts, template: TemplateName, paper: Paper = Paper.A4) -> list[Page]:
    return lay_out(view, faces(fonts), logo=None, accent="#7d2b3d", paper=paper, template=template)


@pytest.mark.parametrize("kind", ["invoice", "quote", "credit"])
def test_every_string_of_the_view_stands_on_the_paper(
    make_view: MakeView, fonts: Fonts, page_texts: PageTexts, template: TemplateName, kind: str
) -> None:
    view = make_view(paid=5000, kind=kind)
    text = " ".join(page_texts(render(view, logo=None, fonts=fonts, accent="#7d2b3d", template=template)))
    wanted = {" ".join(string.split()) for string in strings(view)} - {view.balance if kind != "invoice" else ""}
    assert [string for string in wanted if string not in text] == []


@pytest.mark.parametrize("paper", Paper)
def test_two_hundred_lines_are_printed_whole_under_repeated_heads(
    make_view: MakeView, make_line: MakeLine, fonts: Fonts, template: TemplateName, paper: Paper
) -> None:
    lines = tuple(make_line(title=f"Title {index}.", detail=f"Detail {index}.") for index in range(200))
    view = make_view(lines=lines, paid=5000)
    contents = [[text.line for text in page.texts] for page in pages_of(view, fonts, template, paper)]
    for index in range(200):
        (page,) = (page for page in contents if f"Title {index}." in page)
        assert f"Detail {index}." in page
    with_lines = [page for page in contents if any(line.startswith("Title ") for line in page)]
    assert all(page.count("Description") == 1 for page in with_lines)
    (sums,) = (page for page in contents if "Subtotal" in page)
    assert {"Net", "Total", view.net, view.total, view.balance} <= set(sums)
    assert [page[-2] for page in contents] == [f"Page {at} of {len(contents)}" for at in range(1, len(contents) + 1)]


@pytest.mark.parametrize("paper", Paper)
def test_nothing_stands_outside_the_margins(
    make_view: MakeView, make_line: MakeLine, fonts: Fonts, template: TemplateName, paper: Paper
) -> None:
    long = "Rosewood Dental Supplies " * 5
    view = make_view(
        number="N" * 90,
        order_reference="R" * 200,
        supplied="1 to 30 November 2026, in three parts",
        seller=Party(name=long, address=(long,), email="e" * 120, phone="0" * 50),
        buyer=Party(name=long + "W" * 60, address=(long, "W" * 100)),
        lines=(make_line(title="W" * 300, quantity=Decimal("999999.123456"), unit_price=Decimal("999999.123456")),),
        message="message " * 400,
        bank=(BankDetail(label="L" * 90, value="V" * 400), BankDetail(label="IBAN", value="DE89370400440532013000")),
    )
    width, height = paper.value
    for page in pages_of(view, fonts, template, paper):
        for text in page.texts:
            assert text.x >= MARGIN - 0.01
            assert text.x + text.type.width(text.line) <= width - MARGIN + 0.01
            assert 40 < text.y < height - 24
        for code in page.codes:
            assert code.x >= MARGIN
            assert code.x + code.size <= width - MARGIN + 0.01
            assert code.y + code.size < height - 40


def test_names_and_addresses_beyond_a_page_are_refused(
    make_view: MakeView, fonts: Fonts, template: TemplateName
) -> None:
    view = make_view(buyer=Party(name="N", address=("line",) * 80))
    with pytest.raises(HeadTooLong):
        render(view, logo=None, fonts=fonts, accent="#7d2b3d", template=template)


@pytest.mark.parametrize("accent", ["#ffd400", "#ffffff", "#c0ffee", "#000000", "#7d2b3d"])
def test_every_colour_of_the_office_is_readable_on_paper(
    make_view: MakeView, fonts: Fonts, template: TemplateName, accent: str
) -> None:
    (page,) = lay_out(
        make_view(), faces(fonts), logo=None, accent=accent, paper=Paper.A4, template=template
    )  # what carries text stands on white or on the lightest grey
    grounds = {"#ffffff", *(panel.color for panel in page.panels if panel.height > 10)}
    colours = {text.type.color for text in page.texts}
    assert min(contrast(colour, ground) for colour in colours for ground in grounds) >= 4.5


def test_the_templates_differ(make_view: MakeView, fonts: Fonts) -> None:
    pdfs = {render(make_view(), logo=None, fonts=fonts, accent="#7d2b3d", template=name) for name in TEMPLATES}
    assert len(pdfs) == len(TEMPLATES) >= 2
