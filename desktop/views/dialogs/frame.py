"""What every dialog of ours has in common: a body that scrolls where the screen is small, and a foot of buttons."""

from collections.abc import Callable
from typing import ParamSpec

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget
from shiboken6 import isValid

from desktop.views.fonts import scaled
from desktop.views.theme import tokens
from desktop.views.widgets.surface import Surface

P = ParamSpec("P")

_INSET, _FOOT_HIGH, _FOOT_WIDE, _OF_SCREEN = 24, 12, 20, 0.92


class Dialog(QDialog):
    """Put the content into ``body`` and the buttons into ``foot``; ``width`` is the design's, at 100 %."""

    def __init__(self, title: str, width: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self._width = width
        self._page = QWidget()
        self.body = QVBoxLayout(self._page)
        self.body.setContentsMargins(scaled(_INSET), scaled(_INSET), scaled(_INSET), scaled(_INSET))
        self.body.setSpacing(scaled(12))
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self._page)
        for ground in (self._page, self._scroll.viewport()):
            ground.setAutoFillBackground(False)
        self._foot = Surface("alt", "top")
        self.foot = QHBoxLayout(self._foot)
        self.foot.setContentsMargins(scaled(_FOOT_WIDE), scaled(_FOOT_HIGH), scaled(_FOOT_WIDE), scaled(_FOOT_HIGH))
        self.foot.setSpacing(scaled(8))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._scroll, 1)
        column.addWidget(self._foot)

    def fit(self) -> None:
        """Take the size that shows everything, as far as the screen allows."""
        self.body.activate()
        self.resize(self.sizeHint())

    def grow(self) -> None:
        """Become tall enough for what is shown now; a dialog never shrinks under the mouse."""
        self.body.activate()
        self.resize(self.size().expandedTo(self.sizeHint()))

    def while_open(self, done: Callable[P, None]) -> Callable[P, None]:
        """Return ``done`` for an answer that may come after the dialog was closed and deleted."""

        def answered(*found: P.args, **named: P.kwargs) -> None:
            if isValid(self):
                done(*found, **named)

        return answered

    def sizeHint(self) -> QSize:
        screen = self.screen().availableSize() * _OF_SCREEN
        width = min(max(scaled(self._width), self._foot.sizeHint().width()), screen.width())
        beside = width - self._scroll.verticalScrollBar().sizeHint().width()  # else a bar once shown never goes
        tall = self.body.heightForWidth(beside) if self.body.hasHeightForWidth() else self.body.sizeHint().height()
        return QSize(width, min(tall + self._foot.sizeHint().height(), screen.height()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), tokens().base)
