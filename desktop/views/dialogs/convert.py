"""An invoice of some lines of a quote: those that are not invoiced yet are ticked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.views.dialogs.frame import Dialog
from desktop.views.fonts import scaled
from desktop.views.theme import Tone
from desktop.views.widgets.buttons import Button, Kind
from desktop.views.widgets.label import Label
from desktop.views.widgets.tick import Tick
from desktop.views.words import amount

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.queries.cards import DocumentCard
    from desktop.queries.quotes import QuoteLine
    from desktop.views.desk import Desk
    from desktop.views.threads import Session

_WIDTH, _MOST = 560, 500


class ConvertDialog(Dialog):
    """``made`` carries the id of the draft; closed without it, nothing was made."""

    made = Signal(object)

    def __init__(self, desk: Desk, card: DocumentCard, parent: QWidget | None = None) -> None:
        super().__init__("", _WIDTH, parent)
        self.setWindowTitle(self.tr("Make invoice of chosen lines"))
        self._desk = desk
        self._card = card
        self.ticks: dict[int, Tick] = {}
        self._nets: dict[int, int] = {}
        self._build()
        self._read()

    def showEvent(self, event: QShowEvent) -> None:
        self.fit()
        super().showEvent(event)
        self.keep.setFocus(Qt.FocusReason.OtherFocusReason)

    def chosen(self) -> tuple[int, ...]:
        """Return the positions of the lines that are ticked."""
        return tuple(at for at, tick in self.ticks.items() if tick.isEnabled() and tick.isChecked())

    # -- within -------------------------------------------------------------------------------------------------------

    def _read(self) -> None:
        document_id = self._card.id

        def read(session: Session) -> tuple[QuoteLine, ...]:
            from desktop.queries.quotes import quote_lines

            return quote_lines(session, document_id)

        self._desk.runner.read(read, self.while_open(self._show), self.while_open(self._say))

    def _show(self, lines: tuple[QuoteLine, ...]) -> None:
        for row, line in enumerate(lines[:_MOST]):
            tick = Tick(line.title)
            tick.setChecked(line.invoiced_with is None and line.is_counted)
            tick.setEnabled(line.invoiced_with is None)
            tick.setToolTip(self._note(line))
            tick.toggled.connect(self._follow)
            self.ticks[line.position], self._nets[line.position] = tick, line.net_minor
            digits = Label(amount(line.net_minor, self._card.currency))
            self._lines.addWidget(tick, row, 0)
            self._lines.addWidget(Label(self._note(line), "small", "muted"), row, 1)
            self._lines.addWidget(digits, row, 2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._page_of_lines.show()
        if len(lines) > _MOST:
            more = self.tr("The first {count} lines are shown. Invoice the others afterwards, with all that is left.")
            self._say(more.format(count=_MOST))
        self._follow()
        self.fit()

    def _note(self, line: QuoteLine) -> str:
        if line.invoiced_with:
            return self.tr("on {number}").format(number=line.invoiced_with)
        if line.invoiced_with is not None:
            return self.tr("on a draft")
        return "" if line.is_counted else self.tr("optional, not chosen")

    def _follow(self) -> None:
        chosen = self.chosen()
        words = (
            self.tr("1 line, {amount} {currency}")
            if len(chosen) == 1
            else self.tr("{count} lines, {amount} {currency}")
        )
        digits = amount(sum(self._nets[at] for at in chosen), self._card.currency)
        self.sum.setText(words.format(count=len(chosen), amount=digits, currency=self._card.currency))
        self.deed.setEnabled(bool(chosen))

    def _say(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))
        self.grow()

    def _make(self) -> None:
        document_id, positions = self._card.id, self.chosen()
        today, now = self._desk.today(), self._desk.now()
        self.deed.setEnabled(False)

        def write(session: Session) -> UUID:
            from desktop.services.converting import convert_quote

            return convert_quote(session, document_id, on=today, at=now, positions=positions)

        self._desk.runner.write(write, self.while_open(self._take), self.while_open(self._fail))

    def _fail(self, sentence: str) -> None:
        self._say(sentence)
        self.deed.setEnabled(True)

    def _take(self, invoice_id: UUID) -> None:
        self.accept()
        self.made.emit(invoice_id)

    def _build(self) -> None:
        card = self._card
        heading = Label(self.tr("Make an invoice of {number}").format(number=card.number), "title")
        about = Label(
            self.tr("Lines that stay unticked can be invoiced later. Prices and taxes are those of the quote."),
            "body",
            "muted",
        )
        about.setWordWrap(True)
        self._page_of_lines = QWidget()
        self._page_of_lines.hide()  # until it is filled: what is added to a widget in view has no size yet
        self._lines = QGridLayout(self._page_of_lines)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setHorizontalSpacing(scaled(12))
        self._lines.setVerticalSpacing(scaled(2))
        self._lines.setColumnStretch(0, 1)
        self.problem = Label("", "small", Tone.WARN)
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.body.addWidget(heading)
        self.body.addWidget(about)
        self.body.addWidget(self._page_of_lines)
        self.body.addWidget(self.problem)
        self.body.addStretch(1)
        self.sum = Label("", "strong")
        self.keep = Button(self.tr("Cancel"))
        self.keep.clicked.connect(self.reject)
        self.deed = Button(self.tr("Make draft"), kind=Kind.FILLED)
        self.deed.setEnabled(False)
        self.deed.clicked.connect(self._make)
        self.foot.addWidget(self.sum)
        self.foot.addStretch(1)
        self.foot.addWidget(self.keep)
        self.foot.addWidget(self.deed)
