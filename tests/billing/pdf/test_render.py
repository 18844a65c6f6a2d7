"""The paper says what the view says, in the same bytes each time, in its own fonts."""

import io
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import cast

import pytest
from PIL import Image
from pydantic import BaseModel
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from billing.issued import IssuedCharge, IssuedLine, IssuedTax, IssuedWithholding, Party
from billing.pdf import Fonts, HeadTooLong, LogoUnreadable, Paper, render, uncovered
from billing.snapshot import View

ACCENT = "#0b6075"
NOT_PRINTED = {"format", "kind", "revision", "language", "time_zone", "state", "country", "pdf", "through", "includes"}
MakeView = Callable[..., View]
MakeLine = Callable[..., IssuedLine]
PageTexts = Callable[[bytes], list[str]]


def strings(value: object) -> Iterator[str]:
    """Yield every string that a customer should find on the paper."""
    if isinstance(value, str):
        yield from value.splitlines()
    elif isinstance(value, BaseModel):
        for name, part in value:
            if name not in NOT_PRINTED:
                yield from strings(part)
    elif isinstance(value, tuple):
        for part in value:
            yield from strings(part)


def listed_fonts(pdf: bytes) -> set[str]:
    fonts: set[str] = set()
    for page in PdfReader(io.BytesIO(pdf)).pages:
        resources = cast("DictionaryObject", page["/Resources"])
        listed = cast("DictionaryObject", resources["/Font"])
        fonts |= {font.get_object()["/BaseFont"] for font in listed.values()}
    return fonts


def test_every_string_of_the_view_stands_on_the_paper(make_view: MakeView, fonts: Fonts, page_texts: PageTexts) -> None:
    view = make_view(paid=5000)
    (text,) = page_texts(render(view, logo=None, fonts=fonts, accent=ACCENT))
    wanted = [" ".join(string.split()) for string in strings(view)]
    assert len(wanted) > 40
    assert [string for string in wanted if string not in text] == []


def test_charges_withholding_rounding_and_why_there_is_no_tax_stand_on_the_paper(
    make_view: MakeView, make_line: MakeLine, fonts: Fonts, page_texts: PageTexts
) -> None:
    exempt = IssuedTax(label="VAT", category="AE", reason="Reverse charge")
    view = make_view(
        currency="CHF",
        lines=(make_line(), make_line(taxes=(exempt,))),
        charges=(IssuedCharge(label="Shipping", minor=1234), IssuedCharge(label="Small order fee", percent=Decimal(2))),
        withholding=IssuedWithholding(label="IRPF", rate=Decimal(15)),
        cash_step=5,
    )
    (text,) = page_texts(render(view, logo=None, fonts=fonts, accent=ACCENT))
    shipping, fee = view.charges
    assert view.withheld is not None
    rows = [f"{row.label} {row.amount}" for row in (shipping, fee, view.withheld)]
    rows += [f"Rounding {view.rounding}", f"Amount due {view.balance}", "Reverse charge"]
    assert [row for row in rows if row.replace("\u00a0", " ") not in text.replace("\u00a0", " ")] == []
    assert view.payable == view.balance != view.total
    assert "To pay" not in text  # it would say again what is due


def test_what_was_to_pay_stands_above_what_is_still_due_of_it(
    make_view: MakeView, fonts: Fonts, page_texts: PageTexts
) -> None:
    view = make_view(paid=5_000, withholding=IssuedWithholding(label="IRPF", rate=Decimal(15)))
    (text,) = page_texts(render(view, logo=None, fonts=fonts, accent=ACCENT))
    assert text.index(f"To pay {view.payable}") < text.rindex(f"Amount due {view.balance}")


def test_each_sum_stands_beside_its_name(make_view: MakeView, fonts: Fonts, page_texts: PageTexts) -> None:
    view = make_view(paid=5000)
    (text,) = page_texts(render(view, logo=None, fonts=fonts, accent=ACCENT))
    sums = [
        ("Subtotal", view.line_sum),
        ("Discount (Loyalty discount 5%)", view.discount),
        ("Net", view.net),
        *((f"{tax.label} on {tax.base}", tax.amount) for tax in view.taxes),
        ("Total", view.total),
        ("Paid so far", view.paid),
        ("Amount due", view.balance),
    ]
    assert [label for label, figure in sums if f"{label} {figure}" not in text] == []


