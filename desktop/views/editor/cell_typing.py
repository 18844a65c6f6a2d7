"""CellTyping: what goes on while one cell of a line is typed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemDelegate, QApplication, QWidget

from billing.formatting import format_price
from desktop.queries.people import ItemRow, TaxRow
from desktop.views.editor.cell_edit import CellEdit, TextCellEdit
from desktop.views.editor.completion import Completion
from desktop.views.editor.draft_edit import blank_line, fill_item, fill_tax, remove_line
from desktop.views.editor.hint import Hint
from desktop.views.editor.lines_model import FIGURES, QUANTITY, TAX, Index, tax_words
from desktop.views.editor.suggestions import Suggestion

if TYPE_CHECKING:
    from desktop.queries.drafts import LineValues
    from desktop.views.editor.lines_view import LinesView
    from desktop.views.editor.state import DraftState


class CellTyping(QObject):
    """Every key goes to the draft at once, so closing a cell has nothing left to save."""

    def __init__(self, view: LinesView, state: DraftState) -> None:
        super().__init__(view)
        self._view = view
        self._state = state
        self._editor: QWidget | None = None
        self._cell = QPersistentModelIndex()
        self._before: LineValues | None = None
        self._hint: Hint | None = None
        QApplication.instance().focusChanged.connect(self._follow_focus)  # type: ignore[union-attr]  # typed as QCoreApplication

    @property
    def is_under_way(self) -> bool:
        """True while a cell is open."""
        return self._editor is not None

    @property
    def hint(self) -> Hint | None:
        """What floats under the cell, once it was needed."""
        return self._hint

    def begin(self, editor: QWidget, index: Index) -> None:
        """A field was opened on a cell: fill it and follow its keys; Qt says so again when the cell's data change."""
        if editor is self._editor:
            return
        self._editor, self._cell = editor, QPersistentModelIndex(index)
        self._before = self._view.lines.line_at(index.row())
        if isinstance(editor, TextCellEdit):
            self._begin_text(editor)
        elif isinstance(editor, CellEdit):
            self._begin_word(editor)

    def end(self) -> None:
        """Close the cell; the focus stays in the table."""
        editor, self._editor = self._editor, None
        if self._hint is not None:
            self._hint.hide()
        if editor is None:
            return
        if editor.hasFocus() or editor.isAncestorOf(QApplication.focusWidget() or self._view):
            self._view.setFocus(Qt.FocusReason.OtherFocusReason)
        delegate = self._view.itemDelegateForIndex(self._index())
        delegate.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)

    # -- the fields ---------------------------------------------------------------------------------------------------

    def _begin_text(self, editor: TextCellEdit) -> None:
        line = self._before
        editor.title.setText(line.title if line else "")
        editor.detail.setText(line.detail if line else "")
        editor.title.textEdited.connect(self._type)
        editor.detail.textEdited.connect(lambda text: self._type(text, "detail"))
        items = Completion(editor.title, self._items, first=False, under=editor)
        items.taken.connect(self._take_item)
        for field in (editor.title, editor.detail):
            self._follow_keys(field)
        editor.title.selectAll()

    def _begin_word(self, editor: CellEdit) -> None:
        index = self._index()
        editor.setText(self._view.lines.text_at(index))
        editor.selectAll()
        self._follow_keys(editor)
        if index.column() == TAX:
            taxes = Completion(editor, self._taxes, first=True)
            taxes.taken.connect(self._take_tax)
            return
        editor.textEdited.connect(self._type)
        if index.column() in FIGURES and self._before and FIGURES[index.column()] in self._before.typed:
            self._show_reading(editor.text())

    def _follow_keys(self, field: CellEdit) -> None:
        field.walked.connect(self._walk)
        field.entered.connect(self._enter)
        field.stepped.connect(self._step)
        field.escaped.connect(self._escape)

    def _type(self, text: str, field: str = "") -> None:
        index = self._index()
        self._view.lines.type_text(index, text, field)
        if index.column() in FIGURES:
            self._show_reading(text)

    def _show_reading(self, text: str) -> None:
        assert self._editor is not None
        if self._hint is None:
            self._hint = Hint(self._view)
            self._hint.chosen.connect(self._take_reading)
            self._hint.returned.connect(self._editor_again)
        self._hint.show_reading(self._editor, text, self._view.lines.reading_at(self._index(), text))

    # -- the ways out -------------------------------------------------------------------------------------------------

    def _walk(self, by: int) -> None:
        if not self._asks():
            self._view.walk(self._index(), by)

    def _enter(self) -> None:
        if not self._asks():
            self._view.next_line(self._index())

    def _step(self, by: int) -> None:
        editor, index = self._editor, self._index()
        if isinstance(editor, TextCellEdit) and by > 0 and editor.title.hasFocus():
            editor.detail.setFocus(Qt.FocusReason.TabFocusReason)
        elif isinstance(editor, TextCellEdit) and by < 0 and editor.detail.hasFocus():
            editor.title.setFocus(Qt.FocusReason.TabFocusReason)
        elif not self._asks() and 0 <= index.row() + by < self._view.lines.rowCount():
            self._view.edit_cell(index.row() + by, index.column())

    def _escape(self) -> None:
        """Put back what stood there before; undo brings back what was typed."""
        row, before = self._index().row(), self._before
        after = self._view.lines.line_at(row)
        self.end()
        if before is not None and after is not before:
            self._view.lines.put(row, before)
        elif before is None and after is not None:
            self._state.attempt(lambda values: remove_line(values, row))

    def _asks(self) -> bool:
        """Ask which of two amounts is meant before the person goes on; tell whether that is needed."""
        if self._hint is None or not self._hint.asks:
            return False
        self._hint.ask()
        return True

    def _follow_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        editor = self._editor
        if editor is None or new is None or new is editor or editor.isAncestorOf(new):
            return
        if self._hint is None or not self._hint.isAncestorOf(new):
            self.end()

    # -- what was chosen ----------------------------------------------------------------------------------------------

    def _take_reading(self, text: str) -> None:
        index = self._index()
        self._view.lines.type_text(index, text)
        if self._hint is not None:
            self._hint.hide()
        self._view.walk(index, 1)

    def _editor_again(self) -> None:
        if self._editor is not None:
            self._editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take_item(self, item: object) -> None:
        if not isinstance(item, ItemRow):  # the free text stays
            self._enter()
            return
        row = self._index().row()
        line = self._view.lines.line_at(row) or blank_line(self._state.catalogue.taxes)
        self._view.lines.put(row, fill_item(line, item))
        self._view.edit_cell(row, QUANTITY)

    def _take_tax(self, tax: object) -> None:
        index = self._index()
        line = self._view.lines.line_at(index.row())
        if isinstance(tax, TaxRow) and line is not None:
            self._view.lines.put(index.row(), fill_tax(line, tax))
        self._view.walk(index, 1)

    def _items(self, text: str) -> list[Suggestion]:
        if not text.strip():
            return []
        currency, language = self._state.values.currency, self._state.language
        rows = [
            Suggestion(item, item.title, item.code, format_price(item.unit_price, currency, language))
            for item in self._state.catalogue.items.find(text, 5)
        ]
        keep = Suggestion(
            None, self.tr("Keep “{text}” as free text").format(text=text.strip()), "", self.tr("Enter"), "plus"
        )
        return [*rows, keep] if rows else []

    def _taxes(self, text: str) -> list[Suggestion]:
        language, found = self._state.language, []
        for tax in self._state.catalogue.taxes:
            words, names = tax_words(tax.taxes, language), " + ".join(each.label for each in tax.taxes)
            if text.strip().rstrip("% ").casefold() in f"{words} {names}".casefold():
                found.append(Suggestion(tax, words, names if tax.rate else ""))
        return found

    def _index(self) -> QModelIndex:
        return self._view.lines.index(self._cell.row(), self._cell.column())
