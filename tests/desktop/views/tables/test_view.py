"""The list: chosen rows carry a bar, the keyboard a ring, heads stand above their cells."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.views import fonts, theme
from desktop.views.tables.delegates import AmountDelegate, TextDelegate
from desktop.views.tables.roles import AmountValue, TextValue
from desktop.views.tables.view import TableView
from tests.desktop.views.gallery_tables import ValueTableModel
from tests.desktop.views.pictures import has


@pytest.fixture
def view(qtbot: QtBot) -> TableView:
    return built(qtbot)


def built(qtbot: QtBot) -> TableView:
    table = TableView("Invoices")
    qtbot.addWidget(table)
    rows = [(TextValue(f"Customer {at}"), AmountValue("310.00", "EUR")) for at in range(5)]
    table.setModel(ValueTableModel(("Customer", "Balance"), list(rows), table))
    table.setItemDelegateForColumn(0, TextDelegate(table))
    table.setItemDelegateForColumn(1, AmountDelegate(table))
    table.setColumnWidth(0, 200)
    table.setColumnWidth(1, 150)
    table.resize(350, 220)
    table.show()
    return table


def row_of(view: TableView, row: int) -> QRect:
    return QRect(0, view.rowViewportPosition(row), view.viewport().width(), view.rowHeight(row))


def test_rows_are_34_high_and_grow_with_the_text(dressed: QApplication, view: TableView) -> None:
    assert view.rowHeight(0) == 34
    fonts.install(dressed, 2.0)
    assert view.rowHeight(0) == 68


def test_a_chosen_row_carries_an_accent_bar_at_its_start(view: TableView) -> None:
    view.setCurrentIndex(view.model().index(2, 0))
    image = view.viewport().grab().toImage()
    row = row_of(view, 2)
    assert [image.pixelColor(x, row.center().y()) == theme.tokens().accent for x in range(4)] == [True] * 3 + [False]
    assert image.pixelColor(0, row_of(view, 1).center().y()) == theme.tokens().base


def test_the_bar_stands_at_the_right_in_right_to_left(mirrored: QApplication, qtbot: QtBot) -> None:
    view = built(qtbot)
    view.setCurrentIndex(view.model().index(2, 0))
    image = view.viewport().grab().toImage()
    assert image.pixelColor(view.viewport().width() - 1, row_of(view, 2).center().y()) == theme.tokens().accent
    assert image.pixelColor(0, row_of(view, 2).center().y()) == theme.tokens().selected


def test_the_keyboard_shows_its_ring_and_a_click_takes_it_away(qtbot: QtBot, view: TableView) -> None:
    view.activateWindow()
    view.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(view.hasFocus)
    QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_Down)
    row = row_of(view, view.currentIndex().row())
    top = QPoint(row.center().x(), row.top())
    assert view.viewport().grab().toImage().pixelColor(top) == theme.tokens().accent
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=row.center())
    assert view.viewport().grab().toImage().pixelColor(top) != theme.tokens().accent


def test_a_click_chooses_the_whole_row(qtbot: QtBot, view: TableView) -> None:
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=row_of(view, 3).center())
    assert [index.row() for index in view.selectionModel().selectedRows()] == [3]


def ink_columns(view: TableView, strip: QRect) -> list[int]:
    """The columns of the strip where something dark is written."""
    image = view.grab(strip).toImage()
    rows = range(4, image.height() - 4)
    return [x for x in range(image.width()) if any(image.pixelColor(x, y).lightness() < 140 for y in rows)]


def strips(view: TableView, column: int, inset: int) -> tuple[QRect, QRect]:
    """The head of a column and one of its cells, without ``inset`` pixels where the currency stands."""
    left = view.columnViewportPosition(column) + (inset if view.isRightToLeft() else 0)
    head = QRect(left, 0, view.columnWidth(column) - inset, view.horizontalHeader().height())
    return head, QRect(left, head.bottom() + 1 + 2 * view.rowHeight(0), head.width(), view.rowHeight(0))


def test_a_head_stands_above_the_start_of_its_names(view: TableView) -> None:
    head, cell = strips(view, 0, 0)
    assert ink_columns(view, head)[0] == pytest.approx(ink_columns(view, cell)[0], abs=2)


def test_a_head_ends_where_the_digits_end(view: TableView) -> None:
    head, cell = strips(view, 1, 38)
    assert ink_columns(view, head)[-1] == pytest.approx(ink_columns(view, cell)[-1], abs=2)


def test_a_head_ends_where_the_digits_end_in_right_to_left_too(mirrored: QApplication, qtbot: QtBot) -> None:
    view = built(qtbot)
    head, cell = strips(view, 1, 38)
    assert ink_columns(view, head)[-1] == pytest.approx(ink_columns(view, cell)[-1], abs=2)


def test_the_column_that_sorts_is_written_in_the_colour_of_the_text(view: TableView) -> None:
    head = view.horizontalHeader()
    assert not has(head.grab().toImage(), theme.tokens().text)
    head.setSortIndicatorShown(True)
    head.setSortIndicator(1, Qt.SortOrder.AscendingOrder)
    place = QRect(view.columnViewportPosition(1), 0, view.columnWidth(1), head.height())
    assert has(head.grab().toImage(), theme.tokens().text, place)


def test_a_list_that_has_no_rows_yet_can_be_shown(qtbot: QtBot) -> None:
    table = TableView("Invoices")
    qtbot.addWidget(table)
    table.show()
    assert table.viewport().grab().toImage().pixelColor(5, 5) == theme.tokens().base


def test_choosing_every_row_marks_each_that_is_in_sight(view: TableView) -> None:
    view.selectAll()
    image = view.viewport().grab().toImage()
    marked = [image.pixelColor(1, row_of(view, row).center().y()) == theme.tokens().accent for row in range(5)]
    assert marked == [True] * 5
