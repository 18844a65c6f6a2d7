"""The list of payments: found, narrowed, summed up, and worked on one by one."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from desktop.views.fonts import scaled
from desktop.views.payments.bar import PaymentBar
from desktop.views.payments.reader import FoundPayments, PaymentReader
from desktop.views.payments.table import AMOUNT, CUSTOMER, INVOICES, LEFT, METHOD, ON, STATE, PaymentTableModel
from desktop.views.payments.words import METHODS, method_word
from desktop.views.tables.delegates import AmountDelegate, CellDelegate, FigureDelegate, PillDelegate, TextDelegate
from desktop.views.tables.pages import set_columns, table_pages
from desktop.views.tables.view import TableView
from desktop.views.theme import Tone
from desktop.views.widgets.buttons import Button
from desktop.views.widgets.chip import Chip
from desktop.views.widgets.choice import Choice
from desktop.views.widgets.field import Field
from desktop.views.widgets.label import Label
from desktop.views.widgets.sums import SumBar
from desktop.views.widgets.surface import Surface

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.queries.payments import PaymentFilter, PaymentQuery, PaymentRow, PaymentSort
    from desktop.views.desk import Desk

_TYPING_MS = 120
_NAME, _GOING = 170, (LEFT, METHOD, INVOICES)
_WIDTHS = {ON: 116, INVOICES: 190, METHOD: 120, STATE: 160, LEFT: 100, AMOUNT: 150}


class PaymentsPage(Surface):
    """What is pressed is announced with the payment's row; ``counted`` carries how many have something left."""

    apply_requested = Signal(object)
    refund_requested = Signal(object)
    undo_requested = Signal(object)
    compare_requested = Signal()
    document_wanted = Signal(object, str)
    counted = Signal(int)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("base", parent=parent)
        self._desk = desk
        self._shown: PaymentFilter = "all"
        self._sort: PaymentSort = "on"
        self._descending = True
        self._reader = PaymentReader(desk, self._show)
        self.model = PaymentTableModel(self._reader.load, self)
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._typing.timeout.connect(self.refresh)
        self._build()
        self._connect()

    # -- reading and showing ------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read everything again."""
        self._reader.read(self.query())

    def query(self) -> PaymentQuery:
        """Return what the person wants to see."""
        from desktop.queries.payments import PaymentQuery

        since, until = period(self.when.key, self._desk.today())
        return PaymentQuery(
            self._shown, self.how.key, self.search.text(), since, until,  # type: ignore[arg-type]  # the choice's keys
            sort=self._sort, descending=self._descending,
        )  # fmt: skip

    def focus_first(self) -> None:
        """Put the keyboard on the table."""
        self.table.setFocus()

    def focus_search(self) -> None:
        """Put the cursor into the search field."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def show_filter(self, shown: PaymentFilter) -> None:
        """Show only these payments, as the chip does."""
        self._shown = shown
        for each, chip in self.chips.items():
            chip.setChecked(each == shown)
        self.refresh()

    def current(self) -> PaymentRow | None:
        """Return the payment that is chosen, once it is read."""
        rows = self.table.selectionModel().selectedRows()
        return self.model.row_at(rows[0].row()) if len(rows) == 1 else None

    def _show(self, query: PaymentQuery, found: FoundPayments) -> None:
        for each, count in found.counts.items():
            self.chips[each].set_count(count)
        if not self.model.read_again(found.ordinals):
            chosen, place = self.current(), self.table.verticalScrollBar().value()
            self.model.set_ordinals(found.ordinals)
            if chosen is not None and (row := self.model.place_of(chosen.ordinal)) is not None:
                self.table.selectRow(row)
                self.table.verticalScrollBar().setValue(place)
        narrowed = query.shown != "all" or query.method or query.search.strip() or query.since or query.until
        self._pages.setCurrentIndex(0 if found.ordinals else 2 if narrowed else 1)
        self.sums.show_money(len(found.ordinals), found.counts["unapplied"], found.sums)
        self.counted.emit(found.counts["unapplied"])
        self._follow()

    def _follow(self) -> None:
        self.bar.show_row(self.current())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.width() - scaled(_NAME + sum(_WIDTHS.values()))
        for column in _GOING:  # whose money it is can always be read
            self.table.setColumnHidden(column, room < 0)
            room += scaled(_WIDTHS[column]) if room < 0 else 0

    # -- acting -------------------------------------------------------------------------------------------------------

    def _sort_by(self, key: PaymentSort, descending: bool) -> None:
        self._sort, self._descending = key, descending
        self.refresh()

    def _announce(self, wanted: Callable[[PaymentRow], None]) -> None:
        if (row := self.current()) is not None:
            wanted(row)

    def _open(self) -> None:
        if (row := self.current()) is not None and row.invoices:
            self.document_wanted.emit(row.invoices[0][0], "invoice")

    def _show_menu(self, place: QPoint) -> None:
        if self.current() is None or not self.table.indexAt(place).isValid():
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for button in (self.bar.apply, self.bar.refund, self.bar.open, self.bar.undo):
            action = menu.addAction(button.text() or button.accessibleName(), button.click)
            action.setEnabled(button.isEnabled())
        menu.popup(self.table.viewport().mapToGlobal(place))

    # -- building -----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.search = Field(self.tr("Search payments"), "magnifying-glass")
        self.search.setPlaceholderText(self.tr("Search customer, number, reference…"))
        self.search.setClearButtonEnabled(True)
        self.how = Choice(
            self.tr("Paid by"), [("", self.tr("Any way to pay")), *((key, method_word(key)) for key in METHODS)]
        )
        self.when = Choice(
            self.tr("Period"),
            [("", self.tr("Any time")), ("month", self.tr("This month")), ("last_month", self.tr("Last month")),
             ("year", self.tr("This year")), ("last_year", self.tr("Last year"))],
        )  # fmt: skip
        self.how.setMinimumContentsLength(14)
        find = QHBoxLayout()
        find.setSpacing(scaled(8))
        find.addWidget(self.search, 1)
        find.addWidget(self.how)
        find.addWidget(self.when)
        top = QVBoxLayout()
        top.setContentsMargins(scaled(20), scaled(14), scaled(16), 0)
        top.setSpacing(scaled(12))
        self.compare = Button(self.tr("Compare with Stripe…"), "arrows-clockwise")
        self.compare.clicked.connect(self.compare_requested)
        title = QHBoxLayout()
        title.addWidget(Label(self.tr("Payments"), "title", elided=True), 1)
        title.addWidget(self.compare)
        top.addLayout(title)
        top.addLayout(find)
        top.addLayout(self._build_chips())
        self.bar = PaymentBar()
        self.sums = SumBar()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addSpacing(scaled(8))
        column.addWidget(self._build_pages(), 1)
        column.addWidget(self.bar)
        column.addWidget(self.sums)

    def _build_chips(self) -> QHBoxLayout:
        chips: tuple[tuple[PaymentFilter, Chip], ...] = (
            ("all", Chip(self.tr("All"))),
            ("unapplied", Chip(self.tr("Unapplied"), Tone.WARN)),
            ("refunded", Chip(self.tr("Refunded"), Tone.NEUTRAL)),
            ("undone", Chip(self.tr("Undone"), Tone.NEUTRAL)),
        )
        self.chips = dict(chips)
        row = QHBoxLayout()
        row.setSpacing(scaled(6))
        for shown, chip in chips:
            chip.setChecked(shown == self._shown)
            chip.clicked.connect(partial(self._choose, shown))
            row.addWidget(chip)
        row.addStretch(1)
        return row

    def _choose(self, shown: PaymentFilter, _checked: bool = False) -> None:
        self.show_filter(shown)

    def _build_pages(self) -> QWidget:
        self.table = TableView(self.tr("Payments"))
        self.table.setModel(self.model)
        delegates: dict[int, CellDelegate] = {STATE: PillDelegate(self.table)}  # type: ignore[type-arg]  # any value
        delegates |= {column: TextDelegate(self.table) for column in (ON, CUSTOMER, INVOICES, METHOD)}
        delegates |= {LEFT: FigureDelegate(self.table), AMOUNT: AmountDelegate(self.table)}
        falling = Qt.SortOrder.DescendingOrder
        set_columns(self.table, delegates, _WIDTHS, stretched=CUSTOMER, sorted_by=ON, order=falling)
        self.table.setSelectionMode(TableView.SelectionMode.SingleSelection)
        nothing, unmatched = self.tr("No payment yet. Record one from its invoice."), self.tr("No payment matches.")
        holder, self._pages = table_pages(self.table, nothing, unmatched, self.tr("Clear filters"), self._clear)
        return holder

    def _clear(self) -> None:
        self.search.clear()
        self.how.setCurrentIndex(0)
        self.when.setCurrentIndex(0)
        self.show_filter("all")

    def _connect(self) -> None:
        self.search.textChanged.connect(lambda _text: self._typing.start())
        self.how.currentIndexChanged.connect(lambda _index: self.refresh())
        self.when.currentIndexChanged.connect(lambda _index: self.refresh())
        self.model.sort_requested.connect(self._sort_by)
        self.model.dataChanged.connect(self._follow)
        self.table.selectionModel().selectionChanged.connect(self._follow)
        self.table.activated.connect(self._open)
        self.table.customContextMenuRequested.connect(self._show_menu)
        self.bar.apply.clicked.connect(lambda: self._announce(self.apply_requested.emit))
        self.bar.refund.clicked.connect(lambda: self._announce(self.refund_requested.emit))
        self.bar.undo.clicked.connect(lambda: self._announce(self.undo_requested.emit))
        self.bar.open.clicked.connect(self._open)


def period(key: str, today: date) -> tuple[date | None, date | None]:
    """Return the first and the last day of a named period around ``today``; no bounds for any other name."""
    first = today.replace(day=1)
    before = first - timedelta(days=1)
    named = {
        "month": (first, None),
        "last_month": (before.replace(day=1), before),
        "year": (today.replace(month=1, day=1), None),
        "last_year": (date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)),
    }
    return named.get(key, (None, None))
