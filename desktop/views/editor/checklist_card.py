"""ChecklistCard: before you issue."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout, QWidget

from desktop.views.editor.checklist import Check, Standing
from desktop.views.fonts import scaled
from desktop.views.icons import paint_icon
from desktop.views.theme import Tone
from desktop.views.widgets.buttons import Button
from desktop.views.widgets.label import Ink, Label, ink_colour
from desktop.views.widgets.surface import Card

_LOOKS: dict[Standing, tuple[str, Ink]] = {
    Standing.MISSING: ("circle", Tone.WARN),
    Standing.LOOK: ("warning-circle", Tone.WARN),
    Standing.GOOD: ("check-circle", Tone.GOOD),
    Standing.NOTE: ("info", "muted"),
}


class ChecklistCard(Card):
    """Rows change only when what they say changes; the card is read as a whole by screen readers.

    ``deposit_wanted`` carries the id of a deposit that is to be taken off.
    """

    deposit_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._checks: Sequence[Check] = ()
        self._shown: dict[Check, CheckRow] = {}
        self.verdict = Label("", "small_medium")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(scaled(8))
        head = QHBoxLayout()
        head.addWidget(Label(self.tr("Before you issue"), "section"))
        head.addStretch(1)
        head.addWidget(self.verdict)
        column = QVBoxLayout(self)
        column.setContentsMargins(scaled(16), scaled(14), scaled(16), scaled(14))
        column.setSpacing(scaled(10))
        column.setSizeConstraint(QLayout.SizeConstraint.SetMinAndMaxSize)
        column.addLayout(head)
        column.addLayout(self._rows)

    @property
    def checks(self) -> Sequence[Check]:
        """What is shown."""
        return self._checks

    def show_checks(self, checks: Sequence[Check]) -> None:
        """Show these rows."""
        if checks == self._checks:
            return
        self._checks = checks
        self._keep_rows(checks)
        words, ink = self._verdict(checks)
        self.verdict.setText(words)
        self.verdict.set_ink(ink)
        self.setAccessibleName(f"{self.tr('Before you issue')}: {words}")
        self.setAccessibleDescription("; ".join(f"{check.text}. {check.detail}".strip() for check in checks))

    def _keep_rows(self, checks: Sequence[Check]) -> None:
        """Rows that say the same stay: making all of them anew takes longer than a key has."""
        for check in self._shown.keys() - set(checks):
            gone = self._shown.pop(check)
            self._rows.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        for place, check in enumerate(dict.fromkeys(checks)):
            if check not in self._shown:
                self._shown[check] = CheckRow(check)
                self._shown[check].deposit_wanted.connect(self.deposit_wanted)
            row = self._shown[check]
            if self._rows.indexOf(row) != place:
                self._rows.removeWidget(row)
                self._rows.insertWidget(place, row)

    def _verdict(self, checks: Sequence[Check]) -> tuple[str, Ink]:
        missing = sum(1 for check in checks if check.standing is Standing.MISSING)
        looks = sum(1 for check in checks if check.standing is Standing.LOOK)
        if missing:
            return self.tr("{count} missing").format(count=missing), Tone.WARN
        if looks:
            return self.tr("{count} to look at").format(count=looks), Tone.WARN
        return self.tr("Ready"), Tone.GOOD


class CheckRow(QWidget):
    """A glyph, a sentence, and what to do in smaller letters, or the button that does it."""

    deposit_wanted = Signal(object)

    def __init__(self, check: Check, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._glyph, self._ink = _LOOKS[check.standing]
        self.setAccessibleName(f"{check.text}. {check.detail}".strip())
        column = QVBoxLayout()
        column.setSpacing(scaled(1))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addSpacing(scaled(26))
        row.addLayout(column, 1)
        text = Label(check.text, "body")
        text.setWordWrap(True)
        column.addWidget(text)
        if check.detail:
            detail = Label(check.detail, "small", "muted")
            detail.setWordWrap(True)
            column.addWidget(detail)
        if check.deposit is not None:
            self.act = Button(self.tr("Take it off"))
            self.act.setAccessibleName(f"{self.tr('Take it off')}: {check.text}")
            self.act.clicked.connect(partial(self.deposit_wanted.emit, check.deposit))
            column.addSpacing(scaled(4))
            column.addWidget(self.act, alignment=Qt.AlignmentFlag.AlignLeft)
        self._text = text

    def minimumSizeHint(self) -> QSize:
        return QSize(scaled(120), super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        side = scaled(16)
        x = self.width() - side if self.isRightToLeft() else 0
        middle = self._text.fontMetrics().height() // 2
        paint_icon(QPainter(self), QRect(x, middle - side // 2, side, side), self._glyph, ink_colour(self._ink))
