"""Tray: the system's own notices, for whoever works in another window."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QSystemTrayIcon

from desktop.views.mark import mark_icon


class Tray(QObject):
    """The icon comes with the first notice. ``pressed`` tells that the notice, or the icon, was pressed."""

    pressed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._icon: QSystemTrayIcon | None = None

    def say(self, title: str, detail: str) -> bool:
        """Show a notice; False where this desktop has no place for it."""
        if not QSystemTrayIcon.isSystemTrayAvailable() or not QSystemTrayIcon.supportsMessages():
            return False
        if self._icon is None:
            self._icon = QSystemTrayIcon(mark_icon(), self)
            self._icon.setToolTip("Counterfoil")
            self._icon.messageClicked.connect(self.pressed)
            self._icon.activated.connect(lambda _reason: self.pressed.emit())
            self._icon.show()
        self._icon.showMessage(title, detail or title, mark_icon())
        return True
