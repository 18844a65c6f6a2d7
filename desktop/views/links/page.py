"""The link desk: every link that is out, found, sorted, and worked on one by one or many at once."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from desktop.views.fonts import scaled
from desktop.views.links.bar import DAYS, LinkBar
from desktop.views.links.reader import Extending, LinkReader
from desktop.views.links.table import CHECKS, CUSTOMER, ENDS, OPENS, STATE, VIEWED, VIEWS, LinkTableModel
from desktop.views.tables.delegates import CellDelegate, FigureDelegate, LinkDelegate, TextDelegate
from desktop.views.tables.pages import set_columns, table_pages
from desktop.views.tables.view import TableView
from desktop.views.theme import Tone
from desktop.views.widgets.chip import Chip
from desktop.views.widgets.field import Field
from desktop.views.widgets.label import Label
from desktop.views.widgets.surface import Surface

if TYPE_CHECKING:
    from array import array
    from collections.abc import Sequence

    from desktop.queries.link_desk import LinkFilter, LinkQuery, LinkRow, LinkSort
    from desktop.services.links import LeftAsItIs
    from desktop.views.desk import Desk

_TYPING_MS, _KEPT = 120, 5_000
_NAME, _GOING = 180, (CHECKS, VIEWS, VIEWED)
_WIDTHS = {OPENS: 140, STATE: 140, ENDS: 120, VIEWED: 140, VIEWS: 72, CHECKS: 80}


class LinkDesk(Surface):
    """What is pressed is announced with the document or customer whose link is meant; ``told`` is for a toast."""

    copy_requested = Signal(object)
    settings_requested = Signal(object, bool)
    revoke_requested = Signal(object, bool)
    holder_wanted = Signal(object, str)
    told = Signal(str, str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("base", parent=parent)
        self._desk = desk
        self._shown: LinkFilter = "live"
        self._sort: LinkSort = "ends"
        self._descending = False
        self._extending: Extending | None = None
        self._reader = LinkReader(desk, self._show)
        self.model = LinkTableModel(self._reader.load, self)
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._typing.timeout.connect(self.refresh)
        self._build()
        self._connect()

    # -- reading and showing ------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read everything again; chosen links stay chosen where they are still listed."""
        from desktop.queries.link_desk import LinkQuery

        self._reader.read(LinkQuery(self._desk.now(), self._shown, self._search.text(), self._sort, self._descending))

    def focus_first(self) -> None:
        """Put the keyboard on the table."""
        self.table.setFocus()

    def focus_search(self) -> None:
        """Put the cursor into the search field."""
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def show_filter(self, shown: LinkFilter) -> None:
        """Show only these links, as the chip does."""
        self._shown = shown
        for each, chip in self.chips.items():
            chip.setChecked(each == shown)
        self.bar.report.hide()
        self.refresh()

    def chosen(self) -> tuple[int, ...]:
        """Return the ordinals of the chosen links in the order of the list, read or not."""
        rows = sorted(
            row
            for part in self.table.selectionModel().selection().toList()
            for row in range(part.top(), part.bottom() + 1)
        )
        return self.model.ordinals(rows)

    def _show(self, query: LinkQuery, ordinals: array[int], counts: dict[LinkFilter, int]) -> None:
        for each, count in counts.items():
            self.chips[each].set_count(count)
        if not self.model.read_again(ordinals):
            self._show_anew(ordinals)
        if ordinals:
            self._pages.setCurrentIndex(0)
        else:
            self._pages.setCurrentIndex(2 if query.search.strip() or query.shown != "live" else 1)
        self._follow()

    def _show_anew(self, ordinals: Sequence[int]) -> None:
        kept, place = set(self.chosen()[:_KEPT]), self.table.verticalScrollBar().value()
        self.model.set_ordinals(ordinals)
        chosen = QItemSelection()
        for row, ordinal in enumerate(ordinals if kept else ()):
            if ordinal in kept:
                chosen.select(self.model.index(row, 0), self.model.index(row, self.model.columnCount() - 1))
        self.table.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.table.verticalScrollBar().setValue(place)

    def _follow(self) -> None:
        """Say what can be done with what is chosen; a row that was not read yet is waited for."""
        if self._extending is not None:
            return
        count, row = len(self.chosen()), self._one()
        gone = self.tr("This link is off already.") if row is not None and row.state == "withdrawn" else ""
        self.bar.show_choice(count, gone, is_document=row is not None and row.kind != "customer")

    def _one(self) -> LinkRow | None:
        rows = self.table.selectionModel().selectedRows()
        return self.model.row_at(rows[0].row()) if len(rows) == 1 else None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.width() - scaled(_NAME + sum(_WIDTHS.values()))
        for column in _GOING:  # whose link it is can always be read
            self.table.setColumnHidden(column, room < 0)
            room += scaled(_WIDTHS[column]) if room < 0 else 0

    # -- acting -------------------------------------------------------------------------------------------------------

    def _sort_by(self, key: LinkSort, descending: bool) -> None:
        self._sort, self._descending = key, descending
        self.refresh()

    def _copy(self) -> None:
        if (row := self._one()) is not None:
            self.copy_requested.emit(row.holder_id)

    def _settings(self) -> None:
        if (row := self._one()) is not None:
            self.settings_requested.emit(row.holder_id, row.kind == "customer")

    def _revoke(self) -> None:
        if (row := self._one()) is not None:
            self.revoke_requested.emit(row.holder_id, row.kind == "customer")

    def _open(self) -> None:
        if (row := self._one()) is not None:
            self.holder_wanted.emit(row.holder_id, row.kind)

    def extend(self, days: int) -> None:
        """Extend every chosen link; those that are not live stay as they are and are named."""
        ordinals = self.chosen()
        if not ordinals or self._extending is not None:
            return
        self._extending = Extending(self._desk, ordinals, days, self)
        self._extending.advanced.connect(lambda tried: self.bar.show_progress(tried, len(ordinals)))
        self._extending.ended.connect(lambda count, left: self._extended(days, count, left))
        self._extending.refused.connect(self._not_extended)
        self.bar.show_left((), {})
        self.bar.show_progress(0, len(ordinals))
        self._extending.go_on()

    def _stop(self) -> None:
        if self._extending is not None:
            self._extending.stop()

    def _extended(self, days: int, count: int, left: list[LeftAsItIs]) -> None:
        self._end_extending()
        figure, others = self.locale().toString(count), len(left)
        one, several = self.tr("1 link extended by {days} days."), self.tr("{count} links extended by {days} days.")
        words = one if count == 1 else several if count else self.tr("No link was extended.")
        stayed = self.tr("1 stays as it was.") if others == 1 else self.tr("{others} stay as they were.")
        self.told.emit(words.format(count=figure, days=days), stayed.format(others=others) if others else "")
        states = {
            "expired": self.tr("expired"), "settled": self.tr("settled"), "revoked": self.tr("revoked"),
            "withdrawn": self.tr("withdrawn"), "none": self.tr("no link"), "replaced": self.tr("replaced"),
        }  # fmt: skip
        self.bar.show_left(left, states)

    def _not_extended(self, sentence: str) -> None:
        self._end_extending()
        self.told.emit(sentence, "")

    def _end_extending(self) -> None:
        if self._extending is not None:
            self._extending.deleteLater()
            self._extending = None
        self.bar.show_progress(0, 0)
        self._follow()

    def _show_menu(self, place: QPoint) -> None:
        count = len(self.chosen())
        if not count or not self.table.indexAt(place).isValid():
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if count == 1:
            menu.addAction(self.bar.copy.text(), self._copy)
            menu.addAction(self.bar.open.text(), self._open)
            menu.addAction(self.bar.settings.accessibleName(), self._settings)
        extend = menu.addMenu(self.bar.extend.text())
        for days in DAYS:
            extend.addAction(self.tr("{days} days from now").format(days=days), partial(self.extend, days))
        if count == 1:
            menu.addAction(self.bar.revoke.accessibleName(), self._revoke)
        menu.popup(self.table.viewport().mapToGlobal(place))

    # -- building -----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self._search = Field(self.tr("Search links"), "magnifying-glass")
        self._search.setPlaceholderText(self.tr("Search number, customer…"))
        self._search.setClearButtonEnabled(True)
        top = QVBoxLayout()
        top.setContentsMargins(scaled(20), scaled(14), scaled(16), 0)
        top.setSpacing(scaled(12))
        top.addWidget(Label(self.tr("Links"), "title", elided=True))
        top.addWidget(self._search)
        top.addLayout(self._build_chips())
        self.bar = LinkBar()
        top.addWidget(self.bar.report)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(scaled(8))
        column.addLayout(top)
        column.addWidget(self._build_pages(), 1)
        column.addWidget(self.bar)

    def _build_chips(self) -> QHBoxLayout:
        chips: tuple[tuple[LinkFilter, Chip], ...] = (
            ("live", Chip(self.tr("Live"), Tone.GOOD)),
            ("ending", Chip(self.tr("Ends soon"), Tone.WARN)),
            ("unseen", Chip(self.tr("Not opened"), Tone.NEUTRAL)),
            ("waiting", Chip(self.tr("Waits"), Tone.WARN)),
            ("settled", Chip(self.tr("Settled"), Tone.NEUTRAL)),
            ("expired", Chip(self.tr("Expired"), Tone.OLD)),
        )
        self.chips = dict(chips)
        row = QHBoxLayout()
        row.setSpacing(scaled(6))
        for shown, chip in chips:
            chip.setChecked(shown == self._shown)
            chip.clicked.connect(lambda _checked=False, shown=shown: self.show_filter(shown))
            row.addWidget(chip)
        row.addStretch(1)
        return row

    def _build_pages(self) -> QWidget:
        self.table = TableView(self.tr("Links"))
        self.table.setModel(self.model)
        delegates: dict[int, CellDelegate] = {STATE: LinkDelegate(self.table)}  # type: ignore[type-arg]  # any value
        delegates |= {column: TextDelegate(self.table) for column in (CUSTOMER, OPENS, ENDS, VIEWED)}
        delegates |= {column: FigureDelegate(self.table) for column in (VIEWS, CHECKS)}
        rising = Qt.SortOrder.AscendingOrder
        set_columns(self.table, delegates, _WIDTHS, stretched=CUSTOMER, sorted_by=ENDS, order=rising)
        nothing = self.tr("No link is out. Each document gets its own when it is issued.")
        unmatched, clear = self.tr("No link matches."), self.tr("Clear filters")
        holder, self._pages = table_pages(self.table, nothing, unmatched, clear, self._clear)
        return holder

    def _clear(self) -> None:
        self._search.clear()
        self.show_filter("live")

    def _connect(self) -> None:
        self._search.textChanged.connect(lambda _text: self._typing.start())
        self.model.sort_requested.connect(self._sort_by)
        self.model.dataChanged.connect(self._follow)
        self.table.selectionModel().selectionChanged.connect(self._follow)
        self.table.activated.connect(self._open)
        self.table.customContextMenuRequested.connect(self._show_menu)
        self.bar.copy.clicked.connect(self._copy)
        self.bar.open.clicked.connect(self._open)
        self.bar.settings.clicked.connect(self._settings)
        self.bar.revoke.clicked.connect(self._revoke)
        self.bar.extend_requested.connect(self.extend)
        self.bar.stopped.connect(self._stop)
