"""The QR code on the screen is the code that a phone reads."""

import segno
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.views import theme
from desktop.views.dialogs.qr import QrCode, QrPopover
from desktop.views.widgets.buttons import IconButton
from tests.desktop.views.pictures import grabbed

LINK = "https://pay.alder.example/portal/invoice/" + "aB3" * 10 + "xY"


def test_every_module_is_painted_as_it_is_even_in_dark_colours(dressed: QApplication, qtbot: QtBot) -> None:
    theme.apply(dressed, Qt.ColorScheme.Dark)
    code = QrCode(LINK)
    qtbot.addWidget(code)
    picture = grabbed(code)
    matrix = segno.make(LINK, error="m", micro=False).matrix
    module = picture.width() // (len(matrix) + 8)
    start = (picture.width() - module * len(matrix)) // 2
    for y, row in enumerate(matrix):
        for x, dark in enumerate(row):
            middle = QPoint(start + x * module + module // 2, start + y * module + module // 2)
            assert (picture.pixelColor(middle).lightness() < 128) == bool(dark)


def test_four_modules_of_white_surround_it(qtbot: QtBot) -> None:
    code = QrCode(LINK)
    qtbot.addWidget(code)
    picture = grabbed(code)
    quiet = 4 * (picture.width() // (code.modules + 8))
    row = [picture.pixelColor(x, picture.height() // 2).lightness() for x in range(4, quiet)]
    assert min(row) > 250


def test_the_popover_closes_by_escape_and_goes_away(qtbot: QtBot) -> None:
    button = IconButton("qr-code", "QR code")
    qtbot.addWidget(button)
    button.show()
    popover = QrPopover(button, LINK)
    popover.open()
    with qtbot.waitSignal(popover.destroyed):
        QTest.keyClick(popover, Qt.Key.Key_Escape)
