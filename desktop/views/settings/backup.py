"""Settings, Backup: a checked copy of the books, wherever a person wants it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from billing.errors import Unavailable
from desktop.services.backups import note_backup
from desktop.views.settings.books_check import BooksCheck
from desktop.views.settings.rows import Section, SettingRow
from desktop.views.widgets.buttons import Button, Kind
from desktop.views.words import moment

if TYPE_CHECKING:
    from desktop.queries.backups import BackupRow
    from desktop.views.desk import Desk
    from desktop.views.threads import Session


class BackupSection(Section):
    """Says when the last copy was made, and makes one."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        said = self.tr("One file with everything that was typed and issued, checked before it gets its name.")
        super().__init__(self.tr("Backup"), said, parent)
        self._desk = desk
        self.now = Button(self.tr("Back up now…"), "hard-drives", Kind.FILLED)
        self.now.clicked.connect(self._ask)
        self.row = SettingRow(self.tr("Copy of the books"), self.tr("Reading…"), self.now)
        keep = SettingRow(
            self.tr("What is not in it"),
            self.tr(
                "The PDFs, which lie in the folder “archive” beside the books: copy it too. "
                "The portal’s key, which stays in this computer’s keychain."
            ),
        )
        self.add_card("", self.row, keep)
        self.check = BooksCheck(desk)
        self.add_card(self.tr("Check"), self.check)
        self.column.addStretch(1)

    def refresh(self) -> None:
        """Read when the last copy was made."""

        def read(session: Session) -> BackupRow | None:
            from desktop.queries.backups import last_backup

            return last_backup(session)

        self._desk.runner.read(read, self._show)

    def back_up(self, to: Path) -> None:
        """Write a checked copy to ``to``; what stands there is replaced only by a sound one."""
        copy = self._desk.backup
        self.row.show_problem("")
        self.now.set_reason(self.tr("The copy is being made and checked."))

        def task() -> Path:
            try:
                copy(to)
            except OSError as error:
                raise Unavailable(
                    "The file cannot be written there. The books are untouched. Choose another folder."
                ) from error
            return to

        self._desk.runner.work(task, self._copied, self._failed)

    def _copied(self, to: Path) -> None:
        now, name = self._desk.now(), to.name
        self._desk.runner.write(lambda session: note_backup(session, name, at=now), lambda _done: self._told(name))

    def _told(self, name: str) -> None:
        self.now.set_reason("")
        self.told.emit(self.tr("Books copied and checked."), name)
        self.refresh()

    def _failed(self, sentence: str) -> None:
        self.now.set_reason("")
        self.row.show_problem(sentence)

    def _show(self, last: BackupRow | None) -> None:
        if last is None:
            self.row.hint.setText(self.tr("None was made yet. A copy on another disk survives this one."))
            return
        when = moment(last.at, self._desk.office.time_zone, self._desk.today())
        self.row.hint.setText(self.tr("Last one {moment}, {name}.").format(moment=when, name=last.name))

    def _ask(self) -> None:
        places = QStandardPaths.standardLocations(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = QFileDialog(self, self.tr("Back up the books"), places[0] if places else "")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(self.tr("Books (*.db)"))
        dialog.setDefaultSuffix("db")
        dialog.selectFile(f"Counterfoil {self._desk.today():%Y-%m-%d}.db")
        dialog.fileSelected.connect(lambda name: self.back_up(Path(name)))
        dialog.open()
