"""Lines are typed in the table: cells, next lines, figures, items, all by keyboard."""

from decimal import Decimal

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QAbstractItemModelTester

from desktop.queries.drafts import LineValues
from desktop.views.editor.cell_edit import CellEdit, TextCellEdit
from desktop.views.editor.lines_model import DISCOUNT, OPTIONAL, PRICE, QUANTITY, TAX, TITLE
from tests.desktop.office import line
from tests.desktop.views.editor.typist import ALT_SHIFT, CTRL, SHIFT, Key, Typist

IMPORTANT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def titles(typist: Typist) -> list[str]:
    return [each.title for each in typist.values.lines if not each.is_blank]


def test_ten_lines_are_typed_without_the_mouse(typist: Typist) -> None:
    typist.begin()
    typist.into_lines()
    for number in range(1, 11):
        typist.line(f"Step {number}", str(number), "h", "12.50")
    lines = [each for each in typist.values.lines if not each.is_blank]
    assert [(each.title, each.quantity, each.unit, each.unit_price) for each in lines] == [
        (f"Step {number}", Decimal(number), "h", Decimal("12.5")) for number in range(1, 11)
    ]
    assert {tax.rate for each in lines for tax in each.taxes} == {Decimal(23)}
    typist.wait_saved()
    assert titles(typist) == [each.title for each in typist.stored().lines if not each.is_blank]


def test_enter_in_the_last_line_makes_the_next_one(typist: Typist) -> None:
    typist.begin()
    typist.into_lines()
    typist.type("Panelling")
    typist.press(Key.Key_Return)
    assert isinstance(typist.focus().parentWidget(), TextCellEdit)
    assert typist.table.currentIndex().row() == 1
    typist.type("Fitting")
    assert titles(typist) == ["Panelling", "Fitting"]


def test_tab_walks_from_cell_to_cell_and_on_to_the_next_line(typist: Typist) -> None:
    typist.begin()
    typist.into_lines()
    typist.type("Panelling")
    seen = []
    for _ in range(6):
        typist.press(Key.Key_Tab)
        seen.append(typist.table.currentIndex().column())
    assert seen == [QUANTITY, QUANTITY + 1, PRICE, DISCOUNT, TAX, TITLE]
    assert typist.table.currentIndex().row() == 1
    typist.press(Key.Key_Backtab, with_=SHIFT)
    assert (typist.table.currentIndex().row(), typist.table.currentIndex().column()) == (0, TAX)


def test_tab_in_the_empty_last_row_leaves_the_lines(typist: Typist) -> None:
    typist.begin()
    typist.into_lines()
    typist.line("Panelling")
    typist.press(Key.Key_Tab)
    assert typist.focus() is typist.editor.page.message.text


def test_a_typed_key_opens_the_cell_the_person_is_on(typist: Typist) -> None:
    typist.begin(customer=None)
    typist.table.setFocus()
    typist.type("Pan")
    assert titles(typist) == ["Pan"]


def test_shift_enter_goes_to_the_second_line_of_the_same_cell(typist: Typist) -> None:
    typist.begin()
    typist.into_lines()
    typist.type("Panelling")
    typist.press(Key.Key_Return, with_=SHIFT)
    typist.type("oiled oak")
    assert (typist.values.lines[0].title, typist.values.lines[0].detail) == ("Panelling", "oiled oak")


@pytest.mark.parametrize(
    ("locale", "typed"),
    [("de_DE", "1450,5"), ("de_DE", "1.450,50"), ("fr_FR", "1 450,5"), ("de_CH", "1’450.5"), ("en_IE", "1,450.5")],
)
def test_figures_are_typed_the_persons_way(typist: Typist, locale: str, typed: str) -> None:
    QLocale.setDefault(QLocale(locale))
    typist.edit(typist.desk.draft())
    typist.into(0, PRICE)
    typist.type(typed)
    assert typist.values.lines[0].unit_price == Decimal("1450.5")


def test_the_figure_understood_is_shown_while_it_is_typed(typist: Typist) -> None:
    typist.edit(typist.desk.draft())
    typist.into(0, PRICE)
    typist.type("1450.5")
    hint = typist.table.typing.hint
    assert hint is not None
    assert hint.isVisible()
    assert hint.accessibleName() == "understood as 1,450.50"
    typist.press(Key.Key_Return)
    assert not hint.isVisible()


