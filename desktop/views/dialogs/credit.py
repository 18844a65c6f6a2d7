"""A credit note on an invoice: all that is left or parts of it, why, and the total that follows every key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from billing.crediting import CreditWish, credit, everything_left
from billing.errors import Refused
from billing.totals import calculate
from desktop.views.dialogs.credit_lines import CreditLines
from desktop.views.dialogs.earlier import EarlierDate
from desktop.views.dialogs.frame import Dialog
from desktop.views.dialogs.money.frame import house_rules
from desktop.views.dialogs.reason import ReasonBox
from desktop.views.fonts import scaled
from desktop.views.theme import Tone
from desktop.views.widgets.amount import Amount
from desktop.views.widgets.buttons import Button, Kind
from desktop.views.widgets.label import Label
from desktop.views.widgets.segments import Segments
from desktop.views.words import amount

if TYPE_CHECKING:
    from desktop.queries.cards import DocumentCard
    from desktop.queries.credits import Creditable
    from desktop.services.issuing import IssuedNumber
    from desktop.views.desk import Desk
    from desktop.views.threads import Session

_WIDTH = 620
_ALL, _PARTS = "all", "parts"


class CreditDialog(Dialog):
    """``told`` carries what happened; closed without it, nothing was issued."""

    told = Signal(str, str)

    def __init__(self, desk: Desk, card: DocumentCard, parent: QWidget | None = None) -> None:
        super().__init__("", _WIDTH, parent)
        self.setWindowTitle(self.tr("Credit note"))
        self._desk = desk
        self._card = card
        self._found: Creditable | None = None
        self._wishes: tuple[CreditWish, ...] = ()
        self._earlier = EarlierDate(desk, card.id, self)
        self._build()
        self._read()

    def showEvent(self, event: QShowEvent) -> None:
        self.fit()
        super().showEvent(event)
        self.keep.setFocus(Qt.FocusReason.OtherFocusReason)

    def wishes(self) -> tuple[CreditWish, ...]:
        """Return what is credited as things stand. Raises Refused while something in a field is no number."""
        assert self._found is not None
        if self.how.current == _ALL:
            return everything_left(self._found.invoice, self._found.earlier)
        return self.lines.wishes()

    # -- within -------------------------------------------------------------------------------------------------------

    def _read(self) -> None:
        document_id = self._card.id

        def read(session: Session) -> Creditable:
            from desktop.services.crediting import begin_credit

            return begin_credit(session, document_id)

        self._desk.runner.read(read, self.while_open(self._show), self.while_open(self._say_why_not))

    def _show(self, found: Creditable) -> None:
        self._found = found
        self.lines.show_lines(found.left, self._card.currency, with_tax=found.invoice.price_mode == "inclusive")
        self._follow()
        self.fit()

    def _say_why_not(self, sentence: str) -> None:
        """Nothing of it can be credited: there is nothing to choose, and no reason to give."""
        for part in (self.how, self.reasons):
            part.hide()
        self._say(sentence)
        self.fit()

    def _choose(self, _key: str) -> None:
        self._follow()
        self.fit()

    def _follow(self) -> None:
        """Work out the credit note as it would be; nothing is issued until the person says so."""
        if self._found is None:
            return
        self.lines.setVisible(self.how.current == _PARTS)
        self.deed.setEnabled(False)
        self._total.show_amount(amount(0, self._card.currency), self._card.currency)
        self._tax.setText(" ")
        try:
            self._wishes = self.wishes()
            if not self._wishes:
                self._say("")
                return
            made = credit(self._found.invoice, self._found.earlier, self._wishes)
        except Refused as refused:
            self._say(str(refused))
            return
        bare = {"lines": made.lines, "discount": None, "charges": (), "cash_step": 0}
        body = self._found.invoice.model_copy(update=bare)
        nets = [line.net for line in calculate(body.sheet()).lines]
        pairs = zip(made.lines, nets, strict=True)
        self.lines.show_amounts({line.credits.line: net for line, net in pairs if line.credits is not None})
        self._total.show_amount(amount(made.total, self._card.currency), self._card.currency)
        self._tax.setText(self.tr("with {tax} of tax").format(tax=amount(made.tax, self._card.currency)))
        self._say(self.tr("A credit note is over more than 0.") if made.total <= 0 else "")
        self.deed.setEnabled(made.total > 0)

    def _say(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))
        self.grow()

    def _issue(self) -> None:
        if question := self._earlier.ask():
            self._say(question)
            self.deed.setText(self.tr("Issue with the earlier date"))
            return
        document_id, wishes, why = self._card.id, self._wishes, self.reasons.reason()
        issue, confirmed = self._desk.credit, self._earlier.confirmed
        self.deed.setEnabled(False)
        self._desk.runner.write(
            lambda session: issue(session, document_id, wishes, why, earlier_date_confirmed=confirmed),
            self.while_open(self._take),
            self.while_open(self._fail),
        )

    def _fail(self, sentence: str) -> None:
        self._say(sentence)
        self._earlier.learn()
        self.deed.setEnabled(True)

    def _take(self, note: IssuedNumber) -> None:
        title = self.tr("{number} issued.").format(number=note.number)
        self.told.emit(title, self.tr("It takes off what {invoice} owes.").format(invoice=self._card.number))
        self.accept()

    def _build(self) -> None:
        card = self._card
        heading = Label(self.tr("Credit {number}").format(number=card.number), "title")
        about = Label(f"{card.customer} · {amount(card.total_minor, card.currency)} {card.currency}", "body", "muted")
        ways = ((_ALL, self.tr("All that is left")), (_PARTS, self.tr("Parts of it")))
        self.how = Segments(self.tr("How much"), ways)
        self.how.chosen.connect(self._choose)
        self.lines = CreditLines()
        self.lines.edited.connect(self._follow)
        self.lines.hide()
        self.reasons = ReasonBox(self.tr("Why (stands on the credit note)"))
        self.reasons.offer(
            self.tr("Goods returned"), self.tr("Damaged or faulty"), self.tr("The price was wrong"),
            self.tr("As agreed with the customer"),
        )  # fmt: skip
        self.reasons.grew.connect(self.grow)
        self.problem = Label("", "small", Tone.BAD)
        self.problem.setWordWrap(True)
        self.problem.hide()
        rules = house_rules(self._desk.office.money_policy)
        for part in (heading, about, self.how, self.lines, self.reasons, rules, self.problem):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self._total = Amount(amount(0, card.currency), card.currency, "title")
        self._tax = Label(" ", "small", "muted")
        sums = QHBoxLayout()
        sums.setSpacing(scaled(8))
        sums.addWidget(self._total)
        sums.addWidget(self._tax)
        self.keep = Button(self.tr("Cancel"))
        self.keep.clicked.connect(self.reject)
        self.deed = Button(self.tr("Issue credit note"), kind=Kind.FILLED)
        self.deed.setEnabled(False)
        self.deed.clicked.connect(self._issue)
        for button in (self.keep, self.deed):
            button.setAutoDefault(False)  # Enter in a field issues nothing, and throws nothing away
        self.foot.addLayout(sums)
        self.foot.addStretch(1)
        self.foot.addWidget(self.keep)
        self.foot.addWidget(self.deed)
