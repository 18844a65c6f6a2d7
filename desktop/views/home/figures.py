"""The figures of Home: what is open, late and offered, what is owed by age, what happened last."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.views.drawer.activity import sentence
from desktop.views.fonts import scaled
from desktop.views.theme import Tone, tokens
from desktop.views.widgets.age_bars import AgeBars, AgeBucket
from desktop.views.widgets.label import Label
from desktop.views.widgets.segments import Segments
from desktop.views.widgets.surface import Card
from desktop.views.words import amount, day, local

if TYPE_CHECKING:
    from desktop.queries.home import HappenedRow
    from desktop.queries.receivables import Receivables, Sum

_INSET, _CURRENCIES = 16, 4


class SumsCard(Card):
    """Three figures side by side, each in the currency of most documents; the others are named, never added."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.figures = [
            _Figure(name) for name in (self.tr("Open"), self.tr("Overdue"), self.tr("Quotes with customers"))
        ]
        row = QHBoxLayout(self)
        row.setContentsMargins(scaled(_INSET), scaled(12), scaled(_INSET), scaled(12))
        row.setSpacing(scaled(20))
        for number, figure in enumerate(self.figures):
            if number:
                row.addWidget(_Upright())
            row.addWidget(figure, 1)

    def show_sums(self, owed: Sequence[Receivables], offered: Sequence[Sum], currency: str) -> None:
        """Show the sums; ``currency`` is what stands where there is none."""
        open_, late, quotes = self.figures
        open_.show_sums([each.open for each in owed], currency, self.tr("1 invoice"), self.tr("{count} invoices"))
        overdue = [each.overdue for each in owed if each.overdue.count]
        late.show_sums(overdue, currency, self.tr("1 invoice"), self.tr("{count} invoices"), bad=bool(overdue))
        quotes.show_sums(offered, currency, self.tr("1 quote"), self.tr("{count} quotes"))


