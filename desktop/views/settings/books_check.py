"""A row that checks every issued document against what was issued, with progress, and a way to stop."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.views.settings.rows import SettingRow
from desktop.views.widgets.buttons import Button

if TYPE_CHECKING:
    from desktop.services.verifying import BooksReport
    from desktop.views.desk import Desk

_MOST = 5


class BooksCheck(SettingRow):
    """Everything goes on meanwhile: the check has a lane of its own."""

    _went_on = Signal(int, int)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("", "-", parent=parent)
        self._desk = desk
        self._stop = threading.Event()
        self._runs = False
        self.check = Button(self.tr("Check the books"), "shield-check")
        self.check.clicked.connect(self._press)
        self.controls.addWidget(self.check)
        self.title.setText(self.tr("Is everything as it was issued?"))
        self.title.setBuddy(self.check)
        self.hint.setText(self.tr("Compares every issued document and its PDF with what was kept of it then."))
        self._went_on.connect(self._show_progress)

    def _press(self) -> None:
        if self._runs:
            self._stop.set()
            return
        self._runs = True
        self._stop.clear()
        self.show_problem("")
        self.check.setText(self.tr("Stop"))
        verify, stop, tell = self._desk.verify, self._stop, self._went_on.emit

        def go_on(done: int, total: int) -> bool:
            tell(done, total)
            return not stop.is_set()

        self._desk.runner.work_aside(lambda: verify(go_on), self._show, self._fail)

    def _show_progress(self, done: int, total: int) -> None:
        if self._runs:
            words = self.tr("{done} of {total} documents checked.")
            self.hint.setText(words.format(done=self.locale().toString(done), total=self.locale().toString(total)))

    def _show(self, report: BooksReport) -> None:
        self._rest()
        count = self.tr("1 document checked") if report.rows == 1 else self.tr("{count} documents checked")
        checked = count.format(count=self.locale().toString(report.rows))
        if report.is_sound:
            self.hint.setText(self.tr("{checked}: everything is as it was issued.").format(checked=checked))
            return
        self.hint.setText(checked if report.complete else self.tr("{checked}, then stopped.").format(checked=checked))
        lines = [f"{fault.number}: {fault.what}." if fault.number else f"{fault.what}." for fault in report.faults]
        if len(lines) > _MOST:
            lines[_MOST:] = [self.tr("{count} more.").format(count=len(lines) - _MOST)]
        if lines:
            lines.append(self.tr("Nothing was changed. Bring the books and the archive back from a backup."))
        self.show_problem("\n".join(lines))

    def _fail(self, sentence: str) -> None:
        self._rest()
        self.show_problem(sentence)

    def _rest(self) -> None:
        self._runs = False
        self.check.setText(self.tr("Check the books"))
