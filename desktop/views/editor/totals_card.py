"""TotalsCard: what it all comes to, at every key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from billing.formatting import format_rate
from desktop.views.fonts import FontName, fonts, row_height, scaled
from desktop.views.paint import Pieces, draw_rounded, draw_text, text_width
from desktop.views.theme import Tone, tokens
from desktop.views.widgets.amount import Amount
from desktop.views.widgets.label import Label
from desktop.views.widgets.surface import Card
from desktop.views.words import amount

if TYPE_CHECKING:
    from billing.taxes import TaxTotal
    from billing.totals import Totals
    from desktop.views.editor.state import DraftState
    from desktop.views.editor.sums import Options

_ROW, _ABOVE_HEAD = 24, 8


@dataclass(frozen=True, slots=True)
class SumRow:
    """Cells from start to end: the first is words, the others figures that end in columns. No cells is a hairline."""

    cells: tuple[str, ...] = ()
    words: FontName = "body"
    figures: FontName = "body"
    head: bool = False


class TotalsCard(Card):
    """Total large on top, then how it comes about."""

    def __init__(self, state: DraftState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._caption = Label("", "small", "muted")
        self.total = Amount()
        self._range = OptionRange()
        self.table = SumTable()
        self.refusal = Label("", "small", Tone.WARN)
        self.refusal.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(scaled(16), scaled(14), scaled(16), scaled(14))
        column.setSpacing(scaled(8))
        for widget in (self._caption, self.total, self._range, self.refusal, self.table):
            column.addWidget(widget)
        state.calculated.connect(self._follow)

    def _follow(self) -> None:
        sums, currency = self._state.sums, self._state.values.currency
        options = sums.options
        self._caption.setText(self.tr("Total as the customer first sees it") if options else self.tr("Total"))
        self.total.show_amount(amount(sums.totals.total, currency) if sums.totals else "–", currency)
        self.refusal.setText(sums.refusal)
        self.refusal.setVisible(bool(sums.refusal))
        self._range.setVisible(options is not None)
        self.table.setVisible(sums.totals is not None)
        if options is not None and sums.totals is not None:
            self._range.show_range(options, sums.totals.total, currency)
        if sums.totals is not None:
            self.table.show_rows(self._rows(sums.totals, options))

    def _rows(self, totals: Totals, options: Options | None) -> list[SumRow]:
        values = self._state.values
        currency = values.currency
        rows = [SumRow()]
        if options is not None:
            ticked = self.tr("Options ticked, {count} of {all}").format(count=options.ticked, all=options.count)
            rows += [
                SumRow((self.tr("Fixed lines"), amount(options.fixed, currency))),
                SumRow((ticked, amount(options.ticked_sum, currency))),
            ]
        else:
            rows.append(SumRow((self.tr("Sum of lines"), amount(totals.line_sum, currency))))
        if totals.discount:
            reason = values.discount_reason.strip()
            words = self.tr("Discount, {reason}").format(reason=reason) if reason else self.tr("Discount")
            rows.append(SumRow((words, amount(-totals.discount, currency))))
        if totals.discount or values.price_mode == "inclusive":
            rows.append(SumRow((self.tr("Net"), amount(totals.net, currency))))
        rows += self._tax_rows(totals.taxes, currency)
        whole = f"{amount(totals.total, currency)} {currency}"
        return [*rows, SumRow(), SumRow((self.tr("Total"), whole), "section", "section")]

    def _tax_rows(self, taxes: Sequence[TaxTotal], currency: str) -> list[SumRow]:
        if not taxes:
            return []
        name = self._tax_name()
        rows = [SumRow((name, self.tr("Net"), self.tr("{tax} amount").format(tax=name)), "small", "small", head=True)]
        for row in taxes:
            rate = format_rate(row.tax.rate, self._state.language)
            rows.append(SumRow((rate, amount(row.base, currency), amount(row.amount, currency)), "body", "body"))
        return rows

    def _tax_name(self) -> str:
        labels = {line.tax_label for line in self._state.values.lines if line.tax_label and not line.is_blank}
        return labels.pop() if len(labels) == 1 else self.tr("Tax")


class SumTable(QWidget):
    """Rows of words and figures, the figures in columns that end on one edge each."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: Sequence[SumRow] = ()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    @property
    def rows(self) -> Sequence[SumRow]:
        """What is shown."""
        return self._rows

    def show_rows(self, rows: Sequence[SumRow]) -> None:
        """Show other rows."""
        taller = len(rows) != len(self._rows)
        self._rows = rows
        self.setAccessibleName("; ".join(" ".join(row.cells) for row in rows if row.cells))
        if taller:
            self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(scaled(240), sum(self._height(row) for row in self._rows))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        top = 0
        last = max(
            (text_width(row.cells[2], _font(row.figures)) for row in self._rows if len(row.cells) == 3), default=0
        )
        for row in self._rows:
            place = QRect(0, top, self.width(), self._height(row))
            top += place.height()
            if row.cells:
                self._paint_row(painter, place, row, last)
            else:
                painter.fillRect(QRect(0, place.center().y(), self.width(), 1), tokens().line)

    def _paint_row(self, painter: QPainter, place: QRect, row: SumRow, last: int) -> None:
        colours = tokens()
        if row.head:
            place = place.adjusted(0, scaled(_ABOVE_HEAD), 0, 0)
        pieces = Pieces(place, self.layoutDirection())
        figures = row.cells[1:]
        strong = colours.muted if row.head else colours.text
        wide = last if len(figures) == 2 else text_width(figures[-1], _font(row.figures))
        font = _font("medium") if row.figures == "body" else _font(row.figures)
        draw_text(
            painter, pieces.take_end(max(wide, text_width(figures[-1], font))), figures[-1], font, strong, end=True
        )
        pieces.take_end(scaled(16))
        if len(figures) == 2:
            middle = pieces.take_end(text_width(figures[0], _font(row.figures)) + 1)
            draw_text(painter, middle, figures[0], _font(row.figures), strong, end=True)
            pieces.take_end(scaled(8))
        plain = len(row.cells) == 3 or row.words != "body"
        ink = colours.muted if row.head or not plain else colours.text
        draw_text(painter, pieces.rest, row.cells[0], _font(row.words), ink)

    def _height(self, row: SumRow) -> int:
        if not row.cells:
            return scaled(17)
        return row_height(_ROW, _font(row.words)) + (scaled(_ABOVE_HEAD) if row.head else 0)


