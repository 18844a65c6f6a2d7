"""A card that says in one word how something stands, why, and what the last test found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.views.fonts import scaled
from desktop.views.theme import Tone
from desktop.views.widgets.buttons import Button
from desktop.views.widgets.glyph import Glyph
from desktop.views.widgets.label import Label
from desktop.views.widgets.light import Light
from desktop.views.widgets.surface import Card, Hairline

if TYPE_CHECKING:
    from desktop.views.desk import Desk


class Standing(NamedTuple):
    """One word with its colour, and the sentence that explains it or ""."""

    tone: Tone
    word: str
    why: str


class Check(NamedTuple):
    """One thing that a test has looked at."""

    is_good: bool
    name: str
    detail: str


class StateCard(Card):
    """``test`` is the button; the checks appear once a test was made. ``beside`` stands in front of the button."""

    def __init__(self, desk: Desk, *beside: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._light = Light()
        self.tone = Tone.NEUTRAL
        self.state = Label("", "customer")
        self.detail = Label("", "body", "muted", elided=True)
        self.why = Label("", "body", "muted")
        self.why.setWordWrap(True)
        self.test = Button(self.tr("Test again"), "arrows-clockwise")
        self._line = Hairline()
        self._checks = QWidget()
        self._grid = QGridLayout(self._checks)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(scaled(12))
        self._grid.setVerticalSpacing(scaled(6))
        self._grid.setColumnStretch(2, 1)
        self.checks: list[str] = []
        self._lay_out(beside)
        for part in (self._line, self._checks, self.why, self.test):
            part.hide()

    def show_state(self, standing: Standing, what: str) -> None:
        """Show how ``what`` stands."""
        self.tone = standing.tone
        self._light.set_tone(standing.tone)
        self.state.setText(standing.word)
        self.why.setText(standing.why)
        self.why.set_ink(standing.tone if standing.tone in (Tone.BAD, Tone.WARN) else "muted")
        self.why.setVisible(bool(standing.why))
        self.setAccessibleName(f"{what}: {standing.word}")

    def show_checks(self, checks: Sequence[Check]) -> None:
        """Show what a test has found."""
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        self.checks = [f"{each.name}, {each.detail}" if each.detail else each.name for each in checks]
        for number, each in enumerate(checks):
            sign = Glyph("check-circle", Tone.GOOD) if each.is_good else Glyph("warning-circle", Tone.WARN)
            said = Label(each.detail, "body", "muted")
            said.setWordWrap(True)
            self._grid.addWidget(sign, number, 0)
            self._grid.addWidget(Label(each.name, "medium"), number, 1)
            self._grid.addWidget(said, number, 2)
        for part in (self._line, self._checks):
            part.show()

    def _lay_out(self, beside: Sequence[QWidget]) -> None:
        head = QHBoxLayout()
        head.setSpacing(scaled(10))
        head.addWidget(self._light)
        head.addWidget(self.state)
        head.addWidget(self.detail, 1)
        for part in (*beside, self.test):
            head.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(scaled(16), scaled(14), scaled(16), scaled(14))
        column.setSpacing(scaled(10))
        column.addLayout(head)
        for part in (self.why, self._line, self._checks):
            column.addWidget(part)
