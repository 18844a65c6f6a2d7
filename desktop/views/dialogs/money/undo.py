"""Undoing what was booked about money: it stays in the story, with the reason; the balance is as before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.views.dialogs.warning import Point, WarningDialog
from desktop.views.payments.words import method_word, money
from desktop.views.theme import Tone
from desktop.views.words import day

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from desktop.queries.cards import DocumentCard
    from desktop.queries.money import MoneyRow
    from desktop.queries.payments import PaymentRow
    from desktop.views.desk import Desk
    from desktop.views.threads import Session

MoneyAct = Literal["payment", "take_off", "refund", "write_off"]


@dataclass(frozen=True, slots=True)
class Undoing:
    """What is undone: ``minor`` units booked on ``on``; ``numbers`` names the invoices that it is about."""

    act: MoneyAct
    id: UUID
    invoice_id: UUID | None
    minor: int
    currency: str
    on: date
    customer: str
    numbers: str
    method: str = ""


def undoing_row(row: MoneyRow, card: DocumentCard, act: MoneyAct) -> Undoing:
    """Return what a row of an invoice's money undoes."""
    minor = row.refundable_minor if act == "take_off" else row.minor
    method = row.method if row.kind == "payment" else ""
    return Undoing(act, row.id, card.id, minor, card.currency, row.on, card.customer, card.number, method)


def undoing_payment(row: PaymentRow) -> Undoing:
    """Return what a row of the list of payments undoes."""
    numbers = ", ".join(number for _id, number in row.invoices)
    return Undoing(
        "payment", row.id, None, row.amount_minor, row.currency, row.received_on, row.customer, numbers, row.method
    )


class UndoMoneyDialog(WarningDialog):
    """``told`` carries what happened; closed without it, nothing has changed."""

    told = Signal(str, str)

    def __init__(self, desk: Desk, what: Undoing, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._desk = desk
        self._what = what
        heading, deed, reasons = self._words()
        self.setWindowTitle(deed)
        self.heading.setText(heading)
        said = (what.customer, money(what.minor, what.currency), day(what.on, year=True))
        self.about.setText(" · ".join(filter(None, (*said, method_word(what.method) if what.method else ""))))
        self.show_points(self._consequences())
        self.reasons.ask(self.tr("Why (kept with what happened)"))
        self.offer_reasons(*reasons)
        self.keep.setText(self.tr("Keep it"))
        self.deed.setText(deed)
        self.decided.connect(self._undo)

    def _words(self) -> tuple[str, str, tuple[str, ...]]:
        return {
            "payment": (
                self.tr("Undo this payment?"), self.tr("Undo payment"),
                (self.tr("It never arrived"), self.tr("Typed twice"), self.tr("Typed for the wrong customer")),
            ),
            "take_off": (
                self.tr("Take this payment off {number}?").format(number=self._what.numbers), self.tr("Take it off"),
                (self.tr("It is for another invoice"), self.tr("Typed for the wrong invoice")),
            ),
            "refund": (
                self.tr("Undo this refund?"), self.tr("Undo refund"),
                (self.tr("It was never sent"), self.tr("Typed twice"), self.tr("It came back")),
            ),
            "write_off": (
                self.tr("Undo this write-off?"), self.tr("Undo write-off"),
                (self.tr("It is paid after all"), self.tr("Written off by mistake")),
            ),
        }[self._what.act]  # fmt: skip

    def _consequences(self) -> list[Point]:
        numbers = self._what.numbers
        again = self.tr("{numbers} owes it again.").format(numbers=numbers)
        points = {
            "payment": [Point("arrow-u-up-left", Tone.WARN, again)] if numbers else [],
            "take_off": [
                Point("arrow-u-up-left", Tone.WARN, again),
                Point("wallet", "muted", self.tr("The money stays the customer’s credit, for another invoice.")),
            ],
            "refund": [Point("wallet", Tone.WARN, self.tr("The money counts as here again; what is not owed is the "
                                                          "customer’s credit."))],
            "write_off": [Point("arrow-u-up-left", Tone.WARN, again)],
        }[self._what.act]  # fmt: skip
        stays = self.tr("What was booked, and that it was undone, stays in the story.")
        return [*points, Point("check-circle", Tone.GOOD, stays)]

    def _undo(self, why: str) -> None:
        self.deed.setEnabled(False)
        what, now = self._what, self._desk.now()

        def write(session: Session) -> None:
            from desktop.services.payments.applying import take_off
            from desktop.services.payments.refunding import undo_refund
            from desktop.services.payments.undoing import undo_payment
            from desktop.services.payments.writing_off import undo_write_off

            acts = {"payment": undo_payment, "refund": undo_refund, "write_off": undo_write_off}
            if what.act != "take_off":
                acts[what.act](session, what.id, why=why, at=now)
            elif what.invoice_id is not None:
                take_off(session, what.id, what.invoice_id, why=why, at=now)

        self._desk.runner.write(write, self.while_open(self._take), self.while_open(self.show_problem))

    def _take(self, _none: None) -> None:
        titles = {
            "payment": self.tr("Payment undone."), "take_off": self.tr("Payment taken off."),
            "refund": self.tr("Refund undone."), "write_off": self.tr("Write-off undone."),
        }  # fmt: skip
        self.told.emit(titles[self._what.act], money(self._what.minor, self._what.currency))
        self.accept()