@pytest.mark.parametrize(("keys", "meant"), [((), Decimal(1450)), ((Key.Key_Tab,), Decimal("1.45"))])
def test_a_doubtful_amount_is_asked_about_and_never_guessed(
    typist: Typist, keys: tuple[Key, ...], meant: Decimal
) -> None:
    QLocale.setDefault(QLocale("de_DE"))
    typist.edit(typist.desk.draft())
    typist.into(0, PRICE)
    typist.type("1.450")
    assert typist.values.lines[0].typed == {"unit_price": "1.450"}
    assert typist.values.lines[0].unit_price == 0
    typist.press(Key.Key_Tab)
    assert typist.table.currentIndex().column() == PRICE, "it went on without an answer"
    typist.press(*keys, Key.Key_Space)
    assert typist.values.lines[0].unit_price == meant
    assert not typist.values.lines[0].typed
    assert typist.table.currentIndex().column() == DISCOUNT


def test_escape_goes_back_from_the_question_to_the_cell(typist: Typist) -> None:
    QLocale.setDefault(QLocale("de_DE"))
    typist.edit(typist.desk.draft())
    typist.into(0, PRICE)
    typist.type("1.450")
    typist.press(Key.Key_Tab, Key.Key_Escape)
    assert isinstance(typist.focus(), CellEdit)
    typist.press(Key.Key_End)
    typist.type(",00")
    assert typist.values.lines[0].unit_price == Decimal(1450)


def test_half_a_number_is_still_there_when_the_draft_is_opened_again(typist: Typist) -> None:
    document = typist.desk.draft()
    typist.edit(document)
    typist.into(0, QUANTITY)
    typist.type("12 or so")
    typist.editor.leave()
    typist.qtbot.waitUntil(lambda: not typist.editor.state.is_open)
    assert typist.reopened(document).lines[0].typed == {"quantity": "12 or so"}
    typist.edit(document)
    typist.into(0, QUANTITY)
    field = typist.focus()
    assert isinstance(field, CellEdit)
    assert field.text() == "12 or so"


def test_figures_beyond_the_bounds_are_refused_while_they_are_typed(typist: Typist) -> None:
    typist.edit(typist.desk.draft())
    typist.into(0, PRICE)
    typist.type("10000000000")
    hint = typist.table.typing.hint
    assert hint is not None
    assert "out of range" in hint.accessibleName()
    assert typist.values.lines[0].typed == {"unit_price": "10000000000"}


def test_an_item_fills_its_line_and_the_cursor_stands_in_the_quantity(typist: Typist) -> None:
    typist.begin()
    typist.into_lines()
    typist.type("fitt")
    typist.press(Key.Key_Down, Key.Key_Return)
    filled = typist.values.lines[0]
    assert (filled.title, filled.detail, filled.unit) == ("Fitting on site", "Two joiners", "h")
    assert (filled.unit_price, filled.taxes[0].rate) == (Decimal("48.5"), Decimal("13.5"))
    assert filled.item_id is not None
    assert typist.table.currentIndex().column() == QUANTITY


def test_an_items_code_followed_by_enter_fills_its_line(typist: Typist) -> None:
    typist.begin()
    typist.into_lines()
    typist.type("dc-410")
    typist.press(Key.Key_Return)
    assert titles(typist) == ["Door closer, concealed"]


def test_free_text_stays_when_no_item_is_chosen(typist: Typist) -> None:
    typist.begin()
    typist.into_lines()
    typist.type("door")
    typist.press(Key.Key_Return)
    assert titles(typist) == ["door"]


def test_another_tax_is_chosen_by_its_first_figures(typist: Typist) -> None:
    typist.edit(typist.desk.draft())
    typist.into(0, TAX)
    typist.type("13")
    typist.press(Key.Key_Return)
    assert typist.values.lines[0].taxes[0].rate == Decimal("13.5")


@pytest.mark.parametrize(
    ("typed", "percent", "minor"),
    [("5 %", Decimal(5), None), ("5%", Decimal(5), None), ("12.50", None, 1250), ("-", None, None)],
)
def test_a_discount_is_a_percentage_or_an_amount(
    typist: Typist, typed: str, percent: Decimal | None, minor: int | None
) -> None:
    typist.edit(typist.desk.draft())
    typist.into(0, DISCOUNT)
    typist.type(typed)
    assert (typist.values.lines[0].discount_percent, typist.values.lines[0].discount_minor) == (percent, minor)


