"""Using a credit: a credit note for an open invoice, or an invoice's share of a credit that is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from billing.errors import Refused
from billing.money import exponent, to_minor
from billing.parsing import parse_number
from desktop.views.dialogs.frame import Dialog
from desktop.views.fonts import scaled
from desktop.views.theme import Tone
from desktop.views.widgets.buttons import Button, Kind
from desktop.views.widgets.choice import Choice
from desktop.views.widgets.field import Field
from desktop.views.widgets.label import Label
from desktop.views.words import amount, day, language

if TYPE_CHECKING:
    from desktop.queries.cards import DocumentCard
    from desktop.queries.credits import CounterpartRow
    from desktop.views.desk import Desk
    from desktop.views.threads import Session

_WIDTH = 460


class ApplyCreditDialog(Dialog):
    """``told`` carries what happened; closed without it, nothing has changed."""

    told = Signal(str, str)

    def __init__(self, desk: Desk, card: DocumentCard, parent: QWidget | None = None) -> None:
        super().__init__("", _WIDTH, parent)
        self.setWindowTitle(self.tr("Use credit"))
        self._desk = desk
        self._card = card
        self._rows: tuple[CounterpartRow, ...] = ()
        self._build()
        self._read()

    def showEvent(self, event: QShowEvent) -> None:
        self.fit()
        super().showEvent(event)
        self.which.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def _gives(self) -> bool:
        """The document in hand is the credit note."""
        return self._card.kind == "credit"

    def _read(self) -> None:
        document_id = self._card.id

        def read(session: Session) -> tuple[CounterpartRow, ...]:
            from desktop.queries.credits import counterparts

            return counterparts(session, document_id)

        self._desk.runner.read(read, self.while_open(self._show))

    def _show(self, rows: tuple[CounterpartRow, ...]) -> None:
        self._rows = rows
        for row in rows:
            self.which.addItem(self._words(row), str(row.document_id))
        self.deed.setEnabled(bool(rows))
        self._offer()

    def _words(self, row: CounterpartRow) -> str:
        digits = f"{amount(row.open_minor, self._card.currency)} {self._card.currency}"
        words = self.tr("{number} · {amount} open") if self._gives else self.tr("{number} · {amount} left")
        due = self.tr(" · due {day}").format(day=day(row.due_on)) if self._gives and row.due_on else ""
        return words.format(number=row.number, amount=digits) + due

    def _offer(self) -> None:
        """Offer as much as fits both."""
        if self._rows:
            most = min(self._card.balance_minor, self._rows[self.which.currentIndex()].open_minor)
            self.minor.setText(amount(most, self._card.currency))

    def _use(self) -> None:
        row = self._rows[self.which.currentIndex()]
        credit, invoice = (self._card.id, row.document_id) if self._gives else (row.document_id, self._card.id)
        now = self._desk.now()
        try:
            typed = parse_number(self.minor.text(), language(), places=exponent(self._card.currency))
            minor = to_minor(typed, self._card.currency)
        except Refused as refused:
            self._say(str(refused))
            return

        def write(session: Session) -> None:
            from desktop.services.crediting import apply_credit

            apply_credit(session, credit, invoice, minor=minor, at=now)

        self.deed.setEnabled(False)
        self._desk.runner.write(
            write, self.while_open(lambda _done: self._take(row, minor)), self.while_open(self._say)
        )

    def _take(self, row: CounterpartRow, minor: int) -> None:
        note, invoice = (self._card.number, row.number) if self._gives else (row.number, self._card.number)
        digits = f"{amount(minor, self._card.currency)} {self._card.currency}"
        words = self.tr("{amount} of {note} are taken off {invoice}.")
        self.told.emit(self.tr("Credit used."), words.format(amount=digits, note=note, invoice=invoice))
        self.accept()

    def _say(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))
        self.deed.setEnabled(True)
        self.grow()

    def _build(self) -> None:
        card = self._card
        digits = f"{amount(card.balance_minor, card.currency)} {card.currency}"
        about = self.tr("{amount} are left of it.") if self._gives else self.tr("{amount} are open.")
        self.which = Choice(self.tr("Invoice") if self._gives else self.tr("Credit note"), [])
        self.which.currentIndexChanged.connect(lambda _index: self._offer())
        self.minor = Field(self.tr("Amount"))
        self.minor.setFixedWidth(scaled(150))
        self.problem = Label("", "small", Tone.BAD)
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.body.addWidget(Label(self.tr("Use credit"), "title"))
        self.body.addWidget(Label(f"{card.number} · {about.format(amount=digits)}", "body", "muted"))
        asked = self.tr("Take it off which invoice") if self._gives else self.tr("From which credit note")
        for words, control in ((asked, self.which), (self.tr("How much in {currency}"), self.minor)):
            label = Label(words.format(currency=card.currency), "small_medium", "muted")
            label.setBuddy(control)
            self.body.addWidget(label)
            self.body.addWidget(control)
        self.body.addWidget(self.problem)
        self.body.addStretch(1)
        self.keep = Button(self.tr("Cancel"))
        self.keep.clicked.connect(self.reject)
        self.deed = Button(self.tr("Use credit"), kind=Kind.FILLED)
        self.deed.setEnabled(False)
        self.deed.clicked.connect(self._use)
        for button in (self.keep, self.deed):
            button.setAutoDefault(False)  # Enter in a field uses nothing, and throws nothing away
        self.foot.addStretch(1)
        self.foot.addWidget(self.keep)
        self.foot.addWidget(self.deed)
