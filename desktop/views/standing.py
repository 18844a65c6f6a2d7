"""How far the portal is behind, said in the status strip, and what waits behind a press on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from datetime import timedelta

    from desktop.queries.sync import PortalRow, Waiting
    from desktop.views.desk import Desk
    from desktop.views.threads import Session
    from desktop.views.widgets.status import StatusStrip

_TICK_MS = 15_000


class Standing(QObject):
    """Reads after each commit and each news of the exchange, and now and then for the age of what waits."""

    def __init__(self, desk: Desk, strip: StatusStrip, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._strip = strip
        self._tick = QTimer(self, interval=_TICK_MS)
        self._tick.timeout.connect(self.refresh)
        self._tick.start()
        strip.show_quiet("")
        strip.sync_pressed.connect(self._show_waiting)
        desk.sync.status.connect(self.refresh)
        desk.sync.changed.connect(self.refresh)
        desk.runner.committed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Read what waits and say it."""

        def read(session: Session) -> tuple[PortalRow, Waiting]:
            from desktop.queries.sync import portal_row, waiting

            return portal_row(session), waiting(session)

        self._desk.runner.read(read, lambda found: self._say(*found))

    def _say(self, portal: PortalRow, waiting: Waiting) -> None:
        last = self._desk.sync.last
        state = last.state if last else "off"
        if not portal.address:
            self._strip.show_quiet(self.tr("No portal yet. Everything is kept on this computer."))
        elif state == "trouble" or portal.trouble:
            self._strip.show_trouble(last.why if last and last.why else portal.trouble_why)
        elif state == "offline":
            self._strip.show_offline(self._offline(waiting))
        elif waiting.parked:
            one, several = self.tr("The portal refused one change"), self.tr("The portal refused {count} changes")
            self._strip.show_trouble(one if waiting.parked == 1 else several.format(count=waiting.parked))
        elif waiting.count:
            self._strip.show_quiet(self._count(waiting.count))
        elif portal.synced_at is not None:
            age = self._age(self._desk.now() - portal.synced_at)
            self._strip.show_synced(self.tr("Synced {age} ago").format(age=age))
        else:
            self._strip.show_quiet(self.tr("Connecting to the portal"))

    def _offline(self, waiting: Waiting) -> str:
        if not waiting.count or waiting.oldest is None:
            return self.tr("Offline – nothing waits")
        oldest = self._age(self._desk.now() - waiting.oldest)
        return self.tr("Offline – {changes}, oldest {age}").format(changes=self._count(waiting.count), age=oldest)

    def _count(self, count: int) -> str:
        return self.tr("1 change waits") if count == 1 else self.tr("{count} changes wait").format(count=count)

    def _age(self, age: timedelta) -> str:
        seconds = max(0, int(age.total_seconds()))
        for unit, words in ((86_400, self.tr("{n} d")), (3_600, self.tr("{n} h")), (60, self.tr("{n} min"))):
            if seconds >= unit:
                return words.format(n=seconds // unit)
        return self.tr("{n} s").format(n=seconds)

    def _show_waiting(self) -> None:
        from desktop.views.waiting import WhatWaits

        WhatWaits(self._desk, self._strip).open()
