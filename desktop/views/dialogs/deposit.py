"""A deposit invoice: a share of a quote or a draft, or an amount, and what it comes to at every key."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from billing.errors import Refused
from billing.money import exponent, to_minor
from billing.parsing import parse_number
from desktop.views.dialogs.frame import Dialog
from desktop.views.editor.figures import read_rate
from desktop.views.fonts import scaled
from desktop.views.theme import Tone
from desktop.views.widgets.amount import Amount
from desktop.views.widgets.buttons import Button, Kind
from desktop.views.widgets.field import Field
from desktop.views.widgets.label import Label
from desktop.views.widgets.segments import Segments
from desktop.views.words import amount, language

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.queries.cards import DocumentCard
    from desktop.services.deposits import DepositBase
    from desktop.views.desk import Desk
    from desktop.views.threads import Session

_WIDTH, _FIELD = 480, 120
_SHARE, _AMOUNT, _USUAL = "share", "amount", "30 %"

Wanted = tuple[Decimal | None, int | None]


class DepositDialog(Dialog):
    """``made`` carries the id of the draft; closed without it, nothing was made."""

    made = Signal(object)

    def __init__(self, desk: Desk, card: DocumentCard, parent: QWidget | None = None) -> None:
        super().__init__("", _WIDTH, parent)
        self.setWindowTitle(self.tr("Deposit invoice"))
        self._desk = desk
        self._card = card
        self._base: DepositBase | None = None
        self._build()
        self._read()

    def showEvent(self, event: QShowEvent) -> None:
        self.fit()
        super().showEvent(event)
        self.figure.setFocus(Qt.FocusReason.OtherFocusReason)
        self.figure.selectAll()

    def wanted(self) -> Wanted:
        """Return percent or minor units as they are typed. Raises Refused while they are neither."""
        text = self.figure.text()
        if self.how.current == _SHARE:
            return read_rate(text, language()), None
        if not text.strip():
            return None, 0
        typed = parse_number(text, language(), places=exponent(self._card.currency))
        return None, to_minor(typed, self._card.currency)

    # -- within -------------------------------------------------------------------------------------------------------

    def _read(self) -> None:
        document_id = self._card.id

        def read(session: Session) -> DepositBase:
            from desktop.services.deposits import deposit_base

            return deposit_base(session, document_id)

        self._desk.runner.read(read, self.while_open(self._show), self.while_open(self._say))

    def _show(self, base: DepositBase) -> None:
        self._base = base
        self._follow()

    def _choose(self, key: str) -> None:
        self.figure.setText(_USUAL if key == _SHARE else "")
        self._unit.setText(self._unit_words(key))
        self.figure.setAccessibleName(self._unit.text())
        self.figure.setFocus(Qt.FocusReason.OtherFocusReason)
        self._follow()

    def _unit_words(self, key: str) -> str:
        words = self.tr("Amount in {currency}, with tax").format(currency=self._card.currency)
        return self.tr("Share of the total, in percent") if key == _SHARE else words

    def _follow(self) -> None:
        if self._base is None:
            return
        minor, sentence = 0, ""
        try:
            percent, given = self.wanted()
            minor = self._base.total(percent=percent, minor=given)
        except Refused as refused:
            sentence = str(refused).removesuffix(" Nothing was made.") if self.figure.text().strip() else ""
        self.sum.show_amount(amount(minor, self._card.currency) if minor else "–", self._card.currency)
        self.deed.setEnabled(minor > 0)
        self._say(sentence)

    def _say(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))
        self.grow()

    def _make(self) -> None:
        document_id, (percent, minor) = self._card.id, self.wanted()
        today, now = self._desk.today(), self._desk.now()
        self.deed.setEnabled(False)

        def write(session: Session) -> UUID:
            from desktop.services.deposits import request_deposit

            return request_deposit(session, document_id, percent=percent, minor=minor, on=today, at=now)

        self._desk.runner.write(write, self.while_open(self._take), self.while_open(self._fail))

    def _fail(self, sentence: str) -> None:
        self._say(sentence)
        self.deed.setEnabled(True)

    def _take(self, deposit_id: UUID) -> None:
        self.accept()
        self.made.emit(deposit_id)

    def _build(self) -> None:
        card = self._card
        heading = self.tr("Deposit on {number}").format(number=card.number) if card.number else self.tr("Deposit")
        about = Label(f"{card.customer} · {amount(card.total_minor, card.currency)} {card.currency}", "body", "muted")
        self.how = Segments(self.tr("How much"), ((_SHARE, self.tr("A share")), (_AMOUNT, self.tr("An amount"))))
        self.how.chosen.connect(self._choose)
        self.figure = Field(self._unit_words(_SHARE))
        self.figure.setFixedWidth(scaled(_FIELD))
        self.figure.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.figure.setText(_USUAL)
        self.figure.textEdited.connect(lambda _text: self._follow())
        self._unit = Label(self._unit_words(_SHARE), "small_medium", "muted")
        self._unit.setBuddy(self.figure)
        says = Label(
            self.tr(
                "It becomes an invoice of its own, due in 30 days, with a line for each tax. The final invoice takes "
                "it off, with its number, date and tax."
            )
        )
        says.setWordWrap(True)
        self.problem = Label("", "small", Tone.WARN)
        self.problem.setWordWrap(True)
        self.problem.hide()
        for part in (Label(heading, "title"), about, self.how, self._unit, self.figure, self.problem, says):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self.sum = Amount("–", card.currency, "title")
        self.keep = Button(self.tr("Cancel"))
        self.keep.clicked.connect(self.reject)
        self.deed = Button(self.tr("Make draft"), kind=Kind.FILLED)
        self.deed.setEnabled(False)
        self.deed.clicked.connect(self._make)
        self.foot.addWidget(self.sum)
        self.foot.addStretch(1)
        self.foot.addWidget(self.keep)
        self.foot.addWidget(self.deed)