class _Figure(QWidget):
    """A name, one sum, and how many documents it is made of."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self.value = Label("", "title")
        self._currency = Label("", "body", "muted")
        self.detail = Label("", "small", "muted", elided=True)
        line = QHBoxLayout()
        line.setSpacing(scaled(6))
        line.addWidget(self.value)
        line.addWidget(self._currency, 0, Qt.AlignmentFlag.AlignBottom)
        line.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(scaled(2))
        column.addWidget(Label(name, "small", "muted", elided=True))
        column.addLayout(line)
        column.addWidget(self.detail)

    def show_sums(self, sums: Sequence[Sum], currency: str, one: str, several: str, *, bad: bool = False) -> None:
        """Show the first of ``sums``, and say what else there is."""
        minor, currency = (sums[0].minor, sums[0].currency) if sums else (0, currency)
        self.value.setText(amount(minor, currency))
        self._currency.setText(currency)
        self.detail.setText(self._count(sum(each.count for each in sums), len(sums) - 1, one, several))
        self.detail.set_ink(Tone.BAD if bad else "muted")
        self.setAccessibleName(f"{self._name}: {self.value.text()} {currency}, {self.detail.text()}")

    def _count(self, count: int, others: int, one: str, several: str) -> str:
        words = one if count == 1 else several.format(count=self.locale().toString(count))
        if others == 1:
            return self.tr("{documents}, with 1 other currency").format(documents=words)
        return (
            self.tr("{documents}, with {others} other currencies").format(documents=words, others=others)
            if others > 0
            else words
        )


class AgesCard(Card):
    """Receivables by age, one currency at a time."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.bars = AgeBars(self.tr("Receivables by age"))
        self._nothing = Label(self.tr("Nothing is owed."), "body", "muted")
        self.segments: Segments | None = None
        self._owed: dict[str, Receivables] = {}
        self._head = QHBoxLayout()
        self._head.addWidget(Label(self.tr("Receivables by age"), "strong", elided=True), 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(scaled(_INSET), scaled(12), scaled(_INSET), scaled(14))
        column.setSpacing(scaled(10))
        column.addLayout(self._head)
        column.addWidget(self.bars)
        column.addWidget(self._nothing)

    def show_ages(self, owed: Sequence[Receivables]) -> None:
        """Show what is owed; the person stays with the currency they chose."""
        before, chosen = list(self._owed), self.segments.current if self.segments else ""
        self._owed = {each.currency: each for each in owed[:_CURRENCIES]}
        if list(self._owed) != before:
            self._offer(list(self._owed), chosen)
        self.bars.setVisible(bool(owed))
        self._nothing.setVisible(not owed)
        if owed:
            self._show(self.segments.current if self.segments else owed[0].currency)

    def _offer(self, currencies: list[str], chosen: str) -> None:
        if self.segments is not None:
            self.segments.hide()
            self.segments.deleteLater()
            self.segments = None
        if len(currencies) > 1:
            self.segments = Segments(self.tr("Currency"), [(each, each) for each in currencies])
            if chosen in currencies:
                self.segments.choose(chosen)
            self.segments.chosen.connect(self._show)
            self._head.addWidget(self.segments)

    def _show(self, currency: str) -> None:
        names = (self.tr("Not due"), self.tr("1–30 days"), self.tr("31–60"), self.tr("61–90"), self.tr("over 90"))
        tones = (Tone.NEUTRAL, Tone.WARN, Tone.WARN, Tone.BAD, Tone.BAD)
        self.bars.show_buckets(
            [
                AgeBucket(name, self._count(each.count), amount(each.minor, currency), each.minor, tone)
                for name, tone, each in zip(names, tones, self._owed[currency].ages, strict=True)
            ]
        )

    def _count(self, count: int) -> str:
        return (
            self.tr("1 invoice")
            if count == 1
            else self.tr("{count} invoices").format(count=self.locale().toString(count))
        )


class LastCard(Card):
    """Last activity, newest first: when, what, on what."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(scaled(_INSET), scaled(12), scaled(_INSET), scaled(14))
        self._column.setSpacing(scaled(10))
        self._column.addWidget(Label(self.tr("Last activity"), "strong"))
        self._rows = QWidget()
        self._column.addWidget(self._rows)
        self._shown: tuple[HappenedRow, ...] | None = None

    def show_rows(self, rows: tuple[HappenedRow, ...], time_zone: str, today: date) -> None:
        """Show ``rows``; what stands already is left alone."""
        if rows == self._shown:
            return
        self._shown = rows
        page = QWidget()
        grid = QGridLayout(page)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(scaled(14))
        grid.setVerticalSpacing(scaled(8))
        grid.setColumnStretch(1, 1)
        if not rows:
            grid.addWidget(Label(self.tr("Nothing has happened yet."), "body", "muted"), 0, 0)
        for number, each in enumerate(rows):
            at = Label(_when(each, time_zone, today), "small", "muted")
            grid.addWidget(at, number, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
            grid.addWidget(self._what(each), number, 1)
        self._column.replaceWidget(self._rows, page)
        self._rows.hide()
        self._rows.deleteLater()
        self._rows = page

    def _what(self, each: HappenedRow) -> QWidget:
        place = QWidget()
        column = QVBoxLayout(place)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Label(sentence(each.row, each.currency or "EUR"), elided=True))
        column.addWidget(Label(" · ".join(filter(None, (each.number, each.customer))), "small", "muted", elided=True))
        return place


class _Upright(QWidget):
    """A line of 1 px between two figures."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(1)

    def sizeHint(self) -> QSize:
        return QSize(1, scaled(24))

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), tokens().line)


def _when(each: HappenedRow, time_zone: str, today: date) -> str:
    """Return "09:12" of today, else the day."""
    at = local(each.row.at, time_zone)
    return f"{at:%H:%M}" if at.date() == today else day(at.date(), year=at.year != today.year)
