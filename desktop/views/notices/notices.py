"""Says what customers did as soon as the exchange brings it: in the window, and on the desktop behind another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QAction

from desktop.views.notices.words import notice

if TYPE_CHECKING:
    from uuid import UUID

    from PySide6.QtWidgets import QWidget

    from desktop.queries.news import News, NewsMark
    from desktop.views.desk import Desk
    from desktop.views.notices.tray import Tray
    from desktop.views.threads import Session
    from desktop.views.widgets.toast import Toast

_GATHER_MS = 250  # one page of the feed is followed by the next: what comes together is one notice


class Notices(QObject):
    """``wanted`` carries the news whose notice was pressed, or None where it was about several.

    ``begin`` before the exchange does: what is in the books by then is no news.
    """

    wanted = Signal(object)

    def __init__(self, desk: Desk, window: QWidget, toast: Toast) -> None:
        super().__init__(window)
        self._desk = desk
        self._window = window
        self._toast = toast
        self._tray: Tray | None = None
        self._mark: NewsMark | None = None
        self._last: News | None = None
        self._gather = QTimer(self, singleShot=True, interval=_GATHER_MS)
        self._gather.timeout.connect(self._read)
        self._show = QAction(self.tr("Show"), self)
        self._show.triggered.connect(self._go)
        desk.sync.changed.connect(self._soon)

    def begin(self) -> None:
        """Note where the books stand."""
        now = self._desk.now()

        def read(session: Session) -> NewsMark:
            from desktop.queries.news import mark

            return mark(session, now=now)

        self._desk.runner.read(read, self._take_mark)

    def _soon(self) -> None:
        if not self._gather.isActive():  # an exchange that never rests keeps nobody waiting
            self._gather.start()

    def _take_mark(self, mark: NewsMark) -> None:
        self._mark = mark

    def _read(self) -> None:
        after, now = self._mark, self._desk.now()
        if after is None:
            return

        def read(session: Session) -> tuple[NewsMark, tuple[News, ...]]:
            from desktop.queries.news import news

            return news(session, after, now=now)

        self._desk.runner.read(read, lambda found: self._take(*found))

    def _take(self, mark: NewsMark, news: tuple[News, ...]) -> None:
        if self._mark is not None and mark.place < self._mark.place:
            return
        twice = self._mark is not None and mark.place == self._mark.place
        self._mark = mark
        if news and not twice:
            self._tell(news)

    def _tell(self, news: tuple[News, ...]) -> None:
        self._last = news[0] if len(news) == 1 else None
        title, detail = notice(news)
        self._toast.show_message(title, detail, self._show)
        if not self._window.isActiveWindow():
            self._on_desktop(title, detail)

    def _on_desktop(self, title: str, detail: str) -> None:
        if self._tray is None:
            from desktop.views.notices.tray import Tray

            self._tray = Tray(self)
            self._tray.pressed.connect(self._go)
        self._tray.say(title, detail)

    def _go(self) -> None:
        if self._window.isMinimized():
            self._window.showNormal()
        self._window.raise_()
        self._window.activateWindow()
        if self._last is not None:
            self._note_read(self._last.id)
        self.wanted.emit(self._last)

    def _note_read(self, activity_id: UUID) -> None:
        def write(session: Session) -> None:
            from desktop.services.noticing import mark_read

            mark_read(session, activity_id)

        self._desk.runner.write(write)
