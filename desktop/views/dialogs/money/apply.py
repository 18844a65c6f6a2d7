"""Using money that no invoice has: a payment for an open invoice, or an invoice's share of a payment that is left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from billing.errors import Refused
from desktop.views.dialogs.money.field import MoneyField
from desktop.views.dialogs.money.frame import MoneyDialog, explained, labelled
from desktop.views.dialogs.money.invoices import MOST_ROWS, first_of
from desktop.views.payments.words import method_word, money
from desktop.views.widgets.choice import Choice
from desktop.views.words import day

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.queries.cards import DocumentCard
    from desktop.queries.owing import OwingRow
    from desktop.queries.payments import PaymentRow
    from desktop.views.desk import Desk
    from desktop.views.threads import Session

_WIDTH = 460


@dataclass(frozen=True, slots=True)
class _Pair:
    """A payment and an invoice that could have some of it; what is left of the one, open of the other."""

    payment_id: UUID
    invoice_id: UUID
    number: str
    left_minor: int
    open_minor: int
    words: str


def _ids(pair: _Pair) -> tuple[UUID, UUID]:
    return pair.payment_id, pair.invoice_id


class ApplyPaymentDialog(MoneyDialog):
    """Opened from a payment or from an invoice; the other one is chosen."""

    def __init__(self, desk: Desk, of: PaymentRow | DocumentCard, parent: QWidget | None = None) -> None:
        super().__init__("", "", "", _WIDTH, parent)
        self._desk = desk
        self._of = of
        self._pairs: list[_Pair] = []
        self._build()
        self._read()

    def _read(self) -> None:
        from desktop.queries.cards import DocumentCard

        read = self._read_payments if isinstance(self._of, DocumentCard) else self._read_invoices
        self._desk.runner.read(read, self.while_open(self._show), self.while_open(self.say))

    def _read_invoices(self, session: Session) -> list[_Pair]:
        from desktop.queries.owing import owing
        from desktop.queries.payments import payment_row

        payment = payment_row(session, self._of.id)
        rows = owing(session, payment.customer_id, payment.currency)
        return [
            _Pair(payment.id, row.document_id, row.number, payment.left_minor, row.open_minor,
                  self._invoice_words(row, payment))
            for row in rows
        ]  # fmt: skip

    def _read_payments(self, session: Session) -> list[_Pair]:
        from desktop.queries.balance import balance_of_id
        from desktop.queries.payments import unapplied_for

        owed, number = balance_of_id(session, self._of.id)
        return [
            _Pair(row.id, self._of.id, number, row.left_minor, owed, self._payment_words(row))
            for row in unapplied_for(session, self._of.id)
        ]

    def _invoice_words(self, row: OwingRow, payment: PaymentRow) -> str:
        """Name the customer too where nobody knows whose the money is."""
        open_ = self.tr("{amount} open").format(amount=money(row.open_minor, payment.currency))
        return " · ".join(filter(None, (row.number, row.customer if payment.customer_id is None else "", open_)))

    def _payment_words(self, row: PaymentRow) -> str:
        words = self.tr("{amount} left of {day}, {method}")
        return words.format(amount=money(row.left_minor, row.currency), day=day(row.received_on, year=True),
                            method=method_word(row.method))  # fmt: skip

    def _show(self, pairs: list[_Pair]) -> None:
        before, typed = self._chosen(), self.minor.text()
        self._pairs = pairs
        self.which.clear()
        for pair in pairs:
            self.which.addItem(pair.words, str(pair.invoice_id))
        same = [_ids(pair) for pair in pairs].index(_ids(before)) if before and _ids(before) in map(_ids, pairs) else -1
        self.which.setCurrentIndex(max(same, 0) if pairs else -1)
        self.more.setVisible(len(pairs) >= MOST_ROWS)
        self.deed.setEnabled(bool(pairs))
        if not pairs:
            self.say(self.tr("Nothing is there that it could be used for. The money stays the customer’s credit."))
            self.deed.setEnabled(False)
        self._offer()
        if same >= 0:  # read again after a refusal: what was typed stays
            self.minor.setText(typed)

    def _chosen(self) -> _Pair | None:
        at = self.which.currentIndex()
        return self._pairs[at] if 0 <= at < len(self._pairs) else None

    def _offer(self) -> None:
        """Offer as much as fits both."""
        if (pair := self._chosen()) is not None:
            self.minor.show_minor(min(pair.left_minor, pair.open_minor))

    def _use(self) -> None:
        pair, today, now = self._pairs[self.which.currentIndex()], self._desk.today(), self._desk.now()
        try:
            minor = self.minor.must()
        except Refused as refused:
            self.say(str(refused))
            return

        def write(session: Session) -> None:
            from desktop.services.payments.applying import apply_payment

            apply_payment(
                session, pair.payment_id, pair.invoice_id, minor=minor, on=today, at=now, seen_minor=pair.open_minor
            )

        self.deed.setEnabled(False)
        self._desk.runner.write(
            write, self.while_open(lambda _done: self._take(pair, minor)), self.while_open(self._fail)
        )

    def _fail(self, sentence: str) -> None:
        self.say(sentence)
        self._read()

    def _take(self, pair: _Pair, minor: int) -> None:
        words = self.tr("{amount} pays {number}.").format(amount=money(minor, self._of.currency), number=pair.number)
        self.told.emit(self.tr("Payment used."), words)
        self.accept()

    def _build(self) -> None:
        from desktop.queries.cards import DocumentCard

        words = self.tr("Use payment")
        self.setWindowTitle(words)
        self.heading.setText(words)
        self.deed.setText(words)
        self.deed.setEnabled(False)
        self.deed.clicked.connect(self._use)
        of = self._of
        if isinstance(of, DocumentCard):
            open_ = self.tr("{amount} open").format(amount=money(of.balance_minor, of.currency))
            self.about.setText(f"{of.customer} · {of.number} · {open_}")
            asked = self.tr("From which payment")
        else:
            self.about.setText(" · ".join(filter(None, (of.customer, self._payment_words(of)))))
            asked = self.tr("For which invoice")
        self.which = Choice(asked, [])
        self.which.currentIndexChanged.connect(lambda _index: self._offer())
        self.more = explained(first_of())
        self.more.hide()
        self.minor = MoneyField(self.tr("How much in {currency}").format(currency=of.currency), of.currency)
        self.body.addLayout(labelled(asked, self.which))
        self.body.addWidget(self.more)
        self.body.addLayout(labelled(self.minor.accessibleName(), self.minor))
        self.end()
        self.first = self.which
