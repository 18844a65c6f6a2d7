"""Approvals: what the assistant would have leave the office, decided by a person; and its entry in the status strip."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.views.assistant.proposal_card import ProposalCard
from desktop.views.dialogs.frame import Dialog
from desktop.views.fonts import scaled
from desktop.views.theme import Tone
from desktop.views.widgets.buttons import Button, Kind
from desktop.views.widgets.label import Label
from desktop.views.widgets.status import StatusButton

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.queries.assistant import ProposalRow
    from desktop.services.assisting.proposing import Decided
    from desktop.views.desk import Desk
    from desktop.views.threads import Session
    from desktop.views.widgets.status import StatusStrip

    Found = tuple[tuple[ProposalRow, ...], dict[str, str]]

_WIDTH, _TICK_MS, _STRIP_MS = 620, 1_000, 15_000
_LATELY = timedelta(hours=1)


class ApprovalsDialog(Dialog):
    """Lists what waits, then what was decided within the last hour; follows every commit, and the clock."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("", _WIDTH, parent)
        self.setWindowTitle(self.tr("Approvals"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._desk = desk
        self._found: Found | None = None
        self.cards: list[ProposalCard] = []
        said = self.tr("The assistant asks to let this leave the office. Nothing has left yet.")
        self.said = Label(said, "body", "muted")
        self.said.setWordWrap(True)
        self._list = QVBoxLayout()
        self._list.setSpacing(scaled(12))
        self.body.addWidget(Label(self.tr("Approvals"), "title"))
        self.body.addWidget(self.said)
        self.body.addLayout(self._list)
        self.body.addStretch(1)
        self.close_button = Button(self.tr("Close"))
        self.close_button.setDefault(True)
        self.close_button.clicked.connect(self.accept)
        self.foot.addStretch(1)
        self.foot.addWidget(self.close_button)
        self._tick = QTimer(self, interval=_TICK_MS)
        self._tick.timeout.connect(self.tick)
        desk.runner.committed.connect(self.refresh)

    def open(self) -> None:
        """Show the dialog and read."""
        self.fit()
        super().open()
        self.close_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self._tick.start()
        self.refresh()

    def refresh(self) -> None:
        """Read what waits and what was decided lately."""
        now, leaving = self._desk.now(), self._desk.assistant.leaving

        def read(session: Session) -> Found:
            from desktop.queries.assistant import proposals

            return proposals(session, now=now, since=now - _LATELY), dict(leaving())

        self._desk.runner.read(read, self.while_open(self._show))

    def tick(self) -> None:
        """A second has passed: what may be approved no more turns grey."""
        now = self._desk.now()
        if any(card.is_open and not card.row.is_open(now) for card in self.cards):
            self._build()
        for card in self.cards:
            card.tick(now)

    # -- within -------------------------------------------------------------------------------------------------------

    def _show(self, found: Found) -> None:
        if found != self._found:
            self._found = found
            self._build()
            self.grow()

    def _build(self) -> None:
        assert self._found is not None
        while (item := self._list.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        rows, titles = self._found
        now, self.cards = self._desk.now(), []
        self.said.setVisible(any(row.is_open(now) for row in rows))
        for row in sorted(rows, key=lambda row: not row.is_open(now)):
            kind = Kind.FILLED if not self.cards else Kind.OUTLINED
            card = ProposalCard(row, titles.get(row.tool, row.tool), now, kind=kind)
            card.approved.connect(partial(self._approve, card))
            card.declined.connect(partial(self._decline, card))
            self.cards.append(card)
            self._add(card)
        if not rows:
            self._add(Label(self.tr("Nothing waits for your approval."), "body", "muted"))

    def _add(self, widget: QWidget) -> None:
        self._list.addWidget(widget)
        widget.show()  # else its room is not counted before the next round of events

    def _approve(self, card: ProposalCard) -> None:
        card.set_busy(busy=True)
        proposal, approve = card.row.id, self._desk.assistant.approve

        def write(session: Session) -> Decided:
            return approve(session, proposal)

        self._desk.runner.write(write, failed=self.while_open(card.show_problem))

    def _decline(self, card: ProposalCard) -> None:
        card.set_busy(busy=True)
        proposal, now = card.row.id, self._desk.now()

        def write(session: Session) -> None:
            from desktop.services.assisting.proposing import decline

            decline(session, proposal, at=now)

        self._desk.runner.write(write, failed=self.while_open(card.show_problem))


class Approvals(QObject):
    """The entry "Approvals 1" at the end of the status strip, there while something waits. ``arrived`` carries what a
    new proposal would do.
    """

    arrived = Signal(str)

    def __init__(self, desk: Desk, strip: StatusStrip, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._window = parent
        self._known: set[UUID] | None = None
        self.button = StatusButton()
        self.button.hide()
        self.button.clicked.connect(self.show_all)
        strip.add_button(self.button)
        self._tick = QTimer(self, interval=_STRIP_MS)
        self._tick.timeout.connect(self.refresh)
        desk.runner.committed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Read what waits."""
        now = self._desk.now()

        def read(session: Session) -> tuple[ProposalRow, ...]:
            from desktop.queries.assistant import proposals

            return tuple(row for row in proposals(session, now=now, since=now) if row.is_open(now))

        self._desk.runner.read(read, self._say)

    def show_all(self) -> None:
        """Open what waits."""
        ApprovalsDialog(self._desk, self._window).open()

    def _say(self, waiting: tuple[ProposalRow, ...]) -> None:
        self.button.tell(self.tr("Approvals"), "robot", tone=Tone.WARN, count=len(waiting))
        self.button.setVisible(bool(waiting))
        if waiting and not self._tick.isActive():
            self._tick.start()
        elif not waiting:
            self._tick.stop()
        known = {row.id for row in waiting}
        if self._known is not None:
            for row in waiting:
                if row.id not in self._known:
                    self.arrived.emit(" ".join(row.says))
        self._known = known
