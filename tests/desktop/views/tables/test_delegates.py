"""Cells: inside their rectangle, aligned on one edge, mirrored, growing with the text."""

from typing import Any

import pytest
from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QHelpEvent, QImage
from PySide6.QtWidgets import QApplication, QStyle, QStyleOptionViewItem, QToolTip
from pytestqt.qtbot import QtBot

from desktop.views import fonts, theme
from desktop.views.states import document_pill, link_value
from desktop.views.tables.delegates import (
    AmountDelegate,
    CellDelegate,
    DueDelegate,
    FigureDelegate,
    LineTextDelegate,
    LinkDelegate,
    NumberDelegate,
    PillDelegate,
    TextDelegate,
)
from desktop.views.tables.roles import AmountValue, CellValue, DueValue, LineValue, NumberValue, PillValue, TextValue
from desktop.views.tables.view import TableView
from desktop.views.theme import Tone
from tests.desktop.views.gallery_tables import ValueTableModel
from tests.desktop.views.pictures import blank, has, painted, painter_on

LEFT, RIGHT = Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft
CELL = QRect(20, 10, 140, 34)

CELLS: list[tuple[type[CellDelegate[Any]], CellValue]] = [
    (PillDelegate, document_pill("partly_paid")),
    (AmountDelegate, AmountValue("1,240.00", "EUR")),
    (FigureDelegate, TextValue("38.75")),
    (TextDelegate, TextValue("Harbour Lights Hotel Group (Galway & Connemara)", strong=True)),
    (NumberDelegate, NumberValue("INV-2026-0042-0001-0002", struck=True)),
    (DueDelegate, DueValue("3 days late", Tone.BAD, "Due 17 Nov 2026")),
    (LinkDelegate, link_value("ending", "ends 28 Nov")),
    (LineTextDelegate, LineValue("Night-time fitting", "20:00 to 06:00", ("ticked for them",))),
]
EVERY_KIND = pytest.mark.parametrize(("kind", "value"), CELLS, ids=[kind.__name__ for kind, _ in CELLS])


def option(rect: QRect = CELL, direction: Qt.LayoutDirection = LEFT, *, chosen: bool = False) -> QStyleOptionViewItem:
    made = QStyleOptionViewItem()
    made.rect = rect
    made.direction = direction
    made.state = QStyle.StateFlag.State_Enabled
    if chosen:
        made.state |= QStyle.StateFlag.State_Selected
    return made


def drawn(kind: type[CellDelegate[Any]], value: CellValue, made: QStyleOptionViewItem) -> QImage:
    model = ValueTableModel(("Head",), [(value,)])
    image = blank(200, 60)
    painter = painter_on(image)
    kind().paint(painter, made, model.index(0, 0))
    painter.end()
    return image


def ink(image: QImage) -> QRect:
    """Where something is as dark as text."""
    whole = QRect()
    for x in range(image.width()):
        for y in range(image.height()):
            if image.pixelColor(x, y).alpha() and image.pixelColor(x, y).lightness() < 90:
                whole = whole.united(QRect(x, y, 1, 1))
    return whole


def darkest(image: QImage) -> int:
    """The lightness of the darkest pixel: thin letters nowhere reach their own colour."""
    places = [(x, y) for x in range(image.width()) for y in range(image.height()) if image.pixelColor(x, y).alpha()]
    return min(image.pixelColor(x, y).lightness() for x, y in places)


@EVERY_KIND
@pytest.mark.parametrize("direction", [LEFT, RIGHT])
@pytest.mark.parametrize("width", [140, 40])
def test_a_cell_paints_its_own_rectangle_and_nothing_else(
    kind: type[CellDelegate[Any]], value: CellValue, direction: Qt.LayoutDirection, width: int
) -> None:
    cell = QRect(CELL.topLeft(), CELL.size()).adjusted(0, 0, width - CELL.width(), 0)
    assert painted(drawn(kind, value, option(cell, direction))) == cell


@EVERY_KIND
def test_the_size_it_asks_for_shows_all_of_it_and_grows_with_the_text(
    dressed: QApplication, kind: type[CellDelegate[Any]], value: CellValue
) -> None:
    model = ValueTableModel(("Head",), [(value,)])
    index = model.index(0, 0)
    once = kind().sizeHint(option(), index)
    assert once.height() in (34, 48)
    fonts.install(dressed, 2.0)
    twice = kind().sizeHint(option(), index)
    assert twice.height() == 2 * once.height()
    assert twice.width() == pytest.approx(2 * once.width(), abs=8)


@EVERY_KIND
def test_a_chosen_row_has_the_ground_of_the_chosen_and_a_hairline(
    kind: type[CellDelegate[Any]], value: CellValue
) -> None:
    image = drawn(kind, value, option(chosen=True))
    assert image.pixelColor(CELL.left() + 1, CELL.top() + 1) == theme.tokens().selected
    assert image.pixelColor(CELL.left() + 1, CELL.bottom()) == theme.tokens().line