def test_lines_are_moved_repeated_and_removed_by_keyboard(typist: Typist) -> None:
    typist.edit(typist.desk.draft(line("One"), line("Two"), line("Three")))
    typist.into(0, TITLE)
    typist.press(Key.Key_Down, with_=ALT_SHIFT)
    assert titles(typist) == ["Two", "One", "Three"]
    typist.press(Key.Key_D, with_=CTRL)
    assert titles(typist) == ["Two", "One", "One", "Three"]
    typist.press(Key.Key_Backspace, with_=IMPORTANT)
    assert titles(typist) == ["Two", "One", "Three"]
    typist.press(Key.Key_Z, with_=CTRL)
    assert titles(typist) == ["Two", "One", "One", "Three"]


def test_undo_takes_back_a_cell_and_redo_brings_it_again(typist: Typist) -> None:
    typist.edit(typist.desk.draft(line("Desk", "100")))
    typist.into(0, PRICE)
    typist.type("250")
    assert typist.values.lines[0].unit_price == Decimal(250)
    typist.press(Key.Key_Z, with_=CTRL)
    assert typist.values.lines[0].unit_price == Decimal(100)
    typist.press(Key.Key_Z, with_=IMPORTANT)
    assert typist.values.lines[0].unit_price == Decimal(250)


def test_escape_puts_back_what_stood_in_the_cell(typist: Typist) -> None:
    typist.edit(typist.desk.draft(line("Desk")))
    typist.into(0, TITLE)
    typist.type("Chair")
    typist.press(Key.Key_Escape)
    assert titles(typist) == ["Desk"]
    assert typist.editor.state.is_open, "the first Esc closes the cell, not the editor"


def test_space_makes_a_quotes_line_optional_then_left_to_them_then_fixed(typist: Typist) -> None:
    typist.edit(typist.desk.draft(line("Lights"), kind="quote"))
    typist.table.setFocus()
    typist.table.setCurrentIndex(typist.table.lines.index(0, OPTIONAL))
    seen = []
    for _ in range(3):
        typist.press(Key.Key_Space)
        seen.append((typist.values.lines[0].optional, typist.values.lines[0].chosen))
    assert seen == [(True, True), (True, False), (False, True)]


def test_an_invoice_has_no_optional_lines(typist: Typist) -> None:
    typist.edit(typist.desk.draft())
    assert typist.table.isColumnHidden(OPTIONAL)


def test_the_model_of_the_lines_is_sound_while_they_are_typed(typist: Typist) -> None:
    typist.begin()
    tester = QAbstractItemModelTester(typist.table.lines, QAbstractItemModelTester.FailureReportingMode.Fatal)
    typist.into_lines()
    typist.line("One", "2", "pc", "3")
    typist.line("Two", "2", "pc", "3")
    typist.press(Key.Key_Escape)
    typist.table.setCurrentIndex(typist.table.lines.index(0, TITLE))
    for key, modifier in ((Key.Key_Down, ALT_SHIFT), (Key.Key_D, CTRL), (Key.Key_Backspace, IMPORTANT)):
        typist.press(key, with_=modifier)
    for _ in range(8):
        typist.editor.state.undo()
    for _ in range(8):
        typist.editor.state.redo()
    assert titles(typist) == ["Two", "One"]
    del tester


def test_of_ten_thousand_lines_only_a_page_is_shown(typist: Typist) -> None:
    lines = tuple(LineValues(title=f"Step {number}", unit_price=Decimal(1)) for number in range(10_000))
    typist.edit(typist.desk.draft(*lines))
    assert typist.table.content_height() > 400_000
    assert typist.table.height() < typist.editor.height()  # Qt asks for the rows within it, not for the others
    typist.into(9_999, TITLE)
    assert typist.table.rowAt(0) > 9_900


def test_one_line_too_many_is_refused_with_its_sentence(typist: Typist) -> None:
    lines = tuple(LineValues(title="Step", unit_price=Decimal(1)) for _ in range(10_000))
    typist.edit(typist.desk.draft(*lines))
    typist.table.setCurrentIndex(typist.table.lines.index(0, TITLE))
    typist.table.repeat_line()
    assert "10,000 lines" in typist.editor.page.head.strip.sentence
    assert len(typist.values.lines) == 10_000


def test_a_screen_reader_hears_the_line_the_column_and_the_figure(typist: Typist) -> None:
    typist.edit(typist.desk.draft(line("Desk", "1450.5", "2")))
    model = typist.table.lines
    said = [model.data(model.index(0, column), Qt.ItemDataRole.AccessibleTextRole) for column in (TITLE, PRICE)]
    assert said == ["Line 1, Item and description, Desk", "Line 1, Unit price, 1,450.50"]
    typist.into(0, PRICE)
    assert typist.focus().accessibleName() == "Unit price of line 1"
