"""The parts of Portal settings: the address, three facts, the figures, the links that ended."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from billing.links import SMS_LENGTH
from desktop.views.dialogs.qr import QrPopover
from desktop.views.dialogs.sentences import Fact, StateWords, ended, ended_why
from desktop.views.fonts import scaled
from desktop.views.theme import Tone
from desktop.views.widgets.buttons import Button, CopyButton, IconButton, Kind
from desktop.views.widgets.day_bars import DayBars, DayViews
from desktop.views.widgets.field import LinkField
from desktop.views.widgets.glyph import Glyph
from desktop.views.widgets.label import Label
from desktop.views.widgets.light import Light
from desktop.views.widgets.surface import Hairline
from desktop.views.words import local, moment

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from desktop.queries.links import EarlierLink, LinkCard

_DAYS_SHOWN = 42


class LinkBox(QWidget):
    """The state in its colour, the link to read and copy, its short form. ``copy_requested`` tells which form."""

    copy_requested = Signal(bool)
    open_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._light = Light()
        self.state = Label("", "strong")
        self._meaning = Label("", "body", "muted", elided=True)
        self.address = LinkField(self.tr("Link"))
        self.copy = CopyButton(self.tr("Copy"))
        self.open = Button(self.tr("Open"), "arrow-square-out")
        self.qr = IconButton("qr-code", self.tr("QR code"))
        self._short_name = Label(self.tr("Short form for SMS"), "body", "muted")
        self.short = Label("", "body", elided=True)
        self.copy_short = IconButton("copy", self.tr("Copy the short form"), Kind.QUIET)
        self.warning = Label("", "small", Tone.WARN)
        self.copy.clicked.connect(lambda: self.copy_requested.emit(False))
        self.copy_short.clicked.connect(lambda: self.copy_requested.emit(True))
        self.open.clicked.connect(self.open_requested)
        self.qr.clicked.connect(lambda: QrPopover(self.qr, self.address.text()).open())
        self._lay_out()

    def show_link(self, link: LinkCard, words: StateWords, no_copy: str, no_portal: str) -> None:
        """Show the link; ``no_copy`` and ``no_portal`` say why it cannot be copied or opened, or are ""."""
        self._light.set_tone(words.tone)
        self.state.setText(words.word)
        self.state.set_ink(words.tone)
        self._meaning.setText(words.meaning)
        self.address.set_link(link.address)
        for button in (self.copy, self.qr, self.copy_short):
            button.set_reason(no_copy)
        self.open.set_reason(no_portal)
        self.short.setText(link.short.removeprefix("https://"))
        long = len(link.short) > SMS_LENGTH
        sentence = self.tr("{count} characters: some phones break it over two lines.").format(count=len(link.short))
        self.warning.setText(sentence if long else "")
        self.warning.setVisible(long)
        for part in (self._short_name, self.short, self.copy_short):
            part.setVisible(bool(link.short))

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(scaled(8))
        head.addWidget(Label(self.tr("Link"), "strong"))
        head.addSpacing(scaled(6))
        head.addWidget(self._light)
        head.addWidget(self.state)
        head.addWidget(self._meaning, 1)
        row = QHBoxLayout()
        row.setSpacing(scaled(8))
        row.addWidget(self.address, 1)
        for button in (self.copy, self.open, self.qr):
            row.addWidget(button)
        short = QHBoxLayout()
        short.setSpacing(scaled(10))
        short.addWidget(self._short_name)
        short.addWidget(self.short)
        short.addWidget(self.copy_short)
        short.addWidget(self.warning)
        short.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(scaled(8))
        for line in (head, row, short):
            column.addLayout(line)


class FactColumn(QWidget):
    """A name, its figure, and a quieter line."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self.value = Label("", "section")
        self.detail = Label("", "small", "muted")
        self.detail.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(scaled(1))
        column.addWidget(Label(name, "small", "muted"))
        column.addWidget(self.value)
        column.addWidget(self.detail)
        column.addStretch(1)

    def show_fact(self, fact: Fact) -> None:
        """Show another figure."""
        self.value.setText(fact.value)
        self.detail.setText(fact.detail)
        self.detail.set_ink(fact.tone or "muted")
        self.setAccessibleName(", ".join(filter(None, (self._name, fact.value, fact.detail))))


