"""What papers look like is chosen beside an example that is drawn like the real ones."""

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from desktop.queries.office import office_row
from desktop.queries.rows import OfficeRow
from desktop.services.office import change_branding, change_paper
from desktop.views.desk import Desk as ViewDesk
from desktop.views.settings.branding import BrandingSection
from desktop.views.widgets.segments import Segments
from tests.desktop.office import NOON, Desk
from tests.desktop.views.pictures import has


@pytest.fixture
def branding(qtbot: QtBot, view_desk: ViewDesk, desk: Desk) -> BrandingSection:
    desk.write(lambda session: change_branding(session, colour="#7d2b3d", logo=None, at=NOON))
    section = BrandingSection(view_desk)
    qtbot.addWidget(section)
    qtbot.waitUntil(lambda: not section.paper.example.page.isNull())
    return section


def press(segments: Segments, word: str) -> None:
    next(button for button in segments.findChildren(QAbstractButton) if button.text() == word).click()


def office_of(desk: Desk) -> OfficeRow:
    office = desk.read(office_row)
    assert office is not None
    return office


def has_bar(page: QImage) -> bool:
    """Tell whether the modern template's bar of colour stands at the top."""
    return has(page, QColor("#7d2b3d"), page.rect().adjusted(0, 0, 0, 2 - page.height()))


def test_another_template_is_kept_and_shown(qtbot: QtBot, branding: BrandingSection, desk: Desk) -> None:
    assert not has_bar(branding.paper.example.page)
    press(branding.paper.template, "Modern")
    qtbot.waitUntil(lambda: has_bar(branding.paper.example.page))
    assert office_of(desk).template == "modern"


def test_other_sheets_are_kept_and_shown(qtbot: QtBot, branding: BrandingSection, desk: Desk) -> None:
    a4 = branding.paper.example.page.size()
    press(branding.paper.sheet, "US Letter")
    qtbot.waitUntil(lambda: branding.paper.example.page.size() != a4)
    assert office_of(desk).paper == "letter"


def test_another_colour_is_seen_on_the_example(qtbot: QtBot, branding: BrandingSection, desk: Desk) -> None:
    press(branding.paper.template, "Modern")
    qtbot.waitUntil(lambda: has_bar(branding.paper.example.page))
    branding.colour.setText("#0b6075")
    branding.colour.editingFinished.emit()
    qtbot.waitUntil(lambda: has(branding.paper.example.page, QColor("#0b6075")))
    assert office_of(desk).colour == "#0b6075"


@pytest.mark.parametrize(("template", "paper"), [("baroque", "a4"), ("classic", "a5")])
def test_a_template_that_does_not_exist_is_a_mistake_of_ours(desk: Desk, template: str, paper: str) -> None:
    with pytest.raises(ValueError, match=template):
        desk.write(lambda session: change_paper(session, template=template, paper=paper))
    assert (office_of(desk).template, office_of(desk).paper) == ("classic", "a4")