def test_taxes_are_contained_in_an_inclusive_total(make_view: MakeView, fonts: Fonts, page_texts: PageTexts) -> None:
    view = make_view(price_mode="inclusive")
    (text,) = page_texts(render(view, logo=None, fonts=fonts, accent=ACCENT))
    assert f"of which {view.taxes[0].label} on {view.taxes[0].base}" in text
    assert "amounts in EUR, tax included" in text
    assert text.index("Total") < text.index("of which")


def test_the_tax_column_appears_only_where_rates_differ(
    make_view: MakeView, make_line: MakeLine, fonts: Fonts, page_texts: PageTexts
) -> None:
    (one,) = page_texts(render(make_view(lines=(make_line(),) * 2), logo=None, fonts=fonts, accent=ACCENT))
    (two,) = page_texts(render(make_view(), logo=None, fonts=fonts, accent=ACCENT))
    assert "Qty Price Amount" in one
    assert "Qty Price Tax Amount" in two


def test_a_line_that_nobody_ticked_is_marked(
    make_view: MakeView, make_line: MakeLine, fonts: Fonts, page_texts: PageTexts
) -> None:
    lines = (make_line(), make_line(optional=True, chosen=False), make_line(optional=True))
    view = make_view(kind="quote", lines=lines, discount=None)
    (text,) = page_texts(render(view, logo=None, fonts=fonts, accent=ACCENT))
    assert text.count("optional, not chosen") == 1
    assert text.count("optional") == 2


@pytest.mark.parametrize(
    ("kind", "title", "present", "absent"),
    [
        ("invoice", "Invoice INV", "Amount due", "Offered to"),
        ("quote", "Quote INV", "Offered to", "Amount due"),
        ("credit", "Credit note INV", "Credited to", "Amount due"),
    ],
)
def test_each_kind_is_called_by_its_name(
    make_view: MakeView, fonts: Fonts, page_texts: PageTexts, kind: str, title: str, present: str, absent: str
) -> None:
    (text,) = page_texts(render(make_view(kind=kind), logo=None, fonts=fonts, accent=ACCENT))
    assert title in text
    assert present in text
    assert absent not in text


def test_the_paper_speaks_the_language_of_the_document(
    make_view: MakeView, fonts: Fonts, page_texts: PageTexts
) -> None:
    pdf = render(make_view(language="de-DE"), logo=None, fonts=fonts, accent=ACCENT)
    assert "Offener Betrag" in page_texts(pdf)[0]
    assert str(PdfReader(io.BytesIO(pdf)).root_object["/Lang"]) == "de-DE"


def test_the_file_names_its_document_and_its_office(make_view: MakeView, fonts: Fonts) -> None:
    about = PdfReader(io.BytesIO(render(make_view(), logo=None, fonts=fonts, accent=ACCENT))).metadata
    assert about is not None
    assert (about.title, about.author) == ("Invoice INV-2026-0042", "Alder & Finch Fit-Out")


def test_the_same_view_gives_the_same_bytes(make_view: MakeView, fonts: Fonts, logo: bytes) -> None:
    first = render(make_view(), logo=logo, fonts=fonts, accent=ACCENT)
    render(make_view(number="OTHER", terms="Ωμέγα"), logo=None, fonts=fonts, accent=ACCENT)
    assert render(make_view(), logo=logo, fonts=replace(fonts), accent=ACCENT) == first


def test_another_process_gives_the_same_bytes(make_view: MakeView, fonts: Fonts) -> None:
    view = make_view()
    code = (
        "import sys; from billing.pdf import render; from billing.snapshot import View;"
        "from resources import font_bytes;"
        "view = View.model_validate_json(sys.stdin.buffer.read());"
        f"sys.stdout.buffer.write(render(view, logo=None, fonts=font_bytes(), accent={ACCENT!r}))"
    )
    other = subprocess.run(
        [sys.executable, "-c", code], input=view.model_dump_json().encode(), capture_output=True, check=True
    )
    assert other.stdout == render(view, logo=None, fonts=fonts, accent=ACCENT)


