"""Every script is printed as it is written, or refused by name; what is copied from the paper is what was typed."""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from PySide6.QtCore import QBuffer, QByteArray
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QApplication

from billing.direction import apart
from billing.formatting import format_money
from billing.issued import BankDetail, IssuedLine, Party
from billing.money import Money
from billing.pdf import (
    TEMPLATES,
    Family,
    FontFile,
    Fonts,
    Paper,
    TemplateName,
    Uncovered,
    render,
    supplement,
    uncovered,
)
from billing.pdf.fonts import faces
from billing.pdf.layout import lay_out
from billing.pdf.paper import MARGIN, Text
from billing.pdf.scripts import base_letters, runs_right_to_left, visual
from billing.pdf.text import Type, fit, wrap
from billing.snapshot import View
from billing.wording import wording
from resources import font_bytes
from tests.fakes.font import tiny_font

ACCENT = "#0b6075"
LRM, RLM = "\u200e", "\u200f"
MakeView = Callable[..., View]
MakeLine = Callable[..., IssuedLine]
PageTexts = Callable[[bytes], list[str]]

JAPANESE = "ご注文ありがとうございます。請求書発行日から三十日以内にお支払いください。"
KOREAN = "주문해 주셔서 감사합니다"


def boxes(characters: str) -> Family:
    file = FontFile(tiny_font(characters))
    return Family(file, file)


@pytest.fixture(scope="module")
def asian(fonts: Fonts) -> Fonts:
    return supplement(fonts, JAPANESE + KOREAN, [boxes(JAPANESE), boxes(KOREAN)])


# -- one line


@pytest.mark.parametrize(
    ("typed", "in_document", "right_to_left"),
    [
        ("شركة النور", False, True),
        ("Rosewood شركة", False, False),
        ("Rosewood شركة", True, True),
        ("Rosewood", True, False),
        ("+971 4 555 0142", True, False),
        ("IE29 AIBK 9311 5212 3456 78", True, False),
        (f"{LRM}EUR 5", True, False),
        ("\u2068Rosewood\u2069 שלום", False, True),
    ],
)
def test_a_line_runs_as_its_letters_do(typed: str, in_document: bool, right_to_left: bool) -> None:
    assert runs_right_to_left(typed, in_document=in_document) is right_to_left


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("שלום (abc) טוב", "בוט (abc) םולש"),
        ("(שלום)", "(םולש)"),
        ("קנה 12 [יח׳]", "[׳חי] 12 הנק"),
        ("מע״מ 13.5% על 7,739.60", "7,739.60 לע 13.5% מ״עמ"),
        ("חשבונית 2026-0042", "2026-0042 תינובשח"),
        ("טלפון +972 3 555 0142", "+972 3 555 0142 ןופלט"),
        ("«אחד»", "«דחא»"),
        ("הנחה −5% מתוך −1,240.50 ₪", "₪ −1,240.50 ךותמ −5% החנה"),
    ],
)
def test_a_line_from_right_to_left_keeps_its_figures_and_turns_its_brackets(typed: str, shown: str) -> None:
    assert visual(typed, right_to_left=True) == shown


@pytest.mark.parametrize("language", ["ar", "he", "fa"])
@pytest.mark.parametrize("minor", [-4670, -124_050, -5])
def test_a_negative_amount_has_its_minus_before_its_figure(language: str, minor: int) -> None:
    amount = format_money(Money(minor, "EUR"), language)
    shown = visual(amount, right_to_left=runs_right_to_left(amount, in_document=True))
    assert re.search(r"−€?\s?[\d,.]+", shown), ascii(shown)


def test_arabic_letters_are_joined() -> None:
    shown = visual("شركة", right_to_left=True)
    assert shown == "\ufe94\ufedb\ufeae\ufeb7"  # final, initial, final, initial, from the left
    assert "".join(map(base_letters, shown)) == "ةكرش"


def test_lam_and_alef_are_one_glyph_and_two_letters() -> None:
    shown = visual("لا", right_to_left=True)
    assert shown[1:] == "\ufefb"
    assert [base_letters(glyph) for glyph in shown] == ["ا", "ل"]


def test_a_value_keeps_its_direction_inside_a_sentence() -> None:
    sentence = f"{apart('2026-1-x', in_document=True)} من {apart('(a)', in_document=True)}"
    assert visual(sentence, right_to_left=True) == "(a) نم 2026-1-x".replace("نم", visual("من", right_to_left=True))


def test_plain_values_stay_plain_in_documents_from_left_to_right() -> None:
    assert apart("2026-0042", in_document=False) == "2026-0042"


def body(fonts: Fonts, *, right_to_left: bool = False) -> Type:
    return Type(faces(fonts, right_to_left=right_to_left).regular, 9, "#000000")


