"""How many things need a hand, and how many payments are unapplied, beside their rooms in the rail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from desktop.views.desk import Desk
    from desktop.views.threads import Session

_BEHIND_MS = 600  # the list that a person waits for reads first


class HandsBadge(QObject):
    """``counted`` carries how many hands, ``left`` how many payments; several commits in a row are read once."""

    counted = Signal(int)
    left = Signal(int)

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

        def read(session: Session) -> tuple[int, int]:
            from desktop.queries.home import hands_count
            from desktop.queries.payments import unapplied_count

            return hands_count(session, today=today, now=now), unapplied_count(session)

        self._desk.runner.read(read, self._tell)

    def _tell(self, found: tuple[int, int]) -> None:
        hands, left = found
        self.counted.emit(hands)
        self.left.emit(left)