@pytest.fixture
def eager_threads() -> Iterator[None]:
    """Let threads interrupt each other as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("eager_threads")
def test_documents_drawn_at_the_same_time_do_not_mix(make_view: MakeView, fonts: Fonts) -> None:
    views = [make_view(number=f"N{number}", terms=chr(0x410 + number) * 40) for number in range(32)]
    alone = [render(view, logo=None, fonts=fonts, accent=ACCENT) for view in views]
    together: dict[int, bytes] = {}

    def draw(index: int) -> None:
        together[index] = render(views[index], logo=None, fonts=fonts, accent=ACCENT)

    threads = [threading.Thread(target=draw, args=(index,)) for index in range(len(views))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [together[index] for index in range(len(views))] == alone


def test_only_the_embedded_fonts_are_listed(make_view: MakeView, fonts: Fonts, logo: bytes) -> None:
    pdf = render(make_view(), logo=logo, fonts=fonts, accent=ACCENT)
    assert {name.partition("+")[2] for name in listed_fonts(pdf)} == {"CounterfoilSans-Regular", "CounterfoilSans-Bold"}
    assert b"Helvetica" not in pdf


@pytest.mark.parametrize(
    "text",
    [
        "Þórsdóttir Hönnun ehf.",
        "Łódź, Kőszeg, Țara",
        "Ελλάδα Ώμέγα",
        "Київ, Ђорђе",
        "Việt Nam",
        "₹ ₺ ₴ € £ ¥",
        "“a” – b… −5",
    ],
)
def test_latin_greek_and_cyrillic_are_printed(
    make_view: MakeView, fonts: Fonts, page_texts: PageTexts, text: str
) -> None:
    view = make_view(terms=text)
    assert uncovered(view, fonts) == ""
    assert text in page_texts(render(view, logo=None, fonts=fonts, accent=ACCENT))[0]


def test_blanks_and_invisible_signs_need_no_glyph(make_view: MakeView, fonts: Fonts, page_texts: PageTexts) -> None:
    view = make_view(terms="a\tb\u3000c\u202fd\u200e\u00ade\u0301 \x07f")
    assert uncovered(view, fonts) == ""
    assert "a b c dé f" in page_texts(render(view, logo=None, fonts=fonts, accent=ACCENT))[0]


def test_a_logo_stands_on_the_first_page_only(
    make_view: MakeView, make_line: MakeLine, fonts: Fonts, logo: bytes
) -> None:
    pdf = render(make_view(lines=(make_line(),) * 60), logo=logo, fonts=fonts, accent=ACCENT)
    pictures = [len(page.images) for page in PdfReader(io.BytesIO(pdf)).pages]
    assert pictures == [1] + [0] * (len(pictures) - 1)


@pytest.mark.parametrize("size", [(600, 40), (40, 600), (1, 1)])
def test_a_logo_of_any_shape_leaves_the_text_readable(
    make_view: MakeView, fonts: Fonts, page_texts: PageTexts, size: tuple[int, int]
) -> None:
    file = io.BytesIO()
    Image.new("RGB", size, "red").save(file, "JPEG")
    (text,) = page_texts(render(make_view(), logo=file.getvalue(), fonts=fonts, accent=ACCENT))
    assert "Alder & Finch Fit-Out" in text


@pytest.mark.parametrize(
    "data", [b"", b"no picture", b"GIF89a\x01\x00\x01\x00\x80\x00\x00", b"\x89PNG\r\n\x1a\n broken"]
)
def test_a_logo_that_is_no_picture_is_refused(make_view: MakeView, fonts: Fonts, data: bytes) -> None:
    with pytest.raises(LogoUnreadable):
        render(make_view(), logo=data, fonts=fonts, accent=ACCENT)


def test_letter_paper_is_an_option(make_view: MakeView, fonts: Fonts) -> None:
    pdf = render(make_view(), logo=None, fonts=fonts, accent=ACCENT, paper=Paper.LETTER)
    assert PdfReader(io.BytesIO(pdf)).pages[0].mediabox[2:] == [612, 792]


def test_names_and_addresses_beyond_a_page_are_refused(make_view: MakeView, fonts: Fonts) -> None:
    with pytest.raises(HeadTooLong):
        render(make_view(buyer=Party(name="N", address=("line",) * 80)), logo=None, fonts=fonts, accent=ACCENT)


def test_importing_the_paper_does_not_import_reportlab() -> None:
    code = "import billing.pdf, sys; raise SystemExit('reportlab' in sys.modules or 'PIL' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_largest_amount_keeps_to_one_line(
    make_view: MakeView, make_line: MakeLine, fonts: Fonts, page_texts: PageTexts
) -> None:
    lines = (make_line(quantity=Decimal(1000), unit_price=Decimal(10**9), taxes=()),)
    view = make_view(lines=lines, discount=None)
    assert view.total == "€1,000,000,000,000.00"
    (text,) = page_texts(render(view, logo=None, fonts=fonts, accent=ACCENT))
    assert f"Amount due {view.total} Due" in text
