"""Before a document is taken back: voided while nobody has it, withdrawn afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.views.dialogs.earlier import EarlierDate
from desktop.views.dialogs.sentences import opened, why_not_now
from desktop.views.dialogs.warning import Point, WarningDialog
from desktop.views.theme import Tone
from desktop.views.words import amount

if TYPE_CHECKING:
    from desktop.queries.cards import DocumentCard
    from desktop.services.issuing import IssuedNumber
    from desktop.views.desk import Desk
    from desktop.views.threads import Session

TakeBack = Literal["void", "withdraw"]


class TakeBackDialog(WarningDialog):
    """``told`` carries what happened; closed without it, nothing has changed."""

    told = Signal(str, str)

    def __init__(self, desk: Desk, card: DocumentCard, act: TakeBack, parent: QWidget | None = None) -> None:
        voids = act == "void"
        super().__init__("", parent)
        self.setWindowTitle(self.tr("Void") if voids else self.tr("Withdraw"))
        self._desk = desk
        self._card = card
        self._voids = voids
        question = self.tr("Void {number}?") if voids else self.tr("Withdraw {number}?")
        self.heading.setText(question.format(number=card.number))
        self.about.setText(" · ".join((card.customer, f"{amount(card.total_minor, card.currency)} {card.currency}")))
        self.show_points(self._points_of_voiding() if voids else self._points_of_withdrawing())
        self._ask_why()
        self.keep.setText(self._by_kind(self.tr("Keep the invoice"), self.tr("Keep the quote"), self.tr("Keep it")))
        self.deed.setText(self._deed())
        self._earlier = EarlierDate(desk, card.id, self) if self._credits else None
        self.decided.connect(self._take_back)

    @property
    def _credits(self) -> bool:
        """A credit note comes with it."""
        return not self._voids and self._card.kind == "invoice" and self._card.creditable_minor > 0

    def _by_kind(self, invoice: str, quote: str, credit: str) -> str:
        return {"invoice": invoice, "quote": quote, "credit": credit}[self._card.kind]

    def _deed(self) -> str:
        if self._voids:
            return self._by_kind(self.tr("Void invoice"), self.tr("Void quote"), self.tr("Void credit note"))
        return self.tr("Withdraw and credit") if self._credits else self.tr("Withdraw")

    def _ask_why(self) -> None:
        self.reasons.ask(
            self.tr("Why (stands on the credit note)") if self._credits else self.tr("Why (kept with what happened)")
        )
        self.offer_reasons(
            self.tr("Issued by mistake"), self.tr("Addressed to the wrong customer"), self.tr("Issued twice")
        )

    def _points_of_voiding(self) -> list[Point]:
        points = [
            Point(
                "link-break", Tone.BAD, self.tr("Nobody was given it."), self.tr("Its link says withdrawn from now on.")
            ),
            Point("hash", "muted", self.tr("Its number stays used. It stays in the list, struck through.")),
        ]
        if self._card.credits and self._card.kind == "credit":
            numbers = ", ".join(row.number for row in self._card.credits)
            again = self.tr("{numbers} owes again what it took off.").format(numbers=numbers)
            points.insert(1, Point("arrow-u-up-left", Tone.WARN, again))
        return points

    def _points_of_withdrawing(self) -> list[Point]:
        card, zone, today = self._card, self._desk.office.time_zone, self._desk.today()
        seen = opened(card.link, zone, today) if card.link else ""
        offline = f" {self.tr('The portal hears of it later.')}" if why_not_now(self._desk) else ""
        every = self.tr("Every link to it says withdrawn, without amounts.")
        points = [Point("link-break", Tone.BAD, f"{seen}{offline}".strip(), every)]
        points += self._points_of_credit()
        if card.paid_minor:
            words = self.tr("{amount} {currency} has arrived for it and stays as the customer’s credit.")
            paid = words.format(amount=amount(card.paid_minor, card.currency), currency=card.currency)
            points.append(Point("wallet", Tone.WARN, paid))
        stays = self.tr("Its number, its PDF and its history stay as they are.")
        return [*points, Point("check-circle", Tone.GOOD, stays)]

    def _points_of_credit(self) -> list[Point]:
        """Say what earlier credit notes gave back, what of them is used now, and what the new one is over."""
        card = self._card
        earlier = card.total_minor - card.creditable_minor
        if card.kind != "invoice" or not (self._credits or earlier):
            return []
        points = []
        if earlier:
            known = self._with_amount(self.tr("{amount} {currency} of it is credited already."), earlier)
            free = self._with_amount(self.tr("{amount} {currency} of that is unused and is used for it first."),
                                     card.unused_minor)  # fmt: skip
            points.append(Point("arrow-u-up-left", "muted", free if card.unused_minor else "", known))
        if self._credits:
            words = self.tr("A credit note over {amount} {currency} is issued with this reason.")
            if earlier:
                words = self.tr("A credit note over the rest, {amount} {currency}, is issued with this reason.")
            given = self._with_amount(words, card.creditable_minor)
            points.append(Point("receipt", "muted", self.tr("It gets a number and a link of its own."), given))
        return points

    def _with_amount(self, words: str, minor: int) -> str:
        return words.format(amount=amount(minor, self._card.currency), currency=self._card.currency)

    def _take_back(self, why: str) -> None:
        if self._earlier is not None and (question := self._earlier.ask()):
            self.show_problem(question)
            self.deed.setText(self.tr("Withdraw with the earlier date"))
            return
        self.deed.setEnabled(False)
        done, failed = self.while_open(self._take), self.while_open(self._fail)
        confirmed = self._earlier is not None and self._earlier.confirmed
        document_id, now, withdraw = self._card.id, self._desk.now(), self._desk.withdraw
        if not self._voids:
            self._desk.runner.write(
                lambda session: withdraw(session, document_id, why, earlier_date_confirmed=confirmed), done, failed
            )
            return

        def write(session: Session) -> None:
            from desktop.services.withdrawing import void

            void(session, document_id, why=why, at=now)

        self._desk.runner.write(write, done, failed)

    def _fail(self, sentence: str) -> None:
        self.show_problem(sentence)
        if self._earlier is not None:
            self._earlier.learn()

    def _take(self, note: IssuedNumber | None) -> None:
        words = self.tr("{number} is void.") if self._voids else self.tr("{number} is withdrawn.")
        detail = self.tr("{number} gives it back.").format(number=note.number) if note else ""
        self.told.emit(words.format(number=self._card.number), detail)
        self.accept()
