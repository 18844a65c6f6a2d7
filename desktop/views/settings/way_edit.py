"""One way to pay as rows of fields: its kind, its name, and below them where the money goes."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from billing.issued import PayWay, PayWayKind
from billing.pay_ways import heading_of
from billing.wording import wording
from desktop.services.pay_ways import LONGEST_LABEL, PayWayValues, add_way, remove_way, update_way
from desktop.views.fonts import scaled
from desktop.views.theme import Tone
from desktop.views.way_words import way_hint, way_kinds
from desktop.views.widgets.buttons import IconButton, Kind
from desktop.views.widgets.choice import Choice
from desktop.views.widgets.field import Field
from desktop.views.widgets.label import Label
from desktop.views.widgets.text_area import TextArea

if TYPE_CHECKING:
    from datetime import datetime

    from desktop.queries.pay_ways import PayWayRow
    from desktop.views.desk import Desk
    from desktop.views.threads import Session


class WayEdit(QWidget):
    """Kept when a field is left, once there are details. ``moved`` carries by how many places it is to go, ``removed``
    how many drafts had chosen it.
    """

    kept = Signal()
    moved = Signal(int)
    removed = Signal(int)

    def __init__(self, desk: Desk, way: PayWayRow | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.way_id: UUID | None = way.id if way else None
        self._written: PayWayValues | None = None
        self._under_way = False
        self._build()
        self._lay_out()
        if way is not None:
            self.take(way)
        self._show_kind()
        self._connect()

    def take(self, way: PayWayRow) -> None:
        """Show what the books hold, unless it is what they were told here; what is being typed stays."""
        values = PayWayValues(way.kind, way.details, way.label)
        if values == self._written or self._under_way or (self._written is not None and self._read() != self._written):
            return
        self._written = values
        self.kind.choose(way.kind)
        self.label.setText(way.label)
        self.details.setPlainText(way.details)
        self._show_kind()

    @property
    def is_being_added(self) -> bool:
        """True while the books may hold it already and its id is not known here."""
        return self.way_id is None and self._under_way

    @property
    def name(self) -> str:
        """What the office calls it."""
        return self.label.text().strip() or self.kind.currentText()

    def place(self, *, first: bool, last: bool) -> None:
        """Offer to move it where there is somewhere to go."""
        self.up.setEnabled(not first)
        self.down.setEnabled(not last)

    def keep(self) -> None:
        """Write what stands in the fields if it says something new."""
        self._say("")
        values = self._read()
        if values == self._written or self._under_way or (self.way_id is None and not values.details):
            return
        self._under_way = True
        now = self._desk.now()
        self._desk.runner.write(
            lambda session: _save(session, self.way_id, values, now),
            lambda way_id: self._take_saved(way_id, values),
            self._fail,
        )

    # -- within -------------------------------------------------------------------------------------------------------

    def _read(self) -> PayWayValues:
        return PayWayValues(self._chosen(), self.details.toPlainText().strip(), self.label.text().strip())

    def _chosen(self) -> PayWayKind:
        return next(kind for kind, _word in way_kinds() if kind == self.kind.key)

    def _take_saved(self, way_id: UUID, values: PayWayValues) -> None:
        self.way_id, self._written, self._under_way = way_id, values, False
        self.kept.emit()
        self.keep()  # another field may have been left meanwhile

    def _fail(self, sentence: str) -> None:
        self._under_way = False
        self._say(sentence)

    def _say(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))
        self.details.setAccessibleDescription(sentence)

    def _choose_kind(self) -> None:
        self._show_kind()
        self.keep()

    def _show_kind(self) -> None:
        kind = self._chosen()
        labels = wording(self._desk.office.language).labels
        self.label.setPlaceholderText(heading_of(PayWay(kind=kind), labels))
        self.details.setPlaceholderText(way_hint(kind))

    def _take_away(self) -> None:
        if self.way_id is None:
            self.removed.emit(0)
            return
        way_id, now = self.way_id, self._desk.now()
        self._desk.runner.write(lambda session: remove_way(session, way_id, at=now), self.removed.emit, self._say)

    # -- building -----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.kind = Choice(self.tr("Way to pay"), way_kinds())
        self.kind.setFixedWidth(scaled(190))
        self.label = Field(self.tr("Heading on the invoice"))
        self.label.setMaxLength(LONGEST_LABEL)
        self.label.setToolTip(self.tr("Left empty, it stands in the customer’s language."))
        self.up = IconButton("arrow-up", self.tr("Move up"), Kind.QUIET)
        self.down = IconButton("arrow-down", self.tr("Move down"), Kind.QUIET)
        self.remove = IconButton("trash", self.tr("Remove; issued invoices keep it"), Kind.QUIET)
        self.details = TextArea(self.tr("Where the money goes"), 3)
        self.problem = Label("", "small", Tone.BAD)
        self.problem.setWordWrap(True)
        self.problem.hide()

    def _connect(self) -> None:
        self.kind.activated.connect(self._choose_kind)
        self.label.editingFinished.connect(self.keep)
        self.details.edited.connect(self.keep)
        self.up.clicked.connect(lambda: self.moved.emit(-1))
        self.down.clicked.connect(lambda: self.moved.emit(1))
        self.remove.clicked.connect(self._take_away)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(scaled(8))
        row.addWidget(self.kind)
        row.addWidget(self.label, 1)
        for button in (self.up, self.down, self.remove):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(scaled(16), scaled(10), scaled(10), scaled(10))
        column.setSpacing(scaled(6))
        column.addLayout(row)
        column.addWidget(self.details)
        column.addWidget(self.problem)


def _save(session: Session, way_id: UUID | None, values: PayWayValues, at: datetime) -> UUID:
    if way_id is None:
        return add_way(session, values, at=at)
    update_way(session, way_id, values, at=at)
    return way_id
