"""The middle column: one kind of document, found, filtered, sorted, summed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QMenu, QStackedLayout, QVBoxLayout, QWidget

from desktop.views.fonts import scaled
from desktop.views.list_reader import ListReader, Wish
from desktop.views.states import document_pill
from desktop.views.tables.delegates import (
    AmountDelegate,
    DueDelegate,
    LinkDelegate,
    NumberDelegate,
    PillDelegate,
    TextDelegate,
)
from desktop.views.tables.documents import BALANCE, CUSTOMER, DUE, LINK, NUMBER, STATE, VIEWED, DocumentTableModel
from desktop.views.tables.roles import ValueRole
from desktop.views.tables.view import TableView
from desktop.views.theme import Tone
from desktop.views.viewed_column import ViewedColumn
from desktop.views.widgets.buttons import Button
from desktop.views.widgets.chip import Chip
from desktop.views.widgets.empty import EmptyState
from desktop.views.widgets.field import Field
from desktop.views.widgets.label import Label
from desktop.views.widgets.sums import SumBar
from desktop.views.widgets.surface import Surface

if TYPE_CHECKING:
    from array import array
    from uuid import UUID

    from billing.issued import DocumentKind
    from desktop.queries.documents import DocumentRow, SortKey
    from desktop.queries.states import DocumentState
    from desktop.views.desk import Desk
    from desktop.views.tables.cells import Cells
    from desktop.views.widgets.choice import Choice

_FILTERS: Mapping[str, tuple[DocumentState, ...]] = {
    "invoice": ("draft", "issued", "sent", "viewed", "partly_paid", "overdue", "paid"),
    "quote": ("draft", "issued", "sent", "viewed", "accepted", "declined", "expired"),
}
_TYPING_MS = 60
_SEEN: Mapping[str, bool | None] = {"": None, "yes": True, "no": False}
_WIDTHS = {NUMBER: 104, STATE: 118, DUE: 104, LINK: 116, VIEWED: 132, BALANCE: 142}
_SEEN_WIDTH = 156


class DocumentList(Surface):
    """``chosen`` carries the id of the document the person is on, or None; ``opened`` the one they want to work on."""

    chosen = Signal(object)
    opened = Signal(object)
    new_requested = Signal()
    copy_requested = Signal(object)
    send_requested = Signal(object)
    counted = Signal(int)

    def __init__(self, desk: Desk, kind: DocumentKind, parent: QWidget | None = None) -> None:
        super().__init__("base", parent=parent)
        self._desk = desk
        self._kind = kind
        self._shown: DocumentKind = kind
        self._state: DocumentState | None = None
        self._sort: SortKey = "number"
        self._descending = True
        self._wanted: UUID | None = None
        self._sought: int | None = None
        self._seen: Choice | None = None
        self._is_seen: bool | None = None
        self._told: UUID | None = None
        self._reader = ListReader(desk, beginning=self._begin, whole=self._show)
        self.model = DocumentTableModel(self._reader.load, quotes=kind == "quote", parent=self)
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._typing.timeout.connect(self.reload)
        self._build()
        self.model.sort_requested.connect(self._sort_by)
        self.model.dataChanged.connect(self._choose_wanted)

    @property
    def kind(self) -> DocumentKind:
        """What the room is of; credit notes stand among the invoices."""
        return self._kind

    # -- reading ------------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read which documents there are, in order; the person stays on the document they are on."""
        wish = Wish(self._shown, self._state, self._search.text(), self._sort, self._descending, self._is_seen)
        self._reader.read(wish, from_scratch=not self.model.rowCount())

    def refresh(self) -> None:
        """Read everything again after a commit: rows in place, order, counts and sums."""
        self.reload()
        self._reader.count(self._kind, lambda counts: self._show_counts(*counts))
        if self._kind == "invoice":
            self._reader.count("credit", lambda counts: self._show_credits(*counts))

    # -- showing ------------------------------------------------------------------------------------------------------

    def complete(self) -> None:
        """Add what the first paint did without: what has been viewed and what not."""
        choices = [("", self.tr("Viewed or not")), ("yes", self.tr("Viewed")), ("no", self.tr("Not viewed yet"))]
        from desktop.views.widgets.choice import Choice

        self._seen = Choice(self.tr("Viewed or not"), choices)
        self._seen.setFixedWidth(scaled(_SEEN_WIDTH))
        self._seen.currentIndexChanged.connect(self._see)
        self._find.takeAt(1)
        self._find.addWidget(self._seen)

    def _see(self) -> None:
        self._is_seen = _SEEN[self._seen.key] if self._seen is not None else None
        self.reload()

    def _see_all(self) -> None:
        self._is_seen = None
        if self._seen is not None:
            self._seen.choose("")

    def choose(self, document_id: UUID) -> None:
        """Put the person on this document, wherever in the list it stands; filters that hide it are cleared."""
        self._wanted, self._sought = document_id, None
        self._choose_wanted()
        if self._wanted is not None:
            self._reader.find(document_id, partial(self._seek, document_id))

    def show_state(self, state: DocumentState) -> None:
        """Show the documents in one state only, as its chip does."""
        self._search.clear()
        self._see_all()
        self._filter(state)

    def focus_search(self) -> None:
        """Put the cursor into the search field."""
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def current(self) -> DocumentRow | None:
        """Return the row the person is on, if it has been read."""
        index = self.table.currentIndex()
        return self.model.row_at(index.row()) if index.isValid() else None

    def _seek(self, document_id: UUID, ordinal: int | None) -> None:
        """Its place in the order is known now: ask for the row there, or look where nothing is left out."""
        if document_id != self._wanted or ordinal is None:
            return
        row = self.model.place_of(ordinal)
        if row is not None:
            self._sought = None
            self.table.scrollTo(self.model.index(row, 0))
            self.model.data(self.model.index(row, 0), ValueRole)
            self._choose_wanted()
        elif self._sought is None:
            self._sought = ordinal
            if self._state is not None or self._search.text() or self._is_seen is not None:
                self._clear()

    def _seek_again(self) -> None:
        if self._wanted is not None and self._sought is not None:
            self._seek(self._wanted, self._sought)

    def _begin(self, wish: Wish, ordinals: array[int], first: dict[int, Cells[DocumentRow]]) -> None:
        self.model.set_ordinals(ordinals, first)
        self._show_page(wish)
        if self._wanted is not None:
            self._choose_wanted()  # the first page came along: nothing else tells that its rows are there
            self._seek_again()

    def _show(self, wish: Wish, ordinals: array[int]) -> None:
        if self.model.complete(ordinals):
            self._seek_again()
            return
        row = self.current()
        self._wanted = self._wanted or (row.id if row else None)
        place = self.table.verticalScrollBar().value()
        self.model.set_ordinals(ordinals)
        self.table.verticalScrollBar().setValue(place)
        self._show_page(wish)
        self._seek_again()

    def _show_page(self, wish: Wish) -> None:
        """Show the table, or say in one sentence why there is nothing in it."""
        count = self.model.rowCount()
        self._pages.setCurrentIndex(0 if count else 2 if wish.is_narrowed else 1)
        if self._wanted is None and count:
            self.table.selectRow(0)
        if not count:
            self._announce()

    def _show_counts(self, counts: dict[DocumentState, int], unsettled: int, sums: tuple[tuple[str, int], ...]) -> None:
        total = sum(counts.values())
        self._all.set_count(total)
        for state, chip in self._chips.items():
            chip.set_count(counts.get(state, 0))
            chip.setVisible(bool(counts.get(state)) or chip.isChecked())
        if self._shown == self._kind:
            self._sums.show_sums(self._kind, total, unsettled, sums)
        self.counted.emit(unsettled)

    def _show_credits(
        self, counts: dict[DocumentState, int], unsettled: int, sums: tuple[tuple[str, int], ...]
    ) -> None:
        total = sum(counts.values())
        self._credits.set_count(total)
        self._credits.setVisible(bool(total) or self._credits.isChecked())
        if self._shown == "credit":
            self._sums.show_sums("credit", total, unsettled, sums)

    def _choose_wanted(self) -> None:
        """Rows have been read: put the person where they want to be, and say where that is."""
        if self._wanted is not None:
            row = self.model.row_of(self._wanted)
            if row is None:
                return
            self._wanted = None
            self.table.selectRow(row)
        self._announce()

    def announce(self) -> None:
        """Say where the person is, to a drawer that showed another list; a row that is not read yet is said later."""
        row = self.current()
        self._told = row.id if row else None
        self.chosen.emit(self._told)

    def _announce(self) -> None:
        row = self.current()
        if (row.id if row else None) != self._told:
            self.announce()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._viewed.place(self.width())

    def _show_head_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._viewed.offer(menu)
        menu.popup(self.table.horizontalHeader().mapToGlobal(place))

    # -- acting -------------------------------------------------------------------------------------------------------

    def _sort_by(self, key: SortKey, descending: bool) -> None:
        self._sort, self._descending = key, descending
        self.reload()

    def show_kind(self, kind: DocumentKind) -> None:
        """Show invoices, or the credit notes that stand among them."""
        if kind != self._shown:
            self._filter(None, kind)

    def _filter(self, state: DocumentState | None, kind: DocumentKind | None = None) -> None:
        if (kind or self._kind) != self._shown:
            self.model.set_ordinals(())  # other documents altogether: nobody stays where they were
            self._wanted = None
        self._state, self._shown = state, kind or self._kind
        self._all.setChecked(state is None and self._shown == self._kind)
        self._credits.setChecked(self._shown == "credit")
        for each, chip in self._chips.items():
            chip.setChecked(each == state)
        self.refresh()

    def _clear(self) -> None:
        self._search.clear()
        self._see_all()
        self._filter(None)

    def _open(self, _index: QModelIndex | QPersistentModelIndex | None = None) -> None:
        row = self.current()
        if row is not None:
            self.opened.emit(row.id)

    def _show_menu(self, place: QPoint) -> None:
        row = self.current()
        if row is None:
            return
        menu = QMenu(self)
        words = self.tr("Issue and copy link") if row.state == "draft" else self.tr("Copy link")
        menu.addAction(words, QKeySequence("Ctrl+Shift+C"), lambda: self.copy_requested.emit(row.id))
        menu.addAction(self.tr("Send…"), QKeySequence("Ctrl+Return"), lambda: self.send_requested.emit(row.id))
        menu.addAction(self.tr("Open"), lambda: self.opened.emit(row.id))
        self._viewed.offer(menu)
        menu.exec(self.table.viewport().mapToGlobal(place))

    # -- building -----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        invoices = self._kind == "invoice"
        head = QHBoxLayout()
        head.addWidget(Label(self.tr("Invoices") if invoices else self.tr("Quotes"), "title"))
        head.addStretch(1)
        self._credits = Chip(self.tr("Credit notes"), Tone.OLD)  # the row of states has no room for it
        self._credits.clicked.connect(lambda: self._filter(None, "credit"))
        self._credits.hide()
        head.addWidget(self._credits)
        head.addSpacing(scaled(8))
        new = Button(self.tr("New invoice") if invoices else self.tr("New quote"), "plus")
        new.clicked.connect(self.new_requested)
        head.addWidget(new)
        self._search = Field(self.tr("Search"), "magnifying-glass")
        self._search.setPlaceholderText(self.tr("Search number, customer, amount, text…"))
        self._search.setClearButtonEnabled(True)
        self._search.textEdited.connect(lambda _text: self._typing.start())
        self._search.textChanged.connect(lambda text: None if text else self._typing.start())
        top = QVBoxLayout()
        top.setContentsMargins(scaled(20), scaled(14), scaled(16), 0)
        top.setSpacing(scaled(12))
        top.addLayout(head)
        self._find = QHBoxLayout()
        self._find.setSpacing(scaled(8))
        self._find.addWidget(self._search, 1)
        self._find.addSpacing(scaled(_SEEN_WIDTH))
        top.addLayout(self._find)
        top.addLayout(self._build_chips())
        self.table = self._build_table()
        self._viewed = ViewedColumn(self.table, self._desk.memory, self._kind)
        self._sums = SumBar()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(scaled(8))
        column.addLayout(top)
        column.addWidget(self._build_pages(), 1)
        column.addWidget(self._sums)

    def _build_chips(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(scaled(6))
        self._all = Chip(self.tr("All"))
        self._all.setChecked(True)
        self._all.clicked.connect(lambda: self._filter(None))
        row.addWidget(self._all)
        self._chips: dict[DocumentState, Chip] = {}
        for state in _FILTERS[self._kind]:
            pill = document_pill(state)
            chip = Chip(pill.word, pill.tone)
            chip.clicked.connect(lambda _checked=False, state=state: self._filter(state))
            chip.hide()
            self._chips[state] = chip
            row.addWidget(chip)
        row.addStretch(1)
        return row

    def _build_table(self) -> TableView:
        table = TableView(self.tr("Invoices") if self._kind == "invoice" else self.tr("Quotes"))
        table.setModel(self.model)
        table.setItemDelegateForColumn(NUMBER, NumberDelegate(table))
        table.setItemDelegateForColumn(CUSTOMER, TextDelegate(table))
        table.setItemDelegateForColumn(STATE, PillDelegate(table))
        table.setItemDelegateForColumn(DUE, DueDelegate(table))
        table.setItemDelegateForColumn(LINK, LinkDelegate(table))
        table.setItemDelegateForColumn(VIEWED, TextDelegate(table))
        table.setItemDelegateForColumn(BALANCE, AmountDelegate(table))
        head = table.horizontalHeader()
        for column, width in _WIDTHS.items():
            head.resizeSection(column, scaled(width))
        head.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        head.customContextMenuRequested.connect(self._show_head_menu)
        head.setSectionResizeMode(CUSTOMER, QHeaderView.ResizeMode.Stretch)
        head.setSortIndicator(NUMBER, Qt.SortOrder.DescendingOrder)
        table.setSortingEnabled(True)
        table.selectionModel().currentRowChanged.connect(self._announce)
        table.activated.connect(self._open)
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.customContextMenuRequested.connect(self._show_menu)
        return table

    def _build_pages(self) -> QWidget:
        invoices = self._kind == "invoice"
        nothing = EmptyState(
            self.tr("No invoices yet.") if invoices else self.tr("No quotes yet."),
            self.tr("New invoice") if invoices else self.tr("New quote"),
        )
        nothing.acted.connect(self.new_requested)
        unmatched = EmptyState(
            self.tr("No invoice matches.") if invoices else self.tr("No quote matches."), self.tr("Clear filters")
        )
        unmatched.acted.connect(self._clear)
        holder = QWidget()
        self._pages = QStackedLayout(holder)
        self._pages.setContentsMargins(scaled(10), 0, 0, 0)
        for page in (self.table, nothing, unmatched):
            self._pages.addWidget(page)
        return holder
