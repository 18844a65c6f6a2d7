"""All notices, newest first; pressing one leads to what it is about, and it is read."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QWidget

from desktop.views.dialogs.frame import Dialog
from desktop.views.fonts import scaled
from desktop.views.notices.table import AT, MORE, WHAT, NoticeModel
from desktop.views.tables.delegates import TextDelegate
from desktop.views.tables.pages import table_pages
from desktop.views.tables.view import TableView
from desktop.views.widgets.buttons import Button, Kind
from desktop.views.widgets.chip import Chip
from desktop.views.widgets.label import Label

if TYPE_CHECKING:
    from desktop.queries.notices import NoticeRow
    from desktop.views.desk import Desk
    from desktop.views.threads import Session

_WIDTH, _HIGH, _PAGE = 760, 380, 300
_WIDTHS = {AT: 120, WHAT: 340}


class NoticesDialog(Dialog):
    """``wanted`` carries the news that was pressed, ``settings_wanted`` that a person would have other ones."""

    wanted = Signal(object)
    settings_wanted = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("", _WIDTH, parent)
        self.setWindowTitle(self.tr("Notices"))
        self._desk = desk
        self._unread = False
        self._build()
        desk.runner.committed.connect(self.refresh)
        desk.sync.changed.connect(self.refresh)

    def showEvent(self, event: QShowEvent) -> None:
        self.fit()
        super().showEvent(event)
        self.refresh()
        self.table.setFocus()

    def refresh(self) -> None:
        """Read the notices that the filter lets through; the person stays on theirs."""
        unread = self._unread

        def read(session: Session) -> tuple[NoticeRow, ...]:
            from desktop.queries.notices import notice_rows

            return notice_rows(session, unread=unread, limit=_PAGE)

        self._desk.runner.read(read, self.while_open(partial(self._show, unread)))

    def current(self) -> NoticeRow | None:
        """Return the notice that is chosen."""
        rows = self.table.selectionModel().selectedRows()
        return self.model.rows[rows[0].row()] if len(rows) == 1 and rows[0].row() < len(self.model.rows) else None

    def show_unread(self, *, unread: bool) -> None:
        """Show what was not read yet, or all."""
        self._unread = unread
        self.unread.setChecked(unread)
        self.all.setChecked(not unread)
        self.refresh()

    # -- within -------------------------------------------------------------------------------------------------------

    def _show(self, unread: bool, rows: tuple[NoticeRow, ...]) -> None:
        if unread != self._unread:
            return
        before = self.current()
        self.model.show_rows(rows)
        self._pages.setCurrentIndex(0 if rows else 2 if unread else 1)
        ids = [row.news.id for row in rows]
        if rows:
            self.table.selectRow(ids.index(before.news.id) if before is not None and before.news.id in ids else 0)
        self.more.setText(self.tr("These are the newest {count}.").format(count=_PAGE))
        self.more.setVisible(len(rows) >= _PAGE)
        self.read_all.set_reason("" if any(not row.is_read for row in rows) else self.tr("All are read."))
        self._follow()

    def _follow(self) -> None:
        self.show_it.set_reason("" if self.current() is not None else self.tr("Choose a notice first."))

    def _go(self) -> None:
        if (row := self.current()) is None:
            return

        def write(session: Session) -> None:
            from desktop.services.noticing import mark_read

            mark_read(session, row.news.id)

        if not row.is_read:
            self._desk.runner.write(write)
        self.wanted.emit(row.news)
        self.accept()

    def _read_all(self) -> None:
        def write(session: Session) -> None:
            from desktop.services.noticing import mark_all_read

            mark_all_read(session)

        self._desk.runner.write(write)

    def _settings(self) -> None:
        self.settings_wanted.emit()
        self.accept()

    # -- building -----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.all, self.unread = Chip(self.tr("All")), Chip(self.tr("Unread"))
        self.all.setChecked(True)
        self.all.clicked.connect(lambda: self.show_unread(unread=False))
        self.unread.clicked.connect(lambda: self.show_unread(unread=True))
        chips = QHBoxLayout()
        chips.setSpacing(scaled(6))
        chips.addWidget(self.all)
        chips.addWidget(self.unread)
        chips.addStretch(1)
        self.read_all = Button(self.tr("Mark all as read"), "check", Kind.QUIET)
        self.read_all.clicked.connect(self._read_all)
        chips.addWidget(self.read_all)
        self.more = Label("", "small", "muted")
        self.more.hide()
        self.body.setSpacing(scaled(12))
        self.body.addWidget(Label(self.tr("Notices"), "title"))
        self.body.addLayout(chips)
        self.body.addWidget(self._build_table(), 1)
        self.body.addWidget(self.more)
        self.settings = Button(self.tr("Which ones…"), "gear-six")
        self.settings.clicked.connect(self._settings)
        close = Button(self.tr("Close"))
        close.clicked.connect(self.accept)
        self.show_it = Button(self.tr("Show"), kind=Kind.FILLED)
        self.show_it.clicked.connect(self._go)
        self.foot.addWidget(self.settings)
        self.foot.addStretch(1)
        self.foot.addWidget(close)
        self.foot.addWidget(self.show_it)

    def _build_table(self) -> QWidget:
        self.model = NoticeModel(self._desk.office.time_zone, self._desk.today(), self)
        self.table = TableView(self.tr("Notices"))
        self.table.setModel(self.model)
        self.table.setMinimumHeight(scaled(_HIGH))
        for column in (AT, WHAT, MORE):
            self.table.setItemDelegateForColumn(column, TextDelegate(self.table))
        head = self.table.horizontalHeader()
        for column, width in _WIDTHS.items():
            head.resizeSection(column, scaled(width))
        head.setSectionResizeMode(MORE, QHeaderView.ResizeMode.Stretch)
        self.table.setSelectionMode(TableView.SelectionMode.SingleSelection)
        self.table.selectionModel().selectionChanged.connect(self._follow)
        self.table.activated.connect(lambda _index: self._go())
        nothing, read = self.tr("Nothing has happened yet."), self.tr("All is read.")
        holder, self._pages = table_pages(
            self.table, nothing, read, self.tr("Show all"), lambda: self.show_unread(unread=False)
        )
        return holder