@given(st.text(alphabet="שלוםאבג ()12ab-لاشركة،", max_size=120), st.floats(30, 200))
def test_a_paragraph_from_right_to_left_is_wrapped_before_it_is_turned(text: str, width: float) -> None:
    type_ = body(font_bytes(), right_to_left=True)
    lines = wrap(text, type_, width)
    assert "".join("".join(lines).replace(RLM, "").replace(LRM, "").split()) == "".join(text.split())
    assert all(type_.width(line) <= width or len(line.strip(RLM + LRM)) == 1 for line in lines)


def test_each_line_of_a_paragraph_keeps_the_direction_of_the_paragraph() -> None:
    type_ = body(font_bytes(), right_to_left=True)
    lines = wrap("שלום Alder Finch Limited, Dublin.", type_, type_.width("Alder Finch"))
    assert len(lines) > 2
    assert all(runs_right_to_left(line, in_document=True) for line in lines)


def test_ideographs_are_broken_anywhere_but_not_before_what_closes(asian: Fonts) -> None:
    type_ = body(asian)
    lines = wrap(JAPANESE, type_, 8 * 9)
    assert len(lines) > 3
    assert "".join(lines) == JAPANESE
    assert all(type_.width(line) <= 8 * 9 for line in lines)
    assert not any(line.startswith(("。", "、")) for line in lines)


@given(st.text(alphabet="請求書（）。「」、ab 12-\n", max_size=60), st.floats(20, 200))
def test_wrapped_ideographs_lose_no_character(text: str, width: float) -> None:
    family = boxes("請求書（）。「」、")
    lines = wrap(text, body(supplement(font_bytes(), "請", [family])), width)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_a_name_that_is_cut_still_fits(asian: Fonts) -> None:
    for text in (JAPANESE, "شركة النور لتجهيز المكاتب" * 3):
        type_ = body(asian, right_to_left=True)
        assert type_.width(fit(text, type_, 60)) <= 60


# -- what is printed


@pytest.fixture
def copied(qapp: QApplication) -> Iterator[Callable[[bytes], str]]:
    """Return a reader of the first page's text as PDFium copies it."""
    documents: list[QPdfDocument] = []

    def read(pdf: bytes) -> str:
        document = QPdfDocument()
        buffer = QBuffer(document)
        buffer.setData(QByteArray(pdf))
        buffer.open(QBuffer.OpenModeFlag.ReadOnly)
        document.load(buffer)
        documents.append(document)
        return " ".join(document.getAllText(0).text().split())

    yield read
    for document in documents:
        document.close()


@pytest.mark.parametrize(
    "typed",
    ["شركة النور لتجهيز المكاتب", "الأسنان والاستحقاق", "نجرى إلى آلات لإصلاح", "גליון אלון משומן ורוד"],
)
@pytest.mark.parametrize("language", ["ar", "en"])
def test_what_is_copied_is_what_was_typed(
    make_view: MakeView, fonts: Fonts, copied: Callable[[bytes], str], typed: str, language: str
) -> None:
    view = make_view(language=language, terms=typed)
    assert typed in copied(render(view, logo=None, fonts=fonts, accent=ACCENT))


@pytest.mark.parametrize("text", [JAPANESE, KOREAN, "Łódź 請求書 Ελλάδα", "日" * 3])
def test_scripts_of_the_computers_fonts_are_printed_beside_our_own(
    make_view: MakeView, fonts: Fonts, page_texts: PageTexts, text: str
) -> None:
    assert uncovered(make_view(terms=text), fonts)
    wide = supplement(fonts, text, [boxes("請求書日" + JAPANESE + KOREAN)])
    view = make_view(terms=text, seller=Party(name=text, address=(text,)))
    (page,) = page_texts(render(view, logo=None, fonts=wide, accent=ACCENT))
    assert page.replace(" ", "").count(text.replace(" ", "")) == 4  # name, address, terms, foot


def test_a_character_beyond_the_first_plane_is_copied_whole(make_view: MakeView, fonts: Fonts) -> None:
    wide = supplement(fonts, "\U00020bb7", [boxes("\U00020bb7野家")])
    pdf = render(make_view(terms="\U00020bb7野家"), logo=None, fonts=wide, accent=ACCENT)
    assert "\U00020bb7野家" in PdfReader(io.BytesIO(pdf)).pages[0].extract_text()


def test_the_first_font_that_has_a_character_prints_it(fonts: Fonts) -> None:
    wide = supplement(fonts, "請求", [boxes("請a"), boxes("請求")])
    setting = faces(wide).regular.setting("a請求b")
    ours, _, _, first, second = faces(wide).regular.fonts()
    assert [(run.font, run.text) for run in setting.runs] == [(ours, "a"), (first, "請"), (second, "求"), (ours, "b")]


def test_only_fonts_that_help_are_taken(fonts: Fonts) -> None:
    asked: list[str] = []

    def families() -> Iterator[Family]:
        for characters in ("日", "請", "請求"):
            asked.append(characters)
            yield boxes(characters)

    assert len(supplement(fonts, "請", families()).families) == len(fonts.families) + 1
    assert asked == ["日", "請"]