class OptionRange(QWidget):
    """Where the total stands between no option and every one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._least = self._most = self._now = 0
        self._currency = "EUR"
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_range(self, options: Options, now: int, currency: str) -> None:
        """Show the three totals, in minor units."""
        self._least, self._most, self._now, self._currency = options.least, options.most, now, currency
        words = self.tr("{least} without options, {most} with every option")
        self.setAccessibleName(words.format(least=amount(self._least, currency), most=amount(self._most, currency)))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(scaled(240), scaled(22) + row_height(19) + row_height(18, fonts().small))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = tokens()
        high = scaled(4)
        bar = QRect(0, scaled(9), self.width(), high)
        draw_rounded(painter, bar, high / 2, colours.line2)
        span = self._most - self._least
        share = (self._now - self._least) / span if span > 0 else 1.0  # where on the bar: pixels, no money
        done = round(bar.width() * min(max(share, 0.0), 1.0))
        left = bar.width() - done if self.isRightToLeft() else 0
        draw_rounded(painter, QRect(left, bar.top(), done, high), high / 2, colours.text)
        mark = min(max((left if self.isRightToLeft() else done) - 1, 0), self.width() - 3)
        painter.fillRect(QRect(mark, bar.top() - scaled(4), 3, high + 2 * scaled(4)), colours.text)
        figures = QRect(0, scaled(22), self.width(), row_height(19))
        words = QRect(0, figures.bottom() + 1, self.width(), row_height(18, fonts().small))
        draw_text(painter, figures, amount(self._least, self._currency), fonts().medium, colours.text)
        draw_text(painter, figures, amount(self._most, self._currency), fonts().medium, colours.text, end=True)
        draw_text(painter, words, self.tr("without options"), fonts().small, colours.muted)
        draw_text(painter, words, self.tr("with every option"), fonts().small, colours.muted, end=True)


def _font(name: FontName) -> QFont:
    return fonts().named(name)
