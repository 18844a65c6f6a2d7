"""The drawer's menu: what is done with a document more rarely than copying its link."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, SignalInstance
from PySide6.QtWidgets import QMenu, QWidget

if TYPE_CHECKING:
    from desktop.queries.cards import DocumentCard


class DrawerMenu(QObject):
    """Each signal carries the card that was in view; ``undo_wanted`` a credit row of it."""

    settings_wanted = Signal(object)
    credit_wanted = Signal(object)
    apply_wanted = Signal(object)
    undo_wanted = Signal(object)
    take_back_wanted = Signal(object, str)
    invoice_wanted = Signal(object)
    lines_wanted = Signal(object)
    renewal_wanted = Signal(object)
    copy_wanted = Signal(object)
    deposit_wanted = Signal(object)
    answer_undo_wanted = Signal(object)
    record_wanted = Signal(object)
    use_payment_wanted = Signal(object)
    write_off_wanted = Signal(object)
    receipt_wanted = Signal(object)
    log_wanted = Signal(object)
    reminder_wanted = Signal(object)

    def menu_for(self, card: DocumentCard, parent: QWidget) -> QMenu:
        """Return the menu. What belongs to a quote keeps its place and says why it cannot be done; what an invoice or a
        credit note cannot have is absent.
        """
        menu = QMenu(parent)
        menu.setToolTipsVisible(True)
        if card.link is not None:
            menu.addAction(self.tr("Portal settings…"), lambda: self.settings_wanted.emit(card))
            menu.addSeparator()
        if "pay" in card.acts:
            menu.addAction(self.tr("Send reminder…"), lambda: self.reminder_wanted.emit(card))
        if card.mails:
            menu.addAction(self.tr("Messages…"), lambda: self.log_wanted.emit(card))
        self._add_quote_acts(menu, card)
        self._add_answer_acts(menu, card)
        self._add_money_acts(menu, card)
        if card.kind != "credit":
            menu.addAction(self.tr("Duplicate"), lambda: self.copy_wanted.emit(card))
        self._add_life_acts(menu, card)
        return menu

    def _add_quote_acts(self, menu: QMenu, card: DocumentCard) -> None:
        acts: list[tuple[str, SignalInstance, str]] = []
        if (ways := card.ways) is not None:
            acts += [
                (self.tr("Make invoice"), self.invoice_wanted, ways.whole),
                (self.tr("Make invoice of chosen lines…"), self.lines_wanted, ways.chosen),
            ]
        if card.why_no_deposit is not None:
            acts.append((self.tr("Deposit invoice…"), self.deposit_wanted, card.why_no_deposit))
        if ways is not None:
            acts.append((self.tr("Renew…"), self.renewal_wanted, ways.renewal))
        for words, wanted, why_not in acts:
            action = menu.addAction(words, partial(wanted.emit, card))
            action.setEnabled(not why_not)
            action.setToolTip(f"{why_not[:1].upper()}{why_not[1:]}." if why_not else "")

    def _add_answer_acts(self, menu: QMenu, card: DocumentCard) -> None:
        """Absent while there is no answer."""
        if any(answer.has_record for answer in card.answers):
            menu.addAction(self.tr("Save acceptance record…"), partial(self.record_wanted.emit, card))
        if any(answer.undone_at is None for answer in card.answers) and card.state in {"accepted", "declined"}:
            menu.addAction(self.tr("Take the answer back…"), partial(self.answer_undo_wanted.emit, card))

    def _add_money_acts(self, menu: QMenu, card: DocumentCard) -> None:
        """Absent where nothing is open, and where nothing has arrived."""
        if "use_payment" in card.acts:
            menu.addAction(self.tr("Use unapplied payment…"), lambda: self.use_payment_wanted.emit(card))
        if "pay" in card.acts:
            menu.addAction(self.tr("Write off…"), lambda: self.write_off_wanted.emit(card))
        if has_receipt(card):
            menu.addAction(self.tr("Save receipt…"), lambda: self.receipt_wanted.emit(card))

    def _add_life_acts(self, menu: QMenu, card: DocumentCard) -> None:
        if "credit" in card.acts:
            menu.addAction(self.tr("Credit note…"), lambda: self.credit_wanted.emit(card))
        if "apply" in card.acts:
            menu.addAction(self.tr("Use credit…"), lambda: self.apply_wanted.emit(card))
        if card.state != "withdrawn":
            for row in card.credits:
                words = self.tr("Take back what {number} takes off")
                if card.kind == "credit":
                    words = self.tr("Take back what is used for {number}")
                menu.addAction(words.format(number=row.number), partial(self.undo_wanted.emit, row))
        if "void" in card.acts:
            menu.addAction(self.tr("Void…"), lambda: self.take_back_wanted.emit(card, "void"))
        if "withdraw" in card.acts:
            menu.addAction(self.tr("Withdraw…"), lambda: self.take_back_wanted.emit(card, "withdraw"))


def has_receipt(card: DocumentCard) -> bool:
    """Tell whether money has arrived for the invoice, as on its page; what is void shows none."""
    return card.state != "void" and any(row.kind == "payment" for row in card.money)
