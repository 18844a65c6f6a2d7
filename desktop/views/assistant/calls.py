"""What each key did: every call, filtered by key, tool and outcome, and taken along as CSV."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast
from uuid import UUID

from PySide6.QtCore import QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QHeaderView, QStackedLayout, QWidget

from billing.errors import Unavailable
from desktop.views.assistant.calls_table import ARGUMENTS, AT, KEY, OUTCOME, TOOL, CallTableModel, arguments_line
from desktop.views.assistant.words import OUTCOMES, outcome_pill
from desktop.views.dialogs.frame import Dialog
from desktop.views.fonts import scaled
from desktop.views.tables.delegates import PillDelegate, TextDelegate
from desktop.views.tables.pages import table_pages
from desktop.views.tables.view import TableView
from desktop.views.widgets.buttons import Button
from desktop.views.widgets.choice import Choice
from desktop.views.widgets.label import Label

if TYPE_CHECKING:
    from array import array

    from desktop.queries.assistant import CallFilter, CallOutcome, CallRow, KeyRow
    from desktop.views.desk import Desk
    from desktop.views.tables.cells import Cells
    from desktop.views.threads import Session

    Found = tuple[array[int], tuple[KeyRow, ...], tuple[str, ...]]

_WIDTH, _HIGH = 1000, 380
_WIDTHS = {AT: 116, KEY: 140, TOOL: 210, OUTCOME: 124}


class CallsDialog(Dialog):
    """Follows every new call while it is open. ``told`` is for a toast."""

    told = Signal(str, str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("", _WIDTH, parent)
        self.setWindowTitle(self.tr("What each key did"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._desk = desk
        self._newest = 0
        self._build()
        desk.assistant.called.connect(self.refresh)
        desk.runner.committed.connect(self.refresh)

    def open(self) -> None:
        """Show the dialog and read."""
        self.fit()
        super().open()
        self.refresh()

    def refresh(self) -> None:
        """Read which calls match; the newest wish wins."""
        self._newest += 1
        asked, now, shown = self._newest, self._desk.now(), self._shown()

        def read(session: Session) -> Found:
            from desktop.queries.assistant import call_ordinals, called_tools, keys

            return call_ordinals(session, shown), keys(session, now=now), called_tools(session)

        def take(found: Found) -> None:
            if asked == self._newest:
                self._show(*found)

        self._desk.runner.read(read, self.while_open(take))

    def export(self, to: Path) -> None:
        """Write the matching calls to ``to`` as CSV."""
        shown = self._shown()

        def read(session: Session) -> str:
            from desktop.queries.assistant import calls_as_csv

            said = calls_as_csv(session, shown)
            try:
                to.write_text(said, encoding="utf-8-sig", newline="")
            except OSError as error:
                raise Unavailable("The file cannot be written there. Choose another folder.") from error
            return to.name

        def done(name: str) -> None:
            self.told.emit(self.tr("Calls written."), name)

        self._desk.runner.read(read, self.while_open(done), self.while_open(self.says.setText))

    # -- within -------------------------------------------------------------------------------------------------------

    def _shown(self) -> CallFilter:
        from desktop.queries.assistant import CallFilter

        outcome = cast("CallOutcome | None", self.outcome.key or None)
        return CallFilter(UUID(self.key.key) if self.key.key else None, self.tool.key or None, outcome)

    def _show(self, ordinals: array[int], keys: tuple[KeyRow, ...], tools: tuple[str, ...]) -> None:
        for key in keys:
            _offer(self.key, str(key.id), key.name)
        for tool in tools:
            _offer(self.tool, tool, tool)
        if not self.model.read_again(ordinals):
            self.model.set_ordinals(ordinals)
        narrowed = bool(self.key.key or self.tool.key or self.outcome.key)
        self._pages.setCurrentIndex(0 if len(ordinals) else 2 if narrowed else 1)
        count = self.locale().toString(len(ordinals))
        self.count.setText(self.tr("1 call") if len(ordinals) == 1 else self.tr("{count} calls").format(count=count))
        self.export_button.set_reason("" if len(ordinals) else self.tr("There is nothing to write."))
        self._follow()

    def _load(self, ordinals: Sequence[int], done: Callable[[dict[int, Cells[CallRow]]], None]) -> None:
        today, zone = self._desk.today(), self._desk.office.time_zone

        def read(session: Session) -> dict[int, Cells[CallRow]]:
            from desktop.queries.assistant import call_rows
            from desktop.views.assistant.calls_table import call_cells

            rows = call_rows(session, ordinals)
            return {ordinal: call_cells(row, today=today, time_zone=zone) for ordinal, row in rows.items()}

        self._desk.runner.read(read, self.while_open(done))

    def _follow(self) -> None:
        """Say in full what the chosen call was, and why it was refused."""
        chosen = self.table.selectionModel().selectedRows()
        row = self.model.row_at(chosen[0].row()) if len(chosen) == 1 else None
        if row is None:
            self.says.setText("")
            return
        who = self.tr("You") if row.source == "office" else row.key
        what = f"{row.tool} ({arguments_line(row)})" if row.arguments else row.tool
        self.says.setText("\n".join(filter(None, (f"{who}: {what}", row.says))))

    def _clear(self) -> None:
        for choice in (self.key, self.tool, self.outcome):
            choice.choose("")
        self.refresh()

    def _ask_where(self) -> None:
        places = QStandardPaths.standardLocations(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = QFileDialog(self, self.tr("Export CSV"), places[0] if places else "")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(self.tr("Table (*.csv)"))
        dialog.setDefaultSuffix("csv")
        dialog.selectFile(f"Assistant {self._desk.today():%Y-%m-%d}.csv")
        dialog.fileSelected.connect(lambda name: self.export(Path(name)))
        dialog.open()

    def _build(self) -> None:
        self.key = Choice(self.tr("Key"), [("", self.tr("All keys"))])
        self.tool = Choice(self.tr("Tool"), [("", self.tr("All tools"))])
        outcomes = [(each, outcome_pill(each).word) for each in OUTCOMES]
        self.outcome = Choice(self.tr("Outcome"), [("", self.tr("All outcomes")), *outcomes])
        self.count = Label("", "body", "muted")
        row = QHBoxLayout()
        row.setSpacing(scaled(8))
        for choice in (self.key, self.tool, self.outcome):
            choice.setMinimumWidth(scaled(180))
            choice.activated.connect(lambda _index: self.refresh())
            row.addWidget(choice)
        row.addStretch(1)
        row.addWidget(self.count)
        self.says = Label("", "body", "muted")
        self.says.setWordWrap(True)
        self.says.setMinimumHeight(3 * self.says.fontMetrics().lineSpacing())
        self.says.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.body.addWidget(Label(self.tr("What each key did"), "title"))
        self.body.addLayout(row)
        self.body.addWidget(self._build_table(), 1)
        self.body.addWidget(self.says)
        self.export_button = Button(self.tr("Export CSV…"), "export")
        self.export_button.clicked.connect(self._ask_where)
        close = Button(self.tr("Close"))
        close.clicked.connect(self.accept)
        self.foot.addWidget(self.export_button)
        self.foot.addStretch(1)
        self.foot.addWidget(close)

    def _build_table(self) -> QWidget:
        self.model = CallTableModel(self._load, self)
        self.table = TableView(self.tr("Calls"))
        self.table.setModel(self.model)
        for column in (AT, KEY, TOOL, ARGUMENTS):
            self.table.setItemDelegateForColumn(column, TextDelegate(self.table))
        self.table.setItemDelegateForColumn(OUTCOME, PillDelegate(self.table))
        head = self.table.horizontalHeader()
        for column, width in _WIDTHS.items():
            head.resizeSection(column, scaled(width))
        head.setSectionResizeMode(ARGUMENTS, QHeaderView.ResizeMode.Stretch)
        self.table.setSelectionMode(TableView.SelectionMode.SingleSelection)
        self.table.selectionModel().selectionChanged.connect(self._follow)
        self.model.dataChanged.connect(self._follow)
        holder, self._pages = self._in_pages()
        holder.setMinimumHeight(scaled(_HIGH))
        return holder

    def _in_pages(self) -> tuple[QWidget, QStackedLayout]:
        return table_pages(
            self.table,
            self.tr("No AI client has called yet."),
            self.tr("No call matches."),
            self.tr("Show all"),
            self._clear,
        )


def _offer(choice: Choice, key: str, words: str) -> None:
    if choice.findData(key) < 0:
        choice.addItem(words, key)
