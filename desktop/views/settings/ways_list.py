"""The ways to pay, one below the other, as papers and pages show them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from desktop.services.pay_ways import move_way, restore_way
from desktop.views.fonts import scaled
from desktop.views.settings.rows import RowCard
from desktop.views.settings.way_edit import WayEdit
from desktop.views.widgets.buttons import Button
from desktop.views.widgets.label import Label

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.queries.pay_ways import PayWayRow
    from desktop.views.desk import Desk
    from desktop.views.threads import Session


class WaysList(QWidget):
    """One entry a way to pay; a new one is kept once it says where the money goes.

    ``offered`` is for a toast with a deed (a QAction, or None).
    """

    offered = Signal(str, str, object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.rows: list[WayEdit] = []
        self._card: RowCard | None = None
        said = self.tr("New invoices show all of these, unless one says otherwise. Issued ones keep what they say.")
        hint = Label(said, "small", "muted")
        hint.setWordWrap(True)
        self._holder = QVBoxLayout()
        self.add = Button(self.tr("Add a way to pay"), "plus")
        self.add.clicked.connect(self._add)
        foot = QHBoxLayout()
        foot.addWidget(self.add)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, scaled(8), 0, 0)
        column.setSpacing(scaled(8))
        column.addWidget(Label(self.tr("How customers pay"), "strong"))
        column.addWidget(hint)
        column.addLayout(self._holder)
        column.addLayout(foot)

    def refresh(self) -> None:
        """Read the ways to pay; what is being typed stays."""

        def read(session: Session) -> tuple[PayWayRow, ...]:
            from desktop.queries.pay_ways import pay_ways

            return pay_ways(session)

        self._desk.runner.read(read, self._show)

    # -- within -------------------------------------------------------------------------------------------------------

    def _show(self, ways: tuple[PayWayRow, ...]) -> None:
        if any(row.is_being_added for row in self.rows):
            return  # it asks again as soon as it is kept
        known = {row.way_id: row for row in self.rows if row.way_id is not None}
        for way in ways:
            if way.id in known:
                known[way.id].take(way)
        fresh = [row for row in self.rows if row.way_id is None]
        wanted = [known.get(way.id) or self._made(way) for way in ways] + fresh
        if wanted != self.rows or self._card is None:
            self._place(wanted)
        kept = len(ways)
        for at, row in enumerate(self.rows):
            row.place(first=at == 0 or at >= kept, last=at >= kept - 1)

    def _made(self, way: PayWayRow | None) -> WayEdit:
        row = WayEdit(self._desk, way)
        row.kept.connect(self.refresh)
        row.moved.connect(lambda by: self._move(row, by))
        row.removed.connect(lambda drafts: self._forget(row, drafts))
        return row

    def _place(self, rows: list[WayEdit]) -> None:
        """Put ``rows`` into a new card, in their order; whoever is typing goes on."""
        typing = QApplication.focusWidget()
        before, self._card = self._card, RowCard(self.tr("How customers pay"))
        gone = [row for row in self.rows if row not in rows]
        for row in rows:
            self._card.add(row)
        self.rows = rows
        self._holder.addWidget(self._card)
        self._card.setVisible(bool(rows))
        for row in gone:
            row.deleteLater()
        if before is not None:
            before.deleteLater()
        if typing is not None and self._card.isAncestorOf(typing):
            typing.setFocus(Qt.FocusReason.OtherFocusReason)

    def _move(self, row: WayEdit, by: int) -> None:
        way_id, to = row.way_id, self.rows.index(row) + by
        if way_id is not None:
            self._desk.runner.write(lambda session: move_way(session, way_id, to), lambda _done: self.refresh())

    def _forget(self, row: WayEdit, drafts: int) -> None:
        self._place([each for each in self.rows if each is not row])
        self.refresh()
        if row.way_id is not None:
            self._offer_undo(row.way_id, row.name, drafts)

    def _offer_undo(self, way_id: UUID, name: str, drafts: int) -> None:
        chose = self.tr("1 draft had chosen it.") if drafts == 1 else self.tr("{count} drafts had chosen it.")
        undo = QAction(self.tr("Undo"), self)
        undo.triggered.connect(lambda: self._put_back(way_id))
        detail = chose.format(count=drafts) if drafts else self.tr("Issued invoices keep it.")
        self.offered.emit(self.tr("{name} removed.").format(name=name), detail, undo)

    def _put_back(self, way_id: UUID) -> None:
        now = self._desk.now()
        self._desk.runner.write(
            lambda session: restore_way(session, way_id, at=now),
            lambda _done: self.refresh(),
            lambda sentence: self.offered.emit(sentence, "", None),
        )

    def _add(self) -> None:
        if not self.rows or self.rows[-1].way_id is not None:
            self._place([*self.rows, self._made(None)])
            self.rows[-1].place(first=True, last=True)
        self.rows[-1].details.setFocus(Qt.FocusReason.OtherFocusReason)
