"""The log of messages, filtered by what became of them and by whom they went to; each with what can be done."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QWidget

from desktop.views.dialogs.frame import Dialog
from desktop.views.fonts import scaled
from desktop.views.message_log.table import ABOUT, AT, STATE, TO, WHY, MessageLogModel
from desktop.views.tables.delegates import PillDelegate, TextDelegate
from desktop.views.tables.pages import table_pages
from desktop.views.tables.view import TableView
from desktop.views.theme import Tone
from desktop.views.widgets.buttons import Button, Kind
from desktop.views.widgets.chip import Chip
from desktop.views.widgets.field import Field
from desktop.views.widgets.label import Label

if TYPE_CHECKING:
    from desktop.queries.messages import MessageRow, MessageState
    from desktop.views.desk import Desk
    from desktop.views.threads import Session

_WIDTH, _HIGH, _TYPING_MS, _PAGE = 1040, 380, 120, 300
_WIDTHS = {AT: 120, TO: 240, ABOUT: 170, STATE: 150}


class MessageLogDialog(Dialog):
    """``settle_wanted`` carries which way a message goes, its id, and what a person does about it; ``document_wanted``
    a document's id, kind and tab, ``customer_wanted`` whose statement it was.
    """

    settle_wanted = Signal(str, object, str)
    document_wanted = Signal(object, str, str)
    customer_wanted = Signal(object)

    def __init__(self, desk: Desk, search: str = "", parent: QWidget | None = None) -> None:
        super().__init__("", _WIDTH, parent)
        self.setWindowTitle(self.tr("Messages"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._desk = desk
        self._states: tuple[MessageState, ...] = ()
        self._asked = 0
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._typing.timeout.connect(self.refresh)
        self._build(search)
        desk.runner.committed.connect(self.refresh)
        desk.sync.changed.connect(self.refresh)

    def showEvent(self, event: QShowEvent) -> None:
        self.fit()
        super().showEvent(event)
        self.refresh()

    def refresh(self) -> None:
        """Read the messages that the filters let through; the person stays on theirs."""
        self._asked += 1
        asked, states, search = self._asked, self._states, self.search.text()

        def read(session: Session) -> tuple[MessageRow, ...]:
            from desktop.queries.messages import message_log

            return message_log(session, states=states, search=search, limit=_PAGE)

        def show(rows: tuple[MessageRow, ...]) -> None:
            if asked == self._asked:
                self._show(rows)

        self._desk.runner.read(read, self.while_open(show))

    def current(self) -> MessageRow | None:
        """Return the message that is chosen."""
        rows = self.table.selectionModel().selectedRows()
        return self.model.rows[rows[0].row()] if len(rows) == 1 and rows[0].row() < len(self.model.rows) else None

    def show_states(self, *states: MessageState) -> None:
        """Show messages in one of these states, all where none is named."""
        self._states = states
        for each, chip in self.chips.items():
            chip.setChecked(each == states)
        self.refresh()

    # -- within -------------------------------------------------------------------------------------------------------

    def _show(self, rows: tuple[MessageRow, ...]) -> None:
        before = self.current()
        self.model.show_rows(rows)
        narrowed = bool(self._states or self.search.text().strip())
        self._pages.setCurrentIndex(0 if rows else 2 if narrowed else 1)
        ids = [row.id for row in rows]
        if rows:
            self.table.selectRow(ids.index(before.id) if before is not None and before.id in ids else 0)
        self.more.setText(self.tr("The newest {count}; search finds older ones.").format(count=_PAGE))
        self.more.setVisible(len(rows) >= _PAGE)
        self._follow()

    def _follow(self) -> None:
        row = self.current()
        none = "" if row is not None else self.tr("Choose a message first.")
        state = row.state if row is not None else ""
        done = none or self.tr("It is sent already or on its way.")
        self.why.setText(row.reason if row is not None else "")
        can_try = state in {"failed", "unsure"} or (state == "queued" and bool(row and row.reason))
        self.again.set_reason("" if can_try else done)
        self.known.set_reason("" if state == "unsure" else none or self.tr("How it stands is known."))
        self.rest.set_reason("" if row is not None and row.needs_hand else none or self.tr("It needs no hand."))
        about = row is not None and (row.document_id is not None or row.customer_id is not None)
        self.show_it.set_reason("" if about else none or self.tr("It went to your own office, about no one document."))

    def _settle(self, act: str, _checked: bool = False) -> None:
        if (row := self.current()) is not None:
            self.settle_wanted.emit(row.channel, row.id, act)

    def _go(self) -> None:
        row = self.current()
        if row is None:
            return
        if row.document_id is not None:
            self.document_wanted.emit(row.document_id, row.document_kind, "activity")
        elif row.customer_id is not None:
            self.customer_wanted.emit(row.customer_id)
        self.accept()

    def _clear(self) -> None:
        self.search.clear()
        self.show_states()

    # -- building -----------------------------------------------------------------------------------------------------

    def _build(self, search: str) -> None:
        self.search = Field(self.tr("Search messages"), "magnifying-glass")
        self.search.setPlaceholderText(self.tr("Search address, telephone, customer, number…"))
        self.search.setClearButtonEnabled(True)
        self.search.setText(search)
        self.search.textChanged.connect(self._typing.start)
        self.body.setSpacing(scaled(12))
        self.body.addWidget(Label(self.tr("Messages"), "title"))
        self.body.addWidget(self.search)
        self.body.addLayout(self._build_chips())
        self.body.addWidget(self._build_table(), 1)
        self.why = Label("", "body", "muted")
        self.why.setWordWrap(True)
        self.why.setMinimumHeight(2 * self.why.fontMetrics().lineSpacing())
        self.more = Label("", "small", "muted")
        self.more.hide()
        self.body.addWidget(self.why)
        self.body.addWidget(self.more)
        self._build_foot()

    def _build_chips(self) -> QHBoxLayout:
        chips: tuple[tuple[tuple[MessageState, ...], Chip], ...] = (
            ((), Chip(self.tr("All"))),
            (("queued", "waits_for_portal", "sending"), Chip(self.tr("Waiting"), Tone.WARN)),
            (("sent", "arrived"), Chip(self.tr("Sent"), Tone.GOOD)),
            (("failed",), Chip(self.tr("Not sent"), Tone.BAD)),
            (("unsure",), Chip(self.tr("Unsure"), Tone.WARN)),
        )
        self.chips = dict(chips)
        row = QHBoxLayout()
        row.setSpacing(scaled(6))
        for states, chip in chips:
            chip.setChecked(not states)
            chip.clicked.connect(partial(self._choose, states))
            row.addWidget(chip)
        row.addStretch(1)
        return row

    def _choose(self, states: tuple[MessageState, ...], _checked: bool = False) -> None:
        self.show_states(*states)

    def _build_table(self) -> QWidget:
        self.model = MessageLogModel(self._desk.office.time_zone, self._desk.today(), self)
        self.table = TableView(self.tr("Messages"))
        self.table.setModel(self.model)
        self.table.setMinimumHeight(scaled(_HIGH))
        for column in (AT, TO, ABOUT, WHY):
            self.table.setItemDelegateForColumn(column, TextDelegate(self.table))
        self.table.setItemDelegateForColumn(STATE, PillDelegate(self.table))
        head = self.table.horizontalHeader()
        for column, width in _WIDTHS.items():
            head.resizeSection(column, scaled(width))
        head.setSectionResizeMode(WHY, QHeaderView.ResizeMode.Stretch)
        self.table.setSelectionMode(TableView.SelectionMode.SingleSelection)
        self.table.selectionModel().selectionChanged.connect(self._follow)
        nothing, unmatched = self.tr("Nothing was sent yet."), self.tr("No message matches.")
        holder, self._pages = table_pages(self.table, nothing, unmatched, self.tr("Clear filters"), self._clear)
        return holder

    def _build_foot(self) -> None:
        self.show_it = Button(self.tr("Show"), "receipt")
        self.show_it.clicked.connect(self._go)
        self.rest = Button(self.tr("Leave it"), kind=Kind.QUIET)
        self.known = Button(self.tr("It arrived"), "check")
        self.again = Button(self.tr("Try again"), "arrows-clockwise")
        for button, act in ((self.rest, "rest"), (self.known, "known"), (self.again, "again")):
            button.clicked.connect(partial(self._settle, act))
        close = Button(self.tr("Close"), kind=Kind.FILLED)
        close.clicked.connect(self.accept)
        self.foot.addWidget(self.show_it)
        self.foot.addStretch(1)
        for button in (self.rest, self.known, self.again, close):
            self.foot.addWidget(button)
