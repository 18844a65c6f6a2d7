"""The lines: a table that goes on over pages, its head repeated, no row cut."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain

from billing.pdf.paper import Pages
from billing.pdf.style import HAIRLINE, Style
from billing.pdf.text import Type, on_one_line, wrap
from billing.snapshot import LineView, View
from billing.wording import Labels

_PAD = 4.0
_LEAST_START = 64.0  # of a row that is taller than a page and goes on over the next
_HEAD_HEIGHT = 36.0  # caption and head
_COLUMN_GAP = 16.0
_WIDEST = 104.0  # of a figure column; the largest amount fits, a longer unit of measure is wrapped


@dataclass(frozen=True, slots=True)
class _Column:
    head: str
    value: Callable[[LineView], str]
    right: float
    width: float


@dataclass(frozen=True, slots=True)
class _Cell:
    """One line of text in a row: its left edge, or the right edge and the width of its column of figures."""

    type: Type
    line: str
    x: float
    width: float = 0.0


_Row = list[list[_Cell]]


class Table:
    """Sets the lines of one document."""

    def __init__(self, pages: Pages, view: View, style: Style, labels: Labels) -> None:
        self._pages = pages
        self._view = view
        self._style = style
        self._labels = labels
        self._columns = self._figure_columns()
        first = self._columns[0]
        self._description_width = first.right - first.width - _COLUMN_GAP - pages.left

    def put(self) -> None:
        """Place caption, head and all rows."""
        rows = map(self._row, self._view.lines)
        first = next(rows, None)
        self._pages.make_room(_HEAD_HEIGHT + (_least(first, self._pages) if first else 0))
        self._put_caption()
        self._put_head()
        for row in chain([first] if first else [], rows):
            self._put_row(row)

    def _figure_columns(self) -> list[_Column]:
        """Return quantity, price, tax (only where rates differ) and amount, as wide as their widest cell."""
        labels, lines = self._labels, self._view.lines
        sources: list[tuple[str, Callable[[LineView], str]]] = [
            (labels.quantity, lambda line: line.quantity),
            (labels.price, lambda line: line.unit_price),
            (labels.amount, lambda line: line.amount),
        ]
        if len({line.tax for line in lines}) > 1:
            sources.insert(2, (labels.tax, lambda line: line.tax))
        right = self._pages.right
        columns: list[_Column] = []
        for head, value in reversed(sources):
            texts = {on_one_line(value(line)) for line in lines}
            widest = max(map(self._style.body.width, texts), default=0.0)
            width = min(max(widest, self._style.label.width(head)), _WIDEST)
            columns.insert(0, _Column(head, value, right, width))
            right -= width + _COLUMN_GAP
        return columns

    def _put_caption(self) -> None:
        pages, style, labels, view = self._pages, self._style, self._labels, self._view
        count = labels.lines.of(len(view.lines))
        template = labels.amounts_with_tax if view.prices_include_tax else labels.amounts_without_tax
        baseline = pages.next_line(style.strong)
        pages.page.put(count, style.strong, pages.left, baseline)
        note = template.format(currency=view.currency)
        pages.page.put(note, style.label, pages.left + style.strong.width(count) + 8, baseline)
        pages.y += 4

    def _put_head(self) -> None:
        pages, label = self._pages, self._style.label
        baseline = pages.next_line(label)
        pages.page.put(self._labels.description, label, pages.left, baseline)
        for column in self._columns:
            pages.put_figure(column.head, label, column.right - column.width, column.right, baseline)
        pages.y += 4
        color, weight = self._style.head_rule
        pages.rule(color, weight=weight)

    def _row(self, line: LineView) -> _Row:
        """Return the row as lines of cells, so that a row taller than a page can be continued."""
        style, left = self._style, self._pages.left
        rows = [[_Cell(style.strong, text, left)] for text in self._wrapped(line.title, style.strong)]
        for note in filter(None, (line.detail, *self._notes(line))):
            rows += [[_Cell(style.small, text, left)] for text in self._wrapped(note, style.small)]
        for column in self._columns:
            for index, text in enumerate(wrap(column.value(line), style.body, column.width)):
                if index == len(rows):
                    rows.append([])
                rows[index].append(_Cell(style.body, text, column.right, column.width))
        return rows

    def _wrapped(self, text: str, type_: Type) -> list[str]:
        return wrap(text, type_, self._description_width)

    def _notes(self, line: LineView) -> list[str]:
        notes = []
        if line.discount:
            notes.append(self._labels.less_discount.format(discount=self._style.apart(line.discount)))
        if line.optional:
            notes.append(self._labels.optional if line.chosen else self._labels.not_chosen)
        return notes

    def _put_row(self, row: _Row) -> None:
        pages = self._pages
        if _least(row, pages) > pages.room:
            self._continue()
        pages.y += _PAD
        for cells in row:
            if cells[0].type.leading + _PAD > pages.room:
                self._continue()
                pages.y += _PAD
            baseline = pages.next_line(cells[0].type)
            for cell in cells:
                if cell.width:
                    pages.put_figure(cell.line, cell.type, cell.x - cell.width, cell.x, baseline)
                else:
                    pages.page.put(cell.line, cell.type, cell.x, baseline)
        pages.y += _PAD
        pages.rule(HAIRLINE)

    def _continue(self) -> None:
        self._pages.turn()
        self._put_head()


def _least(row: _Row, pages: Pages) -> float:
    """Return the room that a row needs to begin: all of it, unless it is taller than a page."""
    height = sum(cells[0].type.leading for cells in row) + 2 * _PAD
    return height if height + _HEAD_HEIGHT <= pages.full_height else _LEAST_START
