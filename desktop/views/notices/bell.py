"""The entry "Notices 3" at the end of the status strip; the count is what is unread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.views.widgets.status import StatusButton

if TYPE_CHECKING:
    from desktop.views.desk import Desk
    from desktop.views.threads import Session
    from desktop.views.widgets.status import StatusStrip


class NoticeBell(QObject):
    """``wanted`` carries the news that was pressed in the list, ``settings_wanted`` that other ones are wanted."""

    wanted = Signal(object)
    settings_wanted = Signal()

    def __init__(self, desk: Desk, strip: StatusStrip, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._window = window
        self.button = StatusButton()
        self.button.tell(self.tr("Notices"), "bell")
        self.button.clicked.connect(self.show_all)
        strip.add_button(self.button)
        desk.runner.committed.connect(self.refresh)
        desk.sync.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Count what is unread."""

        def read(session: Session) -> int:
            from desktop.queries.notices import unread_count

            return unread_count(session)

        self._desk.runner.read(read, self._say)

    def show_all(self) -> None:
        """Open the list."""
        from desktop.views.notices.dialog import NoticesDialog

        dialog = NoticesDialog(self._desk, self._window)
        dialog.wanted.connect(self.wanted)
        dialog.settings_wanted.connect(self.settings_wanted)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _say(self, count: int) -> None:
        self.button.tell(self.tr("Notices"), "bell", count=count or None)
