"""The first start: one page, then the first invoice; a refusal keeps what was typed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop import start
from desktop.program import Program
from desktop.system.paths import DataFolder
from desktop.system.secret import MemorySecret
from desktop.views.start import StartPage
from desktop.views.widgets.label import Label

SOON = 10_000


@pytest.fixture
def program(dressed: QApplication, tmp_path: Path) -> Iterator[Program]:
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.Ireland))
    program = Program(DataFolder(tmp_path / "Counterfoil"), MemorySecret())
    yield program
    if program.window is not None:
        program.window.close()
    program.close()


@pytest.fixture
def page(qtbot: QtBot, program: Program) -> StartPage:
    assert program.office() is None
    page = start._first_start(program)
    qtbot.addWidget(page)
    return page


def test_four_answers_found_the_office_and_begin_the_first_invoice(
    qtbot: QtBot, program: Program, page: StartPage
) -> None:
    QTest.keyClicks(page.name, "Alder & Finch")
    page.country.choose("JP")
    assert page.currency.key == "JPY"
    QTest.keyClick(page.name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: program.window is not None and program.window.editor is not None, timeout=SOON)
    office = program.office()
    assert office is not None
    assert (office.name, office.country, office.currency) == ("Alder & Finch", "JP", "JPY")
    assert not page.isVisible()


def test_a_nameless_business_is_refused_in_words(qtbot: QtBot, program: Program, page: StartPage) -> None:
    QTest.keyClick(page.name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not page._problem.isHidden(), timeout=SOON)
    assert "no name" in page._problem.text()
    assert program.office() is None


def test_the_example_follows_what_is_typed(page: StartPage) -> None:
    QTest.keyClicks(page.name, "Midori")
    page.currency.choose("JPY")
    said = [label.text() for label in page.example.findChildren(Label)]
    assert "Midori" in said
    assert "1,200 JPY" in said


def test_the_demo_company_can_be_opened_instead(qtbot: QtBot, dressed: QApplication) -> None:
    page = StartPage(lambda *_: None, place="Documents/Counterfoil")
    qtbot.addWidget(page)
    with qtbot.waitSignal(page.demo_requested):
        page._demo.click()
