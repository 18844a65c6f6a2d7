"""LinesTableModel: the lines of the draft in work, and one empty row below them to go on typing."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from billing.formatting import format_amount, format_rate
from billing.money import Money
from billing.taxes import TAXED_CATEGORY
from desktop.queries.drafts import LineValues
from desktop.views.editor.draft_edit import blank_line, set_line, set_text, type_figure
from desktop.views.editor.figures import Reading, read_figure, show_figure
from desktop.views.editor.values import FigureValue, OptionValue, PlaceValue
from desktop.views.tables.roles import LineValue, ValueRole
from desktop.views.theme import Tone

if TYPE_CHECKING:
    from billing.issued import IssuedTax
    from desktop.views.editor.state import DraftState

Index = QModelIndex | QPersistentModelIndex
HANDLE, OPTIONAL, TITLE, QUANTITY, UNIT, PRICE, DISCOUNT, TAX, NET = range(9)
FIGURES: Final = {QUANTITY: "quantity", PRICE: "unit_price", DISCOUNT: "discount"}
TYPED: Final = (TITLE, QUANTITY, UNIT, PRICE, DISCOUNT, TAX)
_NO_PARENT = QModelIndex()


class LinesTableModel(QAbstractTableModel):
    """Edits go to the draft's state at every key; the rows follow the state, changed ones only."""

    def __init__(self, state: DraftState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._lines: tuple[LineValues, ...] = ()
        self._has_room = False
        self._nets: tuple[int | None, ...] = ()
        self._names = (
            "", self.tr("Optional"), self.tr("Item and description"), self.tr("Quantity"), self.tr("Unit"),
            self.tr("Unit price"), self.tr("Disc."), self.tr("Tax"), self.tr("Net"),
        )  # fmt: skip
        state.opened.connect(self._reset)
        state.changed.connect(self._follow)
        state.calculated.connect(self._take_nets)

    # -- what stands in the rows --------------------------------------------------------------------------------------

    def line_at(self, row: int) -> LineValues | None:
        """Return the line, or None for the empty row below the last one."""
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def text_at(self, index: Index) -> str:
        """Return what an editor of this cell begins with."""
        line = self.line_at(index.row())
        if line is None:
            return ""
        column = index.column()
        if column in FIGURES:
            field = FIGURES[column]
            return line.typed.get(field) or self._figure(line, field)
        return {TITLE: line.title, UNIT: line.unit, TAX: self.tax_words(line)}.get(column, "")

    def reading_at(self, index: Index, text: str) -> Reading:
        """Return how ``text`` is understood in this figure's cell."""
        return read_figure(FIGURES[index.column()], text, self._state.values.currency, self._state.language)

    def type_text(self, index: Index, text: str, field: str = "") -> None:
        """Take what stands in the cell; ``field`` "detail" is the second line of the title's cell."""
        row, column = index.row(), index.column()
        name = field or FIGURES.get(column, "") or {TITLE: "title", UNIT: "unit"}[column]
        line = self.line_at(row)
        if line is None and not text:
            return
        before = line or blank_line(self._state.catalogue.taxes)
        if column in FIGURES:
            after, _ = type_figure(before, name, text, self._state.values.currency, self._state.language)
        else:
            after = set_text(before, **{name: text})
        self._state.attempt(lambda values: set_line(values, row, after), f"line {row} {name}")

    def put(self, row: int, line: LineValues) -> None:
        """Put a whole line into the row."""
        self._state.attempt(lambda values: set_line(values, row, line))

    def tax_words(self, line: LineValues) -> str:
        """Return the tax as it stands in its cell."""
        return tax_words(line.taxes, self._state.language)

    # -- Qt's questions -----------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._lines) + self._has_room

    def columnCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._names)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | None:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._names[section]
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() in TYPED else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        if role == ValueRole:
            return self._value(index.row(), index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._in_words(index)
        return self.text_at(index) if role == Qt.ItemDataRole.EditRole else None

    # -- following the state ------------------------------------------------------------------------------------------

    def _reset(self) -> None:
        self.beginResetModel()
        self._lines = self._state.values.lines
        self._has_room = _needs_room(self._lines)
        self._nets = ()
        self.endResetModel()

    def _take_nets(self) -> None:
        before, self._nets = self._nets, self._state.sums.nets
        pairs = zip_longest(before, self._nets, fillvalue=-1)
        rows = [row for row, (one, other) in enumerate(pairs) if one != other and row < len(self._lines)]
        if rows:  # what is painted anew is what takes the time of a key
            self.dataChanged.emit(self.index(rows[0], NET), self.index(rows[-1], NET))

    def _follow(self) -> None:
        old, new = self._lines, self._state.values.lines
        first, behind = _common(old, new)
        gone, come = len(old) - first - behind, len(new) - first - behind
        at = first + min(gone, come)
        if come > gone and at == len(old) and self._has_room:  # the empty row became a line, its editor stays open
            self._lines, self._has_room = new[: at + 1], False
            at += 1
        else:
            self._lines = new[:at] + old[at:]
        if len(new) > len(self._lines):
            self.beginInsertRows(_NO_PARENT, at, at + len(new) - len(self._lines) - 1)
            self._lines = new
            self.endInsertRows()
        elif len(new) < len(self._lines):
            self.beginRemoveRows(_NO_PARENT, at, at + len(self._lines) - len(new) - 1)
            self._lines = new
            self.endRemoveRows()
        self._lines = new
        if at > first:
            self.dataChanged.emit(self.index(first, 0), self.index(at - 1, NET))
        self._make_room()

    def _make_room(self) -> None:
        wanted, end = _needs_room(self._lines), len(self._lines)
        if wanted and not self._has_room:
            self.beginInsertRows(_NO_PARENT, end, end)
            self._has_room = True
            self.endInsertRows()
        elif self._has_room and not wanted:
            self.beginRemoveRows(_NO_PARENT, end, end)
            self._has_room = False
            self.endRemoveRows()

    # -- cells --------------------------------------------------------------------------------------------------------

    def _value(self, row: int, column: int) -> object:
        line = self.line_at(row)
        if line is None or line.is_blank:
            return PlaceValue(self.tr("Add a line: type an item or a text")) if column == TITLE else None
        if column in FIGURES:
            return self._figure_value(line, FIGURES[column])
        match column:
            case 1:
                return OptionValue(ticked=line.optional)
            case 2:
                return LineValue(line.title or "–", line.detail.partition("\n")[0], self._tags(line))
            case 4:
                return FigureValue(line.unit, muted=True)
            case 7:
                return FigureValue(self.tax_words(line))
            case 8:
                return self._net_value(row, line)
        return None

    def _figure_value(self, line: LineValues, field: str) -> FigureValue:
        typed = line.typed.get(field)
        if typed is not None:
            return FigureValue(typed, tone=Tone.WARN, tooltip=self._sentence(field, typed))
        text = self._figure(line, field)
        return FigureValue(text or "–", muted=not text)

    def _net_value(self, row: int, line: LineValues) -> FigureValue:
        net = self._nets[row] if row < len(self._nets) else None
        if net is None or line.typed:
            return FigureValue("–", muted=True)
        counted = line.chosen or not line.optional
        figure = format_amount(Money(net, self._state.values.currency), self._state.language)
        return FigureValue(figure, muted=not counted, strong=counted)

    def _tags(self, line: LineValues) -> tuple[str, ...]:
        if not line.optional:
            return ()
        return (self.tr("ticked for them") if line.chosen else self.tr("left to them"),)

    def _figure(self, line: LineValues, field: str) -> str:
        return show_figure(line, field, self._state.values.currency, self._state.language)

    def _sentence(self, field: str, text: str) -> str:
        return read_figure(field, text, self._state.values.currency, self._state.language).sentence

    def _in_words(self, index: Index) -> str:
        """Return the cell as a screen reader says it: "Line 3, Quantity, 38.75"."""
        value = self._value(index.row(), index.column())
        said = getattr(value, "title", "") or getattr(value, "text", "")
        if isinstance(value, OptionValue):
            said = self.tr("yes") if value.ticked else self.tr("no")
        words = self.tr("Line {row}, {column}, {said}")
        return words.format(row=index.row() + 1, column=self._names[index.column()], said=said)


def tax_words(taxes: Sequence[IssuedTax], language: str) -> str:
    """Return "23 %" or "5 % + 9.975 %" for what carries a rate, else the tax's own word; no tax is a dash."""
    return " + ".join(_tax_word(tax, language) for tax in taxes) or "–"


def _tax_word(tax: IssuedTax, language: str) -> str:
    return tax.label if tax.label and tax.category != TAXED_CATEGORY else format_rate(tax.rate, language)


def _needs_room(lines: Sequence[LineValues]) -> bool:
    return not lines or not lines[-1].is_blank


def _common(old: Sequence[LineValues], new: Sequence[LineValues]) -> tuple[int, int]:
    """Return how many lines both have in common at their beginning and at their end."""
    shorter = min(len(old), len(new))
    first = next((row for row in range(shorter) if old[row] is not new[row]), shorter)
    rest = shorter - first
    behind = next((row for row in range(rest) if old[-1 - row] is not new[-1 - row]), rest)
    return first, behind
