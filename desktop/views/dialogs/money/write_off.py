"""Writing off what an invoice still owes: a cent, a bank's fee, a debt that nobody pays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from billing.errors import Refused
from billing.money import exponent
from desktop.services.activity import LONGEST_REASON
from desktop.views.dialogs.money.field import MoneyField
from desktop.views.dialogs.money.frame import MoneyDialog, beside, explained, labelled
from desktop.views.dialogs.money.second_look import SecondLook
from desktop.views.payments.words import money
from desktop.views.widgets.choice import Choice
from desktop.views.widgets.field import Field

if TYPE_CHECKING:
    from uuid import UUID

    from desktop.queries.cards import DocumentCard
    from desktop.queries.money import WriteOffKind
    from desktop.views.desk import Desk
    from desktop.views.threads import Session

_WIDTH = 480


def is_small(minor: int, currency: str, limit: int = 0) -> bool:
    """Tell whether an amount is within the office's ``limit``, or below one whole unit, as rounding makes them."""
    return minor <= limit or minor < int(10 ** exponent(currency))


class WriteOffDialog(MoneyDialog):
    """Against the balance that is in sight; the reason is kept with it."""

    def __init__(self, desk: Desk, card: DocumentCard, parent: QWidget | None = None) -> None:
        super().__init__("", "", "", _WIDTH, parent)
        self._desk = desk
        self._card = card
        self._seen = card.balance_minor
        self._build()
        self._show(card.balance_minor)
        self.minor.show_minor(card.balance_minor)

    def _show(self, owed: int) -> None:
        self._seen = owed
        open_ = self.tr("{amount} open").format(amount=money(owed, self._card.currency))
        self.about.setText(f"{self._card.customer} · {self._card.number} · {open_}")

    def _write_off(self) -> None:
        try:
            minor = self.minor.must()
        except Refused as refused:
            self.say(str(refused))
            return
        invoice, seen, why = self._card.id, self._seen, self.why.text()
        today, now = self._desk.today(), self._desk.now()
        kinds: dict[str, WriteOffKind] = {"cents": "cents", "bank_fee": "bank_fee", "other": "other"}
        kind = kinds[self.kind.key]

        def write(session: Session) -> UUID:
            from desktop.services.payments.writing_off import write_off

            return write_off(session, invoice, minor=minor, kind=kind, why=why, on=today, at=now, seen_minor=seen)

        self.deed.setEnabled(False)
        self._desk.runner.write(write, self.while_open(lambda _id: self._take(minor)), self.while_open(self._fail))

    def say(self, sentence: str) -> None:
        super().say(sentence)
        self._follow()

    def _fail(self, sentence: str) -> None:
        self.say(sentence)
        invoice = self._card.id

        def read(session: Session) -> tuple[int, str]:
            from desktop.queries.balance import balance_of_id

            return balance_of_id(session, invoice)

        self._desk.runner.read(read, self.while_open(lambda found: self._show(found[0])))

    def _take(self, minor: int) -> None:
        title = self.tr("{amount} written off.").format(amount=money(minor, self._card.currency))
        self.told.emit(title, self.tr("{number} owes it no more.").format(number=self._card.number))
        self.accept()

    def _suggest(self) -> None:
        """Offer a reason for what is chosen; a person's own words stay."""
        if self.why.text() in self._suggested.values():
            self.why.setText(self._suggested[self.kind.key])

    def _build(self) -> None:
        words = self.tr("Write off")
        self.setWindowTitle(words)
        self.heading.setText(words)
        self.deed.setText(words)
        self.deed.clicked.connect(self._write_off)
        currency = self._card.currency
        self._suggested = {"cents": self.tr("A difference of cents"), "bank_fee": self.tr("Bank fee"), "other": ""}
        self.minor = MoneyField(self.tr("Amount in {currency}").format(currency=currency), currency)
        self.kind = Choice(
            self.tr("What it is"),
            [("cents", self.tr("Cents")), ("bank_fee", self.tr("Bank fee")), ("other", self.tr("Something else"))],
        )
        self.kind.currentIndexChanged.connect(lambda _index: self._suggest())
        self.why = Field(self.tr("Why (kept with what happened)"))
        self.why.setMaxLength(LONGEST_REASON)
        self.kind.choose("cents" if is_small(self._card.balance_minor, currency, self._limit()) else "other")
        self.why.setText(self._suggested[self.kind.key])
        self.body.addLayout(beside(labelled(self.minor.accessibleName(), self.minor),
                                   labelled(self.kind.accessibleName(), self.kind)))  # fmt: skip
        self.body.addLayout(labelled(self.why.accessibleName(), self.why))
        self.body.addWidget(
            explained(
                self.tr(
                    "The invoice asks for it no more. That is no payment, and the tax stays as it is: to give tax "
                    "back as well, make a credit note instead."
                )
            )
        )
        self.second_look = SecondLook(self._desk.office, currency)
        self.body.addWidget(self.second_look)
        self.minor.textChanged.connect(lambda _text: self._follow())
        self.second_look.changed.connect(self._follow)
        self.end()
        self.first = self.minor
        self._follow()

    def _limit(self) -> int:
        """Return what the house rules call small in the invoice's currency, 0 for nothing."""
        office = self._desk.office
        return office.small_minor if office.currency == self._card.currency else 0

    def _follow(self) -> None:
        try:
            minor = self.minor.minor() or 0
        except Refused:
            minor = 0
        self.second_look.follow(minor)
        self.deed.set_reason(self.second_look.missing)
        self.grow()
