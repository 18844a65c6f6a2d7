"""Recording money that arrived: how much, when and how, and for which invoices, against what they owe now."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from billing.errors import Refused
from desktop.views.dialogs.money.field import MoneyField
from desktop.views.dialogs.money.frame import MoneyDialog, beside, labelled
from desktop.views.dialogs.money.invoices import InvoiceRows
from desktop.views.dialogs.money.second_look import SecondLook
from desktop.views.editor.date_field import DateField
from desktop.views.payments.words import BY_HAND, method_word, money
from desktop.views.widgets.choice import Choice
from desktop.views.widgets.field import Field
from desktop.views.widgets.label import Label
from desktop.views.widgets.tick import Tick

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.queries.cards import DocumentCard
    from desktop.queries.money import WriteOffKind
    from desktop.queries.owing import OwingRow
    from desktop.services.payments.booking import PaymentValues, Share
    from desktop.views.desk import Desk
    from desktop.views.threads import Session

_WIDTH = 560


class NoDay(Refused):
    """A payment has its day."""

    def __init__(self) -> None:
        super().__init__("The day is missing or cannot be read. Nothing was recorded. Type when the money arrived.")


class RecordPaymentDialog(MoneyDialog):
    """Opened from an open invoice; the customer's other open invoices of the same currency stand below it."""

    def __init__(self, desk: Desk, card: DocumentCard, parent: QWidget | None = None) -> None:
        super().__init__("", "", "", _WIDTH, parent)
        self._desk = desk
        self._card = card
        self._build()
        self._read()

    # -- reading ------------------------------------------------------------------------------------------------------

    def _read(self) -> None:
        document_id = self._card.id

        def read(session: Session) -> tuple[OwingRow, ...]:
            from desktop.queries.owing import owing_beside

            return owing_beside(session, document_id)

        self._desk.runner.read(read, self.while_open(self._show), self.while_open(self.say))

    def _show(self, rows: tuple[OwingRow, ...]) -> None:
        changed = self.invoices.show_rows(rows)
        own = next((row for row in rows if row.document_id == self._card.id), None)
        owed = own.open_minor if own is not None else 0
        self.about.setText(f"{self._card.customer} · {self._card.number} · {self._open(owed)}")
        if not self.minor.text():
            part = self._card.next_part
            self.minor.show_minor(part.minor if part is not None and 0 < part.minor < owed else owed or None)
            self.minor.selectAll()
        if changed:
            self._spread()
        self.deed.set_reason(self.second_look.missing)
        self.grow()

    def _open(self, minor: int) -> str:
        return self.tr("{amount} open").format(amount=money(minor, self._card.currency))

    def _spread(self) -> None:
        try:
            self.invoices.spread(self.minor.minor() or 0)
        except Refused:
            self.invoices.spread(0)

    def _follow(self) -> None:
        """Say what becomes of money that no invoice gets, and of what an invoice goes on owing."""
        try:
            arrived = self.minor.minor() or 0
        except Refused:
            arrived = 0
        rest = arrived - self.invoices.given()
        self.credit.setText(
            self.tr("Keep {amount} as the customer’s credit").format(amount=money(rest, self._card.currency))
        )
        self.credit.setToolTip(self.credit.text())
        self.credit.setVisible(rest > 0)
        left = self._left_open()
        self._says.setText(self.tr("{amount} of {number} stays open:").format(
            amount=money(left, self._card.currency), number=self._card.number
        ))  # fmt: skip
        for part in (self._says, self.left):
            part.setVisible(left > 0)
        self._look_twice(left)
        self.grow()

    def _look_twice(self, left: int) -> None:
        """Hold the house rules against what would be let go; the button waits for their tick."""
        let_go = left if self._lets_go() else 0
        self.second_look.follow(let_go, shown=let_go > 0)
        if self.second_look.missing != self.deed.toolTip():
            self.deed.set_reason(self.second_look.missing)

    def _lets_go(self) -> WriteOffKind | None:
        """Return as what the rest is written off; None while it stays owed."""
        kinds: dict[str, WriteOffKind] = {"cents": "cents", "bank_fee": "bank_fee"}
        return kinds.get(self.left.key)

    def _left_open(self) -> int:
        """Return what the invoice in hand goes on owing, where it gets a part of what it owes."""
        own = next((each for each in self.invoices.rows if each.row.document_id == self._card.id), None)
        try:
            given = (own.minor.minor() or 0) if own is not None and own.tick.isChecked() else 0
        except Refused:
            given = 0
        return own.row.open_minor - given if own is not None and 0 < given < own.row.open_minor else 0

    # -- recording ----------------------------------------------------------------------------------------------------

    def _record(self) -> None:
        try:
            values, shares = self._values(), self.invoices.shares()
        except Refused as refused:
            self.say(str(refused))
            return
        today, now, invoice = self._desk.today(), self._desk.now(), self._card.id
        confirmed = self.credit.isVisible() and self.credit.isChecked()
        left, lets_go = self._left_open(), self._lets_go()
        why = self.tr("Bank fee") if lets_go == "bank_fee" else self.tr("A difference of cents")

        def write(session: Session) -> UUID:
            from desktop.services.payments.booking import record_payment
            from desktop.services.payments.writing_off import write_off

            payment = record_payment(session, values, shares, today=today, at=now, rest_confirmed=confirmed)
            if left and lets_go is not None:
                write_off(session, invoice, minor=left, kind=lets_go, why=why, on=values.received_on, at=now)
            return payment

        self.deed.setEnabled(False)
        done, failed = self.while_open(partial(self._take, values, shares)), self.while_open(self._fail)
        self._desk.runner.write(write, done, failed)

    def _values(self) -> PaymentValues:
        from desktop.services.payments.booking import PaymentValues

        minor = self.minor.must()
        if self.on.day is None or self._unreadable:
            raise NoDay
        return PaymentValues(
            self.on.day, minor, self._card.currency, self.how.key,  # type: ignore[arg-type]  # one of the choice's keys
            reference=self.reference.text(), note=self.note.text(), customer_id=self._card.customer_id,
        )  # fmt: skip

    def say(self, sentence: str) -> None:
        super().say(sentence)
        self.deed.set_reason(self.second_look.missing)

    def _fail(self, sentence: str) -> None:
        """What is owed may have changed under the form: show it as it stands now."""
        self.say(sentence)
        self._read()

    def _take(self, values: PaymentValues, shares: list[Share], _payment: UUID) -> None:
        numbers = {each.row.document_id: each.row.number for each in self.invoices.rows}
        rest = values.minor - sum(share.minor for share in shares)
        said = ", ".join(numbers[share.invoice_id] for share in shares)
        detail = self.tr("For {numbers}.").format(numbers=said) if said else ""
        if rest:
            kept = self.tr("{amount} is the customer’s credit.").format(amount=money(rest, values.currency))
            detail = f"{detail} {kept}".strip()
        self.told.emit(self.tr("{amount} recorded.").format(amount=money(values.minor, values.currency)), detail)
        self.accept()

    def _note_unreadable(self, text: str) -> None:
        self._unreadable = text

    # -- building -----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        words = self.tr("Record payment")
        self.setWindowTitle(words)
        self.heading.setText(words)
        self.deed.setText(words)
        self.deed.setEnabled(False)
        self.deed.clicked.connect(self._record)
        currency = self._card.currency
        self.minor = MoneyField(self.tr("Amount in {currency}").format(currency=currency), currency)
        self.minor.textEdited.connect(lambda _text: self._spread())
        self.on = DateField(self.tr("Received on"), self._desk.today)
        self.on.set_day(self._desk.today())
        self._unreadable = ""
        self.on.unreadable.connect(self._note_unreadable)
        self.how = Choice(self.tr("Paid by"), [(key, method_word(key)) for key in BY_HAND])
        self.reference = Field(self.tr("Reference"))
        self.reference.setPlaceholderText(self.tr("From the bank statement"))
        self.reference.setMaxLength(140)
        self.note = Field(self.tr("Note"))
        self.note.setPlaceholderText(self.tr("For the office alone"))
        self.note.setMaxLength(2_000)
        self.invoices = InvoiceRows(currency)
        self.invoices.edited.connect(self._follow)
        self.credit = Tick("")
        self.credit.setMinimumWidth(1)  # a long amount is cut, and does not push the form aside
        self.credit.hide()
        self._says = Label("", "small", "muted")
        self._says.setWordWrap(True)
        self.left = Choice(
            self.tr("What becomes of the rest"),
            [("open", self.tr("The customer still owes it")), ("bank_fee", self.tr("Write it off: bank fee")),
             ("cents", self.tr("Write it off: cents"))],
        )  # fmt: skip
        self.left.currentIndexChanged.connect(lambda _index: self._follow())
        self.second_look = SecondLook(self._desk.office, currency)
        self.second_look.changed.connect(self._follow)
        self._lay_out()
        self.first = self.minor

    def _lay_out(self) -> None:
        self.body.addLayout(beside(labelled(self.minor.accessibleName(), self.minor),
                                   labelled(self.on.accessibleName(), self.on)))  # fmt: skip
        self.body.addLayout(beside(labelled(self.how.accessibleName(), self.how),
                                   labelled(self.reference.accessibleName(), self.reference)))  # fmt: skip
        self.body.addLayout(labelled(self.note.accessibleName(), self.note))
        self.body.addLayout(labelled(self.tr("For which invoices"), self.invoices))
        for part in (self._says, self.left, self.second_look, self.credit):
            self.body.addWidget(part)
        for part in (self._says, self.left, self.second_look):
            part.hide()
        self.end()
