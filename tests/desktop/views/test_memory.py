"""What the person arranged stands again at the next start; a damaged file costs nothing but that."""

from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from desktop.views.memory import Memory


class Desk(QMainWindow):
    def sizeHint(self) -> QSize:
        return QSize(500, 400)


def opened(qtbot: QtBot, memory: Memory) -> Desk:
    window = Desk()
    qtbot.addWidget(window)
    memory.place(window)
    window.show()
    return window


def test_the_window_opens_where_it_was_closed(qtbot: QtBot, tmp_path: Path) -> None:
    first = opened(qtbot, Memory(tmp_path / "window.ini"))
    assert first.size() == QSize(500, 400)
    first.setGeometry(40, 50, 640, 444)
    Memory(tmp_path / "window.ini").keep_place(first)
    again = opened(qtbot, Memory(tmp_path / "window.ini"))
    assert again.geometry() == first.geometry()


def test_a_choice_is_read_back_by_another_start(tmp_path: Path) -> None:
    path = tmp_path / "window.ini"
    assert Memory(path).choice("columns/invoice-viewed") is None
    for chosen in (True, False):
        Memory(path).keep_choice("columns/invoice-viewed", chosen=chosen)
        assert Memory(path).choice("columns/invoice-viewed") is chosen


def test_a_damaged_file_is_as_none(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "window.ini"
    path.write_bytes(b"\x00\xff[window\ngeometry=@ByteArray(\x01\x02)\n[columns]\ninvoice-viewed=perhaps\n")
    assert opened(qtbot, Memory(path)).size() == QSize(500, 400)
    assert Memory(path).choice("columns/invoice-viewed") is None
