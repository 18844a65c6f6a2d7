"""Shared strokes: pieces mirror, long words end in "…", names keep their own direction."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor

from desktop.views.fonts import fonts
from desktop.views.paint import Pieces, draw_text, text_width
from tests.desktop.views.pictures import blank, painted, painter_on

ROOM = QRect(10, 0, 100, 20)


def text_drawn(words: str, direction: Qt.LayoutDirection, *, end: bool = False) -> QRect:
    image = blank(120, 20)
    painter = painter_on(image, direction)
    draw_text(painter, ROOM, words, fonts().body, QColor("black"), end=end)
    painter.end()
    return painted(image)


def test_pieces_come_from_the_left_and_mirrored_from_the_right() -> None:
    pieces = Pieces(ROOM, Qt.LayoutDirection.LeftToRight)
    assert pieces.take(30) == QRect(10, 0, 30, 20)
    assert pieces.take_end(20) == QRect(90, 0, 20, 20)
    assert pieces.rest == QRect(40, 0, 50, 20)
    mirrored = Pieces(ROOM, Qt.LayoutDirection.RightToLeft)
    assert mirrored.take(30) == QRect(80, 0, 30, 20)
    assert mirrored.take_end(20) == QRect(10, 0, 20, 20)
    assert mirrored.rest == QRect(30, 0, 50, 20)


def test_text_stands_at_its_start_and_mirrored_at_the_other_side() -> None:
    assert text_drawn("Ab", Qt.LayoutDirection.LeftToRight).left() <= ROOM.left() + 1
    assert text_drawn("Ab", Qt.LayoutDirection.LeftToRight, end=True).right() >= ROOM.right() - 2
    assert text_drawn("Ab", Qt.LayoutDirection.RightToLeft).right() >= ROOM.right() - 2


def test_what_is_too_long_stays_inside_its_room() -> None:
    drawn = text_drawn("Harbour Lights Hotel Group (Galway & Connemara)", Qt.LayoutDirection.LeftToRight)
    assert ROOM.adjusted(-1, 0, 1, 0).contains(drawn)


def test_the_width_of_a_text_is_enough_to_draw_it() -> None:
    assert text_drawn("Overdue", Qt.LayoutDirection.LeftToRight).width() <= text_width("Overdue", fonts().body)


def test_a_latin_name_keeps_its_full_stop_at_its_end_in_a_mirrored_window() -> None:
    image = blank(120, 20)
    painter = painter_on(image, Qt.LayoutDirection.RightToLeft)
    draw_text(painter, ROOM, "MM.", fonts().strong, QColor("black"))
    painter.end()
    place = painted(image)

    def ink(column: int) -> int:
        return sum(image.pixelColor(column, y).alpha() > 100 for y in range(image.height()))

    assert ink(place.left() + 1) > 6  # the stem of an M, not the stop
    assert ink(place.right() - 1) <= 3