@pytest.mark.parametrize(
    ("text", "characters"),
    [
        ("Midori 工業", "工業"),
        ("\U0001f600 ok", "\U0001f600"),
        ("हिन्दी", "हिन्दी"),
        ("ภาษา", "ภาษา"),
        ("ښار", "ښ"),  # no form of it is known that joins
        ("ܣܘܪ", "ܣܘܪ"),
        ("\u0378", "\u0378"),
        ("\ue000", "\ue000"),
        ("\uf5a0", "\uf5a0"),  # an empty glyph of ours
    ],
)
def test_what_cannot_be_printed_is_refused_by_name(
    make_view: MakeView, fonts: Fonts, text: str, characters: str
) -> None:
    view = make_view(terms=text)
    missing = "".join(sorted(set(characters)))
    assert uncovered(view, fonts) == missing
    with pytest.raises(Uncovered, match=r"cannot print “.” \(U\+") as refused:
        render(view, logo=None, fonts=fonts, accent=ACCENT)
    assert refused.value.characters == missing


@pytest.mark.parametrize("text", ["ि", "ก", "ش", "א", "\U0001f600", "\ue000", "\u0378", "ᄀ"])
def test_a_font_of_the_computer_sets_no_letters_that_change_with_their_neighbours(fonts: Fonts, text: str) -> None:
    wide = supplement(fonts, text, [boxes(text)])
    assert wide == fonts


def test_a_bold_is_made_where_a_font_has_none(make_view: MakeView, make_line: MakeLine, fonts: Fonts) -> None:
    wide = supplement(fonts, "請", [boxes("請求書")])
    view = make_view(lines=(make_line(title="請求書", detail=""),))
    page = PdfReader(io.BytesIO(render(view, logo=None, fonts=wide, accent=ACCENT))).pages[0]
    contents = page.get_contents()
    assert contents is not None
    assert b"2 Tr" in contents.get_data()


# -- the page


def texts_of(view: View, fonts: Fonts, template: TemplateName, paper: Paper = Paper.A4) -> list[Text]:
    page_faces = faces(fonts, right_to_left=view.language.startswith(("ar", "he")))
    pages = lay_out(view, page_faces, logo=None, accent=ACCENT, paper=paper, template=template)
    return [text for page in pages for text in page.texts]


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_page_from_right_to_left_is_the_mirror_of_the_page_from_left_to_right(
    make_view: MakeView, fonts: Fonts, template: TemplateName
) -> None:
    """Arabic against the same document; its words are as wide as they are, so only edges are compared."""
    view = make_view(language="ar", bank=(BankDetail(label="IBAN", value="IE29 AIBK 9311 5212 3456 78"),))
    width = Paper.A4.value[0]
    labels = wording("ar").labels
    texts = {text.line: text for text in texts_of(view, fonts, template)}
    buyer, page = texts[view.buyer.name], texts[labels.page.format(page=1, pages=1)]
    assert buyer.x + buyer.type.width(buyer.line) == pytest.approx(width - MARGIN)
    assert page.x == pytest.approx(MARGIN)
    description, amount = texts[labels.description], texts[labels.amount]
    assert description.x > amount.x


@pytest.mark.parametrize("language", ["en", "ar", "he"])
def test_units_stand_under_units_in_either_direction(
    make_view: MakeView, make_line: MakeLine, fonts: Fonts, language: str
) -> None:
    lines = (make_line(unit_price="7.50"), make_line(unit_price="1234.50"), make_line(unit_price="0.10"))
    view = make_view(language=language, lines=lines)
    amounts = {line.amount for line in view.lines}
    ends = {
        round(text.x + text.type.width(text.line), 3)
        for text in texts_of(view, fonts, "classic")
        if text.line in amounts
    }
    assert len(ends) == 1
    sums = {view.line_sum, view.net, view.total}
    found = [text for text in texts_of(view, fonts, "classic") if text.line in sums and text.type.size == 9]
    assert len(found) >= 3
    assert len({round(text.x + text.type.width(text.line), 3) for text in found}) == 1


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("paper", Paper)
@pytest.mark.parametrize("language", ["ar", "he"])
def test_nothing_stands_outside_the_margins_from_right_to_left(
    make_view: MakeView, make_line: MakeLine, fonts: Fonts, template: TemplateName, paper: Paper, language: str
) -> None:
    lines = (make_line(title="טקסט" * 60, detail="شركة النور " * 200, unit="متر"), make_line())
    view = make_view(language=language, lines=lines, message="שלום עולם " * 200, terms="النور " * 400)
    for text in texts_of(view, fonts, template, paper):
        assert text.x >= MARGIN - 0.01
        assert text.x + text.type.width(text.line) <= paper.value[0] - MARGIN + 0.01


def test_the_same_arabic_gives_the_same_bytes(make_view: MakeView, fonts: Fonts) -> None:
    view = make_view(language="ar", terms="الأسنان")
    first = render(view, logo=None, fonts=fonts, accent=ACCENT)
    assert render(view, logo=None, fonts=replace(fonts), accent=ACCENT) == first
