"""The drawer's page: always the one of the document in view, at the width of the column."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

import resources
from billing import pdf
from desktop.views.drawer.preview import Preview
from tests.portal import samples


def page_of(number: str) -> bytes:
    return pdf.render(samples.view(number=number), logo=None, fonts=resources.font_bytes(), accent="#0b6075")


def drawn(preview: Preview) -> QImage:
    return preview.grab().toImage()


def is_painted(preview: Preview) -> bool:
    """Something dark stands on the white page: its words were drawn."""
    image = drawn(preview)
    return any(
        image.pixelColor(x, y).lightness() < 90 for y in range(40, 200, 2) for x in range(40, image.width() - 60, 2)
    )


def shown(qtbot: QtBot) -> Preview:
    preview = Preview()
    qtbot.addWidget(preview)
    preview.resize(400, 560)
    preview.show()
    return preview


def test_another_document_is_drawn_anew(qtbot: QtBot) -> None:
    preview = shown(qtbot)
    preview.show_pdf(page_of("Draft"))
    qtbot.waitUntil(lambda: is_painted(preview))
    draft = drawn(preview)
    preview.show_pdf(page_of("INV-2026-0042"))
    qtbot.waitUntil(lambda: is_painted(preview))
    qtbot.waitUntil(lambda: drawn(preview) != draft)


def test_zooming_changes_the_size_and_back(qtbot: QtBot) -> None:
    preview = shown(qtbot)
    preview.show_pdf(page_of("INV-2026-0042"))
    fit = preview._view.zoomFactor()
    preview._zoom_by(1)
    assert preview._view.zoomFactor() > fit
    preview._zoom_by(-1)
    assert preview._view.zoomFactor() == fit


def test_a_page_as_high_as_the_column_does_not_swing(qtbot: QtBot) -> None:
    """Fit to width with a scroll bar that comes and goes kept the event loop busy for ever."""
    preview = shown(qtbot)
    preview.show_pdf(page_of("INV-2026-0042"))
    for height in range(500, 560):
        preview.resize(QSize(400, height))
        qtbot.wait(1)
    qtbot.waitUntil(lambda: is_painted(preview))


def test_no_document_shows_no_zoom(qtbot: QtBot) -> None:
    preview = shown(qtbot)
    preview.show_pdf(page_of("INV-2026-0042"))
    assert preview._zoom.isVisible()
    preview.show_pdf(b"")
    assert not preview._zoom.isVisible()
    preview.close_document()
