"""Giving money back, by hand or through Stripe: all of it where nothing is typed; the invoice corrected too, or not."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from billing.errors import Refused
from desktop.services.activity import LONGEST_REASON
from desktop.views.dialogs.money.field import MoneyField
from desktop.views.dialogs.money.frame import MoneyDialog, beside, explained, house_rules, labelled
from desktop.views.editor.date_field import DateField
from desktop.views.fonts import scaled
from desktop.views.payments.words import REASONS, method_word, money, reason_word
from desktop.views.widgets.choice import Choice
from desktop.views.widgets.field import Field
from desktop.views.widgets.segments import Segments
from desktop.views.words import day

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.queries.money import RefundReason
    from desktop.queries.refunds import Refundable
    from desktop.views.desk import Desk
    from desktop.views.threads import Session

_WIDTH = 520
_ALONE, _CREDIT = "alone", "credit"


class RefundDialog(MoneyDialog):
    """``credit_wanted`` carries the invoice whose credit note is asked for after a part went back.

    ``invoice_id`` leaves only what that invoice has of the payment.
    """

    credit_wanted = Signal(object)

    def __init__(
        self, desk: Desk, payment_id: UUID, invoice_id: UUID | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__("", "", "", _WIDTH, parent)
        self._desk = desk
        self._payment = payment_id
        self._invoice = invoice_id
        self._found: Refundable | None = None
        self._build()
        self._read()

    # -- reading ------------------------------------------------------------------------------------------------------

    def _read(self) -> None:
        payment, invoice = self._payment, self._invoice

        def read(session: Session) -> Refundable:
            from desktop.queries.refunds import refundable

            return refundable(session, payment, invoice)

        self._desk.runner.read(read, self.while_open(self._show), self.while_open(self.say))

    def _show(self, found: Refundable) -> None:
        self._found = found
        said = self.tr("{amount} of {day}, {method}").format(
            amount=money(found.amount_minor, found.currency), day=day(found.received_on, year=True),
            method=method_word(found.method),
        )  # fmt: skip
        most = self.tr("{amount} can go back").format(amount=money(found.most_minor, found.currency))
        self.about.setText(" · ".join(filter(None, (found.customer, said, most))))
        self.minor.currency = found.currency
        self.minor.setPlaceholderText(self.tr("all, {amount}").format(amount=money(found.most_minor, found.currency)))
        self._which.setVisible(found.invoice_id is not None and found.creditable)
        self.on_box.setVisible(not found.at_stripe)
        self.deed.setEnabled(found.most_minor > 0)
        self._explain()

    def _explain(self) -> None:
        """Say what comes of what is chosen."""
        found = self._found
        if found is None:
            return
        number = found.number
        if found.invoice_id is None:
            words = self.tr("What no invoice has goes first; what an invoice had is owed again.")
        elif self.then.current == _CREDIT and self._which.isVisibleTo(self):
            words = self.tr(
                "The money goes back, and a credit note corrects {number} with its tax, so that nothing is owed. "
                "Where only a part of what was paid goes back, the credit note asks next which lines it is for."
            )
        else:
            words = self.tr("The money goes back and {number} owes it again; the invoice and its tax stay as they are.")
        if found.at_stripe:
            words = self.tr("Stripe sends it to where it came from; it arrives there in 5 to 10 working days. ") + words
        if found.own_credit_minor:
            words += self.tr(" {credit} of its credit notes is unused and is used for it at once.")
        credit = money(found.own_credit_minor, found.currency)
        self._what.setText(words.format(number=number, credit=credit))
        self.grow()

    # -- refunding ----------------------------------------------------------------------------------------------------

    def _refund(self) -> None:
        found = self._found
        try:
            minor = self.minor.minor()
        except Refused as refused:
            self.say(str(refused))
            return
        if found is None or self.on.day is None or self._unreadable:
            self.say(self.tr("The day is missing or cannot be read. Nothing was changed. Type when it went back."))
            return
        whole = found.settles and minor in {None, found.most_minor}
        credits_ = found.invoice_id is not None and self._which.isVisibleTo(self) and self.then.current == _CREDIT
        self.deed.setEnabled(False)
        write = partial(self._write, found, minor, whole and credits_)
        wanted = found.invoice_id if credits_ and not whole else None
        done = self.while_open(partial(self._take, found, minor or found.most_minor, wanted))
        self._desk.runner.write(write, done, self.while_open(self._fail))

    def _write(self, found: Refundable, minor: int | None, credits_: bool, session: Session) -> None:
        """Refund, and credit all that is left of the invoice, in one transaction."""
        from billing.crediting import everything_left
        from desktop.services.crediting import begin_credit
        from desktop.services.online.giving_back import ask_refund
        from desktop.services.payments.refunding import RefundValues, refund_payment

        assert self.on.day is not None
        reason = cast("RefundReason", self.reason.key)
        if found.at_stripe:
            ask_refund(
                session, self._payment, minor=found.most_minor if minor is None else minor, reason=reason,
                note=self.note.text(), on=self._desk.today(), at=self._desk.now(), invoice_id=self._invoice,
                seen_minor=found.most_minor,
            )  # fmt: skip
        else:
            refund_payment(
                session, self._payment, RefundValues(reason, self.on.day, self.note.text()), minor=minor,
                invoice_id=self._invoice, today=self._desk.today(), at=self._desk.now(), seen_minor=found.most_minor,
            )  # fmt: skip
        if credits_ and found.invoice_id is not None:
            left = begin_credit(session, found.invoice_id)
            why = self.note.text().strip() or reason_word(reason)
            self._desk.credit(session, found.invoice_id, everything_left(left.invoice, left.earlier), why)

    def _fail(self, sentence: str) -> None:
        self.say(sentence)
        self._read()

    def _take(self, found: Refundable, minor: int, wanted: UUID | None, _none: None) -> None:
        words = self.tr("{amount} is on its way back.") if found.at_stripe else self.tr("{amount} went back.")
        title = words.format(amount=money(minor, found.currency))
        self.told.emit(title, found.customer)
        self.accept()
        if wanted is not None:
            self.credit_wanted.emit(wanted)

    def _note_unreadable(self, text: str) -> None:
        self._unreadable = text

    # -- building -----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        words = self.tr("Refund")
        self.setWindowTitle(words)
        self.heading.setText(words)
        self.deed.setText(words)
        self.deed.setEnabled(False)
        self.deed.clicked.connect(self._refund)
        self.minor = MoneyField(self.tr("Amount (empty: all of it)"), "EUR")
        self.on = DateField(self.tr("Went back on"), self._desk.today)
        self.on.set_day(self._desk.today())
        self._unreadable = ""
        self.on.unreadable.connect(self._note_unreadable)
        self.reason = Choice(self.tr("Why"), [(key, reason_word(key)) for key in REASONS])
        self.note = Field(self.tr("In your own words"))
        self.note.setMaxLength(LONGEST_REASON)
        self.then = Segments(
            self.tr("What becomes of the invoice"),
            ((_ALONE, self.tr("Refund alone")), (_CREDIT, self.tr("Refund and credit note"))),
        )
        self.then.chosen.connect(lambda _key: self._explain())
        self._which = QWidget()
        which = labelled(self.then.accessibleName(), self.then)
        which.setContentsMargins(0, 0, 0, 0)
        self._which.setLayout(which)
        self._what = explained("")
        self.on_box = QWidget()
        on = labelled(self.on.accessibleName(), self.on)
        on.setContentsMargins(0, 0, 0, 0)
        self.on_box.setLayout(on)
        first = labelled(self.minor.accessibleName(), self.minor)
        row = QHBoxLayout()
        row.setSpacing(scaled(12))
        row.addLayout(first, 1)
        row.addWidget(self.on_box, 1)
        self.body.addLayout(row)
        self.body.addLayout(beside(labelled(self.reason.accessibleName(), self.reason),
                                   labelled(self.note.accessibleName(), self.note)))  # fmt: skip
        self.body.addWidget(self._which)
        self.body.addWidget(self._what)
        self.body.addWidget(
            explained(
                self.tr(
                    "To let something go that never arrived, write it off. To use the money for another invoice, take "
                    "it off this one."
                )
            )
        )
        self.rules = house_rules(self._desk.office.money_policy)
        self.body.addWidget(self.rules)
        self.end()
        self.first = self.minor
