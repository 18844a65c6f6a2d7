"""One proposal: exactly what would leave the office, how long it may still be approved, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.views.assistant.words import amounts_line, channel_word, result_of, time_left
from desktop.views.fonts import scaled
from desktop.views.theme import Tone
from desktop.views.widgets.buttons import Button, Kind
from desktop.views.widgets.glyph import Glyph
from desktop.views.widgets.label import Label
from desktop.views.widgets.surface import Card

if TYPE_CHECKING:
    from datetime import datetime

    from desktop.queries.assistant import ProposalRow

_BESIDE = 40  # both insets, and the room between two buttons


class ProposalCard(Card):
    """``title`` is the tool's, which names the deed. An ended card is grey and has no buttons."""

    approved = Signal()
    declined = Signal()

    def __init__(
        self, row: ProposalRow, title: str, now: datetime, *, kind: Kind, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.row = row
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(scaled(16), scaled(14), scaled(16), scaled(14))
        self._column.setSpacing(scaled(10))
        self.is_open = row.is_open(now)
        self.left = Label("", "small", "muted")
        self.problem = Label("", "small", Tone.BAD)
        self.problem.setWordWrap(True)
        self.problem.hide()
        self._build_head(title)
        self._build_facts()
        if row.untrusted and self.is_open:
            self._build_warning()
        self._column.addWidget(self.problem)
        if self.is_open:
            self._build_foot(title, kind)
        else:
            self._build_result(now)
        self.setAccessibleName(f"{title}: {' '.join(row.says)}")
        self.tick(now)

    def tick(self, now: datetime) -> None:
        """Say how long it may still be approved."""
        self.left.setText(time_left(self.row, now) if self.is_open else "")

    def show_problem(self, sentence: str) -> None:
        """Say why it could not be decided; the buttons work again."""
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))
        self.set_busy(busy=False)

    def set_busy(self, *, busy: bool) -> None:
        """Take the buttons out of work while it is carried out."""
        for button in (self.approve, self.decline):
            button.setEnabled(not busy)

    def _build_head(self, title: str) -> None:
        ink = "text" if self.is_open else "muted"
        head = QHBoxLayout()
        head.setSpacing(scaled(8))
        head.addWidget(Label(title, "customer", ink))  # type: ignore[arg-type]  # both are inks
        head.addStretch(1)
        head.addWidget(self.left)
        self._column.addLayout(head)
        for sentence in self.row.says:
            label = Label(sentence, "body", ink)  # type: ignore[arg-type]
            label.setWordWrap(True)
            self._column.addWidget(label)

    def _build_facts(self) -> None:
        row = self.row
        facts = (
            (self.tr("To"), ", ".join(row.recipients)),
            (self.tr("Documents"), ", ".join(row.documents)),
            (self.tr("Amount"), amounts_line(row)),
            (self.tr("By"), channel_word(row.channel)),
            (self.tr("Asked by"), self.tr("the key “{name}”").format(name=row.key)),
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(scaled(16))
        grid.setVerticalSpacing(scaled(4))
        grid.setColumnStretch(1, 1)
        for number, (name, value) in enumerate(fact for fact in facts if fact[1]):
            said = Label(value, "medium" if self.is_open else "body", "text" if self.is_open else "muted")
            said.setWordWrap(True)
            said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(Label(name, "body", "muted"), number, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(said, number, 1)
        self._column.addLayout(grid)

    def _build_warning(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(scaled(8))
        line.addWidget(Glyph("warning-circle", Tone.BAD), 0, Qt.AlignmentFlag.AlignTop)
        said = self.tr(
            "This key had just read text written by: {source}. That text may have led to this. "
            "Approve only what you want yourself."
        )
        self.warning = Label(said.format(source=self.row.untrusted), "medium", Tone.BAD)
        self.warning.setWordWrap(True)
        line.addWidget(self.warning, 1)
        self._column.addLayout(line)

    def _build_foot(self, title: str, kind: Kind) -> None:
        self.decline = Button(self.tr("Decline"))
        self.decline.setAccessibleDescription(" ".join(self.row.says))
        self.decline.clicked.connect(self.declined)
        self.approve = Button(self.tr("Approve: {deed}").format(deed=title), kind=kind)
        self.approve.setDefault(False)  # Enter anywhere sends nothing
        self.approve.setAutoDefault(False)
        self.approve.setAccessibleDescription(" ".join(self.row.says))
        self.approve.clicked.connect(self.approved)
        self.approve.setMinimumWidth(self.decline.sizeHint().width())  # a narrow card puts one below the other
        self._foot = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._foot.setSpacing(scaled(8))
        self._foot.addStretch(1)
        self._foot.addWidget(self.decline)
        self._foot.addWidget(self.approve)
        self._column.addLayout(self._foot)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self.is_open:
            return
        needed = self.decline.sizeHint().width() + self.approve.sizeHint().width() + scaled(_BESIDE)
        beside = self.width() >= needed
        self._foot.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)

    def _build_result(self, now: datetime) -> None:
        sentence, tone = result_of(self.row, now)
        glyph = {Tone.GOOD: "check-circle", Tone.BAD: "warning-circle"}.get(tone, "clock")
        line = QHBoxLayout()
        line.setSpacing(scaled(8))
        line.addWidget(Glyph(glyph, tone), 0, Qt.AlignmentFlag.AlignTop)
        self.result = Label(sentence, "medium", tone)
        self.result.setWordWrap(True)
        line.addWidget(self.result, 1)
        self._column.addLayout(line)
