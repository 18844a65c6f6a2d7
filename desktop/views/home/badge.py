"""How many things need a hand, beside *Home* in the rail, while another room is in view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from desktop.views.desk import Desk
    from desktop.views.threads import Session

_BEHIND_MS = 600  # the list that a person waits for reads first


class HandsBadge(QObject):
    """``counted`` carries the number; several commits in a row are read once."""

    counted = Signal(int)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._later = QTimer(self, singleShot=True, interval=_BEHIND_MS)
        self._later.timeout.connect(self._read)
        self._later.start()

    def refresh(self) -> None:
        """Something was committed: count again soon."""
        if not self._later.isActive():
            self._later.start()

    def _read(self) -> None:
        today, now = self._desk.today(), self._desk.now()

        def read(session: Session) -> int:
            from desktop.queries.home import hands_count

            return hands_count(session, today=today, now=now)

        self._desk.runner.read(read, self.counted.emit)
