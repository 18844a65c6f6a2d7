"""A list of records with its form: found, added, changed, archived."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QMenu, QStackedLayout, QVBoxLayout, QWidget

from billing.errors import Refused
from desktop.views.desk import Desk
from desktop.views.fonts import scaled
from desktop.views.people.form import Form
from desktop.views.people.table import RecordTableModel
from desktop.views.tables.delegates import CellDelegate
from desktop.views.tables.roles import CellValue
from desktop.views.tables.view import TableView
from desktop.views.widgets.buttons import Button
from desktop.views.widgets.empty import EmptyState
from desktop.views.widgets.field import Field
from desktop.views.widgets.label import Label
from desktop.views.widgets.surface import Surface

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.views.threads import Session


class Record(Protocol):
    """What a row needs to be found again after the list was read anew."""

    @property
    def id(self) -> UUID: ...


R = TypeVar("R", bound=Record)
_TYPING_MS = 120


@dataclass(frozen=True, slots=True)
class PageWords:
    """What the page says."""

    title: str
    new: str
    search: str
    nothing: str
    unmatched: str
    save: str
    put_away: str


class RecordsPage(Surface, Generic[R]):
    """Subclasses know their record: how it is read, shown, filled into the form, saved and archived.

    Going to another record saves what was typed into this one; a refusal keeps the person where they are.
    """

    widths: Sequence[int] = ()

    def __init__(self, desk: Desk, words: PageWords, columns: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__("base", parent=parent)
        self.desk = desk
        self.words = words
        self.model: RecordTableModel[R] = RecordTableModel(columns, self.cells, self.in_words, self)
        self.form = Form(words.save, words.put_away)
        self._current: R | None = None
        self._filled: object = None
        self._wanted: UUID | None = None
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._typing.timeout.connect(self.refresh)
        self.build_form()
        self._build()
        self._connect()
        self._fill(None)

    # -- what a subclass knows ----------------------------------------------------------------------------------------

    @abstractmethod
    def cells(self, row: R) -> tuple[CellValue, ...]:
        """Return what the list paints for ``row``."""

    @abstractmethod
    def in_words(self, row: R) -> str:
        """Return ``row`` as a screen reader says it."""

    @abstractmethod
    def delegates(self) -> Sequence[CellDelegate[object]]:
        """Return one delegate a column; the first column takes the room that is left."""

    @abstractmethod
    def build_form(self) -> None:
        """Add the fields."""

    @abstractmethod
    def first_field(self) -> QWidget:
        """Return the field in which a new record begins."""

    @abstractmethod
    def fill(self, row: R | None) -> None:
        """Show ``row`` in the fields; None is a new one."""

    @abstractmethod
    def typed(self) -> object:
        """Return what stands in the fields, to be compared with what stood there before."""

    @abstractmethod
    def read_rows(self, session: Session, search: str) -> Sequence[R]:
        """Return the rows that match."""

    @abstractmethod
    def to_save(self, row: R | None) -> Callable[[Session], object]:
        """Read the fields now and return the op that saves them into ``row``, or as a new record. Raises Refused."""

    @abstractmethod
    def archive(self, session: Session, row: R) -> None:
        """Take ``row`` out of lists and completions."""

    def commands(self, row: R) -> Sequence[tuple[str, Callable[[], None]]]:
        """Return what the row's menu offers, as words and deeds; nothing unless a subclass knows more."""
        del row
        return ()

    # -- acting -------------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the list again."""
        search = self._search.text()
        self.desk.runner.read(lambda session: self.read_rows(session, search), self._show)

    def begin(self) -> None:
        """Begin a new record, once what was typed into another one is saved."""
        self._leave(self._begin)

    def choose(self, record_id: UUID) -> None:
        """Put the person on this record, once what was typed into another one is saved."""
        self._search.clear()
        self._leave(lambda: self._open(record_id))

    def save(self) -> None:
        """Save what is in the form; what is refused stays there with the reason."""
        row = self._current
        self._save(self._begin if row is None else lambda: self._open(row.id))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._leave(lambda: None)

    def _leave(self, then: Callable[[], None]) -> None:
        if self.typed() == self._filled:
            then()
        else:
            self._save(then)

    def _save(self, then: Callable[[], None]) -> None:
        try:
            op = self.to_save(self._current)
        except Refused as refusal:
            self._refused(str(refusal))
            return
        typed = self.typed()

        def saved(_done: object) -> None:
            self._filled = typed
            self.form.say("")
            then()
            self.refresh()

        self.desk.runner.write(op, saved, self._refused)

    def _refused(self, sentence: str) -> None:
        self.form.say(sentence)
        self._select(self._current.id if self._current else None)

    def _put_away(self) -> None:
        row = self._current

        def gone(_done: object) -> None:
            self._begin()
            self.refresh()

        if row is not None:
            self.desk.runner.write(lambda session: self.archive(session, row), gone, self.form.say)

    def _choose(self) -> None:
        index = self.table.currentIndex()
        row = self.model.row_at(index.row()) if index.isValid() else None
        if row is not None and (self._current is None or row.id != self._current.id):
            self._leave(lambda: self._open(row.id))

    def _begin(self) -> None:
        self._wanted = None
        self._fill(None)
        self._select(None)
        self.first_field().setFocus(Qt.FocusReason.OtherFocusReason)

    def _open(self, record_id: UUID) -> None:
        """Put the person on this record, now if it is listed, else when the list has been read."""
        self._wanted = record_id
        self._fill_wanted()

    def _fill_wanted(self) -> None:
        row = next((each for each in self.model.rows if each.id == self._wanted), None)
        if row is not None:
            if self._current is None or row != self._current or self.typed() != self._filled:
                self._fill(row)
            self._select(row.id)

    def _show_menu(self, place: QPoint) -> None:
        row = self._current
        offered = self.commands(row) if row is not None and self.table.indexAt(place).isValid() else ()
        if offered:
            menu = QMenu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            for words, deed in offered:
                menu.addAction(words, deed)
            menu.popup(self.table.viewport().mapToGlobal(place))

    def _select(self, record_id: UUID | None) -> None:
        """Show where the person is; the choice is theirs, so nothing follows from it."""
        place = next((n for n, each in enumerate(self.model.rows) if each.id == record_id), None)
        chosen = self.table.selectionModel()
        chosen.blockSignals(True)
        if place is None:
            self.table.setCurrentIndex(QModelIndex())
            self.table.clearSelection()
        else:
            self.table.selectRow(place)
        chosen.blockSignals(False)
        self.table.viewport().update()

    def _fill(self, row: R | None) -> None:
        self._current = row
        self.form.say("")
        self.form.can_put_away(row is not None)
        self.form.title.setText(self.words.new if row is None else self.in_words(row))
        self.fill(row)
        self._filled = self.typed()

    def _show(self, rows: Sequence[R]) -> None:
        self.model.show_rows(rows)
        self._pages.setCurrentIndex(0 if rows else 2 if self._search.text().strip() else 1)
        if self.typed() == self._filled:
            self._fill_wanted()
        else:
            self._select(self._current.id if self._current else None)

    # -- building -----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        head = QHBoxLayout()
        head.addWidget(Label(self.words.title, "title"))
        head.addStretch(1)
        self._new = Button(self.words.new, "plus")
        head.addWidget(self._new)
        self._search = Field(self.words.search, "magnifying-glass")
        self._search.setPlaceholderText(self.words.search)
        top = QVBoxLayout()
        top.setContentsMargins(scaled(20), scaled(14), scaled(16), 0)
        top.setSpacing(scaled(12))
        top.addLayout(head)
        top.addWidget(self._search)
        left = QVBoxLayout()
        left.setSpacing(scaled(8))
        left.addLayout(top)
        left.addWidget(self._build_pages(), 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(left, 1)
        row.addWidget(self.form)

    def _build_pages(self) -> QWidget:
        self.table = TableView(self.words.title)
        self.table.setModel(self.model)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(self._show_menu)
        for column, delegate in enumerate(self.delegates()):
            self.table.setItemDelegateForColumn(column, delegate)
        self.table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column, width in enumerate(self.widths, 1):
            self.table.horizontalHeader().resizeSection(column, scaled(width))
        nothing = EmptyState(self.words.nothing, self.words.new)
        nothing.acted.connect(self.begin)
        holder = QWidget()
        self._pages = QStackedLayout(holder)
        self._pages.setContentsMargins(scaled(10), 0, 0, 0)
        for page in (self.table, nothing, EmptyState(self.words.unmatched)):
            self._pages.addWidget(page)
        return holder

    def _connect(self) -> None:
        self._new.clicked.connect(self.begin)
        self._search.textEdited.connect(lambda _text: self._typing.start())
        self.table.selectionModel().currentRowChanged.connect(self._choose)
        self.form.saved.connect(self.save)
        self.form.put_away.connect(self._put_away)
