"""Settings, Backup: a checked copy, remembered in the books, and never over them."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.views.desk import Desk as ViewDesk
from desktop.views.settings.backup import BackupSection
from tests.desktop.office import Desk


@pytest.fixture
def section(qtbot: QtBot, view_desk: ViewDesk) -> BackupSection:
    section = BackupSection(view_desk)
    qtbot.addWidget(section)
    section.refresh()
    return section


def test_a_backup_is_made_checked_and_remembered(
    qtbot: QtBot, section: BackupSection, view_desk: ViewDesk, tmp_path: Path
) -> None:
    qtbot.waitUntil(lambda: section.row.hint.text().startswith("None was made yet."))
    with qtbot.waitSignal(section.told) as told:
        section.back_up(tmp_path / "copy" / "Counterfoil 2026-11-20.db")
    assert told.args == ["Books copied and checked.", "Counterfoil 2026-11-20.db"]
    qtbot.waitUntil(lambda: section.row.hint.text() == "Last one today 12:00, Counterfoil 2026-11-20.db.")
    assert (tmp_path / "copy" / "Counterfoil 2026-11-20.db").read_bytes().startswith(b"SQLite format 3")


def test_a_backup_never_takes_the_place_of_the_books(
    qtbot: QtBot, section: BackupSection, view_desk: ViewDesk, desk: Desk
) -> None:
    section.back_up(desk.books.path)
    qtbot.waitUntil(lambda: section.row.problem.text().startswith("This is the file of the books themselves."))
    assert section.now.isEnabled()


def test_a_folder_that_cannot_be_written_is_said(
    qtbot: QtBot, section: BackupSection, view_desk: ViewDesk, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("no folder")
    section.back_up(tmp_path / "file" / "copy.db")
    qtbot.waitUntil(lambda: "The books are untouched." in section.row.problem.text())
