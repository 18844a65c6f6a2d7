"""A row that is chosen by the program is chosen, on whichever side the list begins and however narrow it is."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.views.tables.view import TableView


@pytest.mark.parametrize("way", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
@pytest.mark.parametrize("width", [1, 120, 300, 301, 900])
def test_it_is_chosen_whatever_stands_at_the_edge(
    qtbot: QtBot, dressed: QApplication, way: Qt.LayoutDirection, width: int
) -> None:
    dressed.setLayoutDirection(way)
    table = TableView("Things")
    qtbot.addWidget(table)
    model = QStandardItemModel(3, 3, table)
    table.setModel(model)
    table.setColumnHidden(0, True)
    table.resize(width, 200)
    table.show()
    table.selectRow(1)
    assert [index.row() for index in table.selectionModel().selectedRows(1)] == [1]
    table.selectRow(2)
    assert table.currentIndex().row() == 2
    assert len(table.selectionModel().selectedRows(1)) == 1