class Figures(QWidget):
    """Who came and when: bars by day, and the counts with their last time."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bars = DayBars(self.tr("Views by day"))
        self.views = FactColumn(self.tr("Views"))
        self.downloads = FactColumn(self.tr("PDF downloads"))
        self.checks = FactColumn(self.tr("Automatic checks"))
        self.asked = FactColumn(self.tr("Asked for a new link"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(scaled(10))
        grid.setVerticalSpacing(scaled(10))
        pairs = (("eye", self.views), ("file-pdf", self.downloads), ("robot", self.checks), ("hand-waving", self.asked))
        self._wave = Glyph("hand-waving")
        for number, (name, column) in enumerate(pairs):
            glyph = self._wave if column is self.asked else Glyph(name)
            grid.addWidget(glyph, number // 2, number % 2 * 2, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(column, number // 2, number % 2 * 2 + 1)
            grid.setColumnStretch(number % 2 * 2 + 1, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(scaled(28))
        row.addWidget(self.bars, 4)
        row.addLayout(grid, 5)

    def show_link(self, link: LinkCard, time_zone: str, today: date) -> None:
        """Show the link's figures."""
        self.bars.show_days(_days(link, time_zone, today))
        last = self.tr("last {moment}")
        seen = last.format(moment=moment(link.viewed_at, time_zone, today)) if link.viewed_at else ""
        self.views.show_fact(Fact(str(link.views), seen or self.tr("nobody has seen it yet")))
        taken = moment(link.downloaded_at, time_zone, today) if link.downloaded_at else ""
        self.downloads.show_fact(Fact(str(link.downloads), last.format(moment=taken) if taken else ""))
        self.checks.show_fact(Fact(str(link.checks), self.tr("mail scanners, not counted") if link.checks else ""))
        asked = link.asked_at
        self.asked.show_fact(Fact(moment(asked, time_zone, today) if asked else "", tone=Tone.WARN))
        for part in (self.asked, self._wave):
            part.setVisible(asked is not None)


class EarlierLinks(QWidget):
    """One row a link that ended or is about to: its last characters, its life, why, and who saw it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.setAccessibleName(self.tr("Earlier links"))

    def show_links(self, links: Sequence[EarlierLink], time_zone: str, today: date) -> None:
        """Show ``links``, newest first; nothing at all where there are none."""
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        self.setVisible(bool(links))
        if links:
            self._column.addWidget(self._table(links, time_zone, today))

    def _table(self, links: Sequence[EarlierLink], time_zone: str, today: date) -> QWidget:
        table = QWidget()
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(scaled(20))
        grid.setVerticalSpacing(scaled(6))
        grid.setColumnStretch(4, 1)  # why
        heads = (
            self.tr("Earlier link ends in"),
            self.tr("Created"),
            self.tr("Ended"),
            self.tr("Why"),
            self.tr("Views"),
        )
        for number, words in enumerate(heads):
            grid.addWidget(Label(words, "small_medium", "muted"), 0, number + 1, _side(number))
        grid.addWidget(Hairline(), 1, 0, 1, 6)
        for row, link in enumerate(links, 1):
            cells = (
                Label(f"…{link.ending}"),
                Label(moment(link.created_at, time_zone, today), "body", "muted"),
                Label(ended(link, time_zone, today), "body", "muted"),
                Label(ended_why(link), elided=True),
                Label(str(link.views)),
            )
            grid.addWidget(Glyph("link-break"), 2 * row, 0)
            for number, cell in enumerate(cells):
                grid.addWidget(cell, 2 * row, number + 1, _side(number))
            grid.addWidget(Hairline(), 2 * row + 1, 0, 1, 6)
        return table


def _side(column: int) -> Qt.AlignmentFlag:
    return Qt.AlignmentFlag.AlignRight if column == 4 else Qt.AlignmentFlag.AlignVCenter


def _days(link: LinkCard, time_zone: str, today: date) -> list[DayViews]:
    """Every day from the link's first to today, as many as the chart can hold."""
    begun = min([local(link.created_at, time_zone).date(), *(each.day for each in link.days)])
    first = max(begun, today - timedelta(days=_DAYS_SHOWN - 1))
    seen = {each.day: each for each in link.days}
    days = [first + timedelta(days=number) for number in range(max(1, (today - first).days + 1))]
    return [DayViews(each, seen[each].views, seen[each].checks) if each in seen else DayViews(each, 0) for each in days]
