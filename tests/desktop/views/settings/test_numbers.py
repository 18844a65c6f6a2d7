"""Settings, Numbers and the check of the books: kept, refused beside the control, explained, named."""

import threading

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from billing.issued import DocumentKind
from desktop.queries.gaps import SeriesReport, series_report
from desktop.queries.numbers import SeriesRow, series_rows
from desktop.services.verifying import BooksReport, GoOn
from desktop.views.desk import Desk as ViewDesk
from desktop.views.settings.books_check import BooksCheck
from desktop.views.settings.numbers import NumbersSection
from desktop.views.settings.page import SettingsPage
from desktop.views.settings.rows import SettingRow
from desktop.views.widgets.buttons import Button
from desktop.views.widgets.field import Field
from tests.desktop.office import TODAY, Desk

SOON = 10


def shown(qtbot: QtBot, view_desk: ViewDesk) -> NumbersSection:
    section = NumbersSection(view_desk)
    qtbot.addWidget(section)
    section.resize(806, 1_000)
    with qtbot.waitActive(section):
        section.show()
        section.activateWindow()
    section.refresh()
    qtbot.waitUntil(lambda: bool(section.form.kind))
    return section


def series(desk: Desk, kind: DocumentKind = "invoice") -> SeriesRow:
    return next(row for row in desk.read(lambda session: series_rows(session, today=TODAY)) if row.kind == kind)


def report(desk: Desk) -> SeriesReport:
    return desk.read(lambda session: series_report(session, "invoice"))


def type_into(field: Field, words: str) -> None:
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, words)


def titles(section: NumbersSection) -> list[str]:
    return [row.title.text() for row in section.report.findChildren(SettingRow)]


def settle(qtbot: QtBot, view_desk: ViewDesk) -> None:
    qtbot.waitUntil(lambda: view_desk.runner.is_idle)


def test_the_next_number_follows_every_key_and_is_kept_when_the_field_is_left(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk
) -> None:
    desk.issue()
    section = shown(qtbot, view_desk)
    assert section.form.example.text() == "INV-2026-0002"
    type_into(section.form.prefix, "RE")
    assert section.form.example.text() == "RE-2026-0002"
    assert series(desk).pattern.prefix == "INV"
    QTest.keyClick(section.form.prefix, Qt.Key.Key_Return)
    settle(qtbot, view_desk)
    assert series(desk).pattern.prefix == "RE"
    assert desk.issue().number == "RE-2026-0002"


def test_what_cannot_be_is_said_beside_the_control_and_nothing_is_kept(
    qtbot: QtBot, view_desk: ViewDesk, desk: Desk
) -> None:
    section = shown(qtbot, view_desk)
    section.form.pieces._segments["count"].click()
    settle(qtbot, view_desk)
    assert "restarts each year" in section.form.rows["yearly"].problem.text()
    assert series(desk).pattern.shows_year
    section.form.yearly.click()
    settle(qtbot, view_desk)
    assert section.form.rows["yearly"].problem.isHidden()
    assert desk.issue().number == "INV-0001"


def test_a_running_number_is_taken_over_and_the_report_says_so(qtbot: QtBot, view_desk: ViewDesk, desk: Desk) -> None:
    section = shown(qtbot, view_desk)
    type_into(section.form.next, "318")
    QTest.keyClick(section.form.next, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "1 – 317 of 2026" in titles(section))
    assert desk.issue().number == "INV-2026-0318"


def test_a_next_number_that_was_given_already_is_refused(qtbot: QtBot, view_desk: ViewDesk, desk: Desk) -> None:
    desk.issue()
    section = shown(qtbot, view_desk)
    for words in ("1", "one"):
        type_into(section.form.next, words)
        QTest.keyClick(section.form.next, Qt.Key.Key_Return)
        assert "above 1" in section.form.rows["next_count"].problem.text()
    assert desk.issue().number == "INV-2026-0002"


def test_each_kind_of_document_has_its_own_numbers(qtbot: QtBot, view_desk: ViewDesk, desk: Desk) -> None:
    section = shown(qtbot, view_desk)
    section.kinds._segments["credit"].click()
    qtbot.waitUntil(lambda: section.form.kind == "credit")
    assert section.form.example.text() == "CRN-2026-0001"
    type_into(section.form.prefix, "INV")
    QTest.keyClick(section.form.prefix, Qt.Key.Key_Return)
    assert "Another series" in section.form.rows["prefix"].problem.text()


def test_a_gap_is_named_and_a_person_says_why(qtbot: QtBot, view_desk: ViewDesk, desk: Desk) -> None:
    desk.issue()
    desk.write(lambda session: session.execute(text("UPDATE series SET last = 4 WHERE kind = 'invoice'")))
    desk.issue()
    section = shown(qtbot, view_desk)
    qtbot.waitUntil(lambda: "2 – 4 of 2026: missing" in titles(section))
    row = next(each for each in section.report.findChildren(SettingRow) if "missing" in each.title.text())
    assert not row.findChildren(Button)[0].isEnabled()
    type_into(row.findChildren(Field)[0], "Spoilt forms")
    row.findChildren(Button)[0].click()
    qtbot.waitUntil(lambda: report(desk).is_clean)
    assert [gap.why for gap in report(desk).explained] == ["Spoilt forms"]


def test_the_page_stands_among_the_settings(qtbot: QtBot, view_desk: ViewDesk) -> None:
    page = SettingsPage(view_desk)
    qtbot.addWidget(page)
    assert isinstance(page.show_section("numbers"), NumbersSection)


def test_the_books_are_checked_beside_everything_else(qtbot: QtBot, view_desk: ViewDesk, desk: Desk) -> None:
    desk.issue()
    row = BooksCheck(view_desk)
    qtbot.addWidget(row)
    row.show()
    row.check.click()
    qtbot.waitUntil(lambda: "everything is as it was issued" in row.hint.text())
    assert row.check.text() == "Check the books"
    assert row.problem.isHidden()


def test_the_first_bad_number_is_named(qtbot: QtBot, view_desk: ViewDesk, desk: Desk) -> None:
    number = desk.issue().number
    next(desk.archive.folder.rglob("*.pdf")).unlink()
    row = BooksCheck(view_desk)
    qtbot.addWidget(row)
    row.show()
    row.check.click()
    qtbot.waitUntil(lambda: row.problem.text().startswith(f"{number}: its PDF is missing"))


def test_a_check_under_way_can_be_stopped(qtbot: QtBot, view_desk: ViewDesk) -> None:
    goes = threading.Event()

    def held(go_on: GoOn) -> BooksReport:
        goes.wait(SOON)
        return BooksReport(0, (), complete=go_on(0, 9))

    view_desk.verify = held
    row = BooksCheck(view_desk)
    qtbot.addWidget(row)
    row.show()
    row.check.click()
    assert row.check.text() == "Stop"
    row.check.click()
    goes.set()
    qtbot.waitUntil(lambda: row.hint.text() == "0 documents checked, then stopped.")
    assert row.check.text() == "Check the books"