@EVERY_KIND
def test_a_cell_follows_the_scheme(dressed: QApplication, kind: type[CellDelegate[Any]], value: CellValue) -> None:
    theme.apply(dressed, Qt.ColorScheme.Dark)
    assert drawn(kind, value, option()).pixelColor(CELL.topLeft()) == theme.DARK.base


def test_a_cell_without_a_value_is_an_empty_part_of_its_row() -> None:
    image = blank(200, 60)
    painter = painter_on(image)
    model = ValueTableModel(("Head",), [(TextValue(""),)])
    PillDelegate().paint(painter, option(), model.index(5, 5))
    painter.end()
    assert painted(image) == CELL


def test_digits_of_different_amounts_end_on_one_edge() -> None:
    short = ink(drawn(AmountDelegate, AmountValue("0.01", "EUR"), option()))
    long = ink(drawn(AmountDelegate, AmountValue("14,905.61", "KWD"), option()))
    assert abs(short.right() - long.right()) <= 1
    assert short.left() > long.left()


def test_the_currency_changes_sides_in_right_to_left_and_digits_still_end_on_one_edge() -> None:
    plain = ink(drawn(AmountDelegate, AmountValue("310.01", "EUR"), option()))
    mirrored = ink(drawn(AmountDelegate, AmountValue("310.01", "EUR"), option(direction=RIGHT)))
    longer = ink(drawn(AmountDelegate, AmountValue("41,200.01", "SEK"), option(direction=RIGHT)))
    assert mirrored.right() > plain.right()
    assert abs(mirrored.right() - longer.right()) <= 1


def test_a_zero_balance_is_faint_and_an_open_one_is_not() -> None:
    open_one = darkest(drawn(AmountDelegate, AmountValue("1.00", "EUR"), option()))
    zero = darkest(drawn(AmountDelegate, AmountValue("0.00", "EUR", faint=True), option()))
    assert open_one < theme.tokens().faint.lightness() <= zero


def test_the_word_of_a_state_starts_at_the_same_place_with_and_without_fill() -> None:
    def word_left(*, filled: bool) -> int:
        pill = PillValue(Tone.SEEN, "eye", "Hhh", filled)
        image = drawn(PillDelegate, pill, option())
        behind_icon = CELL.left() + 10 + 8 + 14
        return next(
            x
            for x in range(behind_icon, image.width())
            if any(image.pixelColor(x, y).lightness() < 160 for y in range(CELL.top() + 10, CELL.bottom() - 10))
        )

    assert abs(word_left(filled=True) - word_left(filled=False)) <= 1


def test_late_is_said_in_red_and_today_in_ordinary_colour() -> None:
    late = drawn(DueDelegate, DueValue("3 days late", Tone.BAD), option())
    assert has(late, theme.tokens().tones[Tone.BAD].word)
    assert has(drawn(DueDelegate, DueValue("today", strong=True), option()), theme.tokens().text)


def table_with(kind: type[CellDelegate[Any]], value: CellValue, qtbot: QtBot) -> TableView:
    view = TableView("Table")
    qtbot.addWidget(view)
    view.setModel(ValueTableModel(("Head",), [(value,)], view))
    view.setItemDelegateForColumn(0, kind(view))
    view.setColumnWidth(0, 90)
    view.show()
    return view


def asked_for_help(view: TableView) -> str:
    cell = view.visualRect(view.model().index(0, 0))
    event = QHelpEvent(QEvent.Type.ToolTip, cell.center(), view.viewport().mapToGlobal(cell.center()))
    QApplication.sendEvent(view.viewport(), event)
    return QToolTip.text()


def test_a_name_that_does_not_fit_is_told_in_full_by_its_tooltip(qtbot: QtBot) -> None:
    name = "Harbour Lights Hotel Group (Galway & Connemara)"
    assert asked_for_help(table_with(TextDelegate, TextValue(name), qtbot)) == name
    asked_for_help(table_with(TextDelegate, TextValue("Bauer"), qtbot))
    qtbot.waitUntil(lambda: QToolTip.text() == "")


def test_a_tooltip_takes_no_name_for_markup(qtbot: QtBot) -> None:
    name = "<b>Harbour Lights</b> Hotel Group (Galway)"
    assert "&lt;b&gt;" in asked_for_help(table_with(TextDelegate, TextValue(name), qtbot))


def test_the_due_date_itself_is_in_the_tooltip(qtbot: QtBot) -> None:
    due = DueValue("today", tooltip="20 November 2026")
    assert asked_for_help(table_with(DueDelegate, due, qtbot)) == "20 November 2026"
