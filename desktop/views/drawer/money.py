"""The money of an invoice: what arrived, what went back, what was let go, by day; each with what can be done."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QMenu, QScrollArea, QWidget

from desktop.views.drawer.charges import ChargeNotes
from desktop.views.drawer.menu import has_receipt
from desktop.views.fonts import scaled
from desktop.views.payments.words import method_word, reason_word
from desktop.views.widgets.amount import Amount
from desktop.views.widgets.buttons import Button, IconButton, Kind
from desktop.views.widgets.label import Label
from desktop.views.words import amount, day

if TYPE_CHECKING:
    from desktop.queries.cards import DocumentCard
    from desktop.queries.money import MoneyRow


class MoneyList(QScrollArea):
    """Each signal carries the row that was pressed; ``undo_wanted`` also what of it: ``MoneyAct``; ``look_wanted`` and
    ``seen_wanted`` the intent of an online payment.
    """

    refund_wanted = Signal(object)
    undo_wanted = Signal(object, str)
    receipt_wanted = Signal()
    look_wanted = Signal(str)
    seen_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Payments"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self.buttons: list[IconButton] = []
        self.notes: ChargeNotes | None = None

    def show_card(self, card: DocumentCard, time_zone: str, today: date) -> None:
        """Show the money of ``card``, what is under way online above it, and what is open after it."""
        page = QWidget()
        grid = QGridLayout(page)
        grid.setContentsMargins(0, scaled(12), 0, scaled(8))
        grid.setHorizontalSpacing(scaled(12))
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(1, 1)
        self.buttons = []
        end = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        self.notes = ChargeNotes(card.charges, time_zone, today)
        self.notes.look_wanted.connect(self.look_wanted)
        self.notes.seen_wanted.connect(self.seen_wanted)
        grid.addWidget(self.notes, 0, 0, 1, 4)
        start = Qt.AlignmentFlag.AlignRight if self.isRightToLeft() else Qt.AlignmentFlag.AlignLeft
        if not card.money and not self.notes.said:
            nothing = Label(self.tr("Nothing has arrived yet."), "body", "muted")
            grid.addWidget(nothing, 1, 0, 1, 4)
        for place, row in enumerate(card.money):
            line = 1 + 2 * place
            grid.addWidget(Label(day(row.on, year=True), "small", "muted"), line, 0)
            grid.addWidget(Label(money_word(row), "medium", elided=True), line, 1)
            sign = "−" if row.kind == "refund" else ""
            grid.addWidget(Amount(f"{sign}{amount(row.minor, card.currency)}", card.currency, "medium"), line, 2, end)
            grid.addWidget(self._more(row, card), line, 3)
            if words := row.why or (reason_word(row.reason) if row.kind == "refund" else ""):
                second = Label(words, "small", "muted", elided=" " not in words)  # a bank's reference never wraps
                second.setWordWrap(" " in words)
                second.setMinimumWidth(1)
                second.setAlignment(Qt.AlignmentFlag.AlignAbsolute | start)  # else its letters decide the side
                grid.addWidget(second, line + 1, 1, 1, 2)
        last = 1 + 2 * max(len(card.money), 1)
        if has_receipt(card):
            grid.setRowMinimumHeight(last, scaled(12))
            grid.addWidget(self._receipt(), last + 1, 1, 1, 3, Qt.AlignmentFlag.AlignRight)
        grid.setRowStretch(last + 2, 1)
        self.setWidget(page)
        page.setAutoFillBackground(False)

    def _receipt(self) -> Button:
        button = Button(self.tr("Save receipt…"), "receipt")
        button.clicked.connect(self.receipt_wanted)
        return button

    def _more(self, row: MoneyRow, card: DocumentCard) -> IconButton:
        name = self.tr("What can be done with {what} of {day}").format(what=money_word(row), day=day(row.on))
        button = IconButton("dots-three", name, Kind.QUIET)
        button.clicked.connect(partial(self._show_menu, button, row, card))
        self.buttons.append(button)
        return button

    def _show_menu(self, button: IconButton, row: MoneyRow, card: DocumentCard, _checked: bool = False) -> None:
        menu = self.menu_for(row, card, button)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def menu_for(self, row: MoneyRow, card: DocumentCard, parent: QWidget) -> QMenu:
        """Return what can be done with ``row``; what cannot be is there and says why."""
        menu = QMenu(parent)
        menu.setToolTipsVisible(True)
        if row.kind == "payment":
            withdrawn = self.tr("The invoice is withdrawn.") if card.state == "withdrawn" else ""
            gone = "" if row.refundable_minor > 0 else self.tr("All of it went back already.")
            stripe = self.tr("It stands at Stripe. Refund it instead.") if row.at_stripe else ""
            back = self.tr("Some of it went back. Undo the refund first.") if self._went_back(row, card) else ""
            _add(menu, self.tr("Refund…"), partial(self.refund_wanted.emit, row), withdrawn or gone)
            take_off = partial(self.undo_wanted.emit, row, "take_off")
            _add(menu, self.tr("Take off this invoice…"), take_off, withdrawn or gone)
            _add(menu, self.tr("Undo payment…"), partial(self.undo_wanted.emit, row, "payment"), stripe or back)
        elif row.kind == "refund":
            stripe = self.tr("Stripe sends it, and cannot take it back.") if row.at_stripe else ""
            _add(menu, self.tr("Undo refund…"), partial(self.undo_wanted.emit, row, "refund"), stripe)
        else:
            _add(menu, self.tr("Undo write-off…"), partial(self.undo_wanted.emit, row, "write_off"), "")
        return menu

    def _went_back(self, row: MoneyRow, card: DocumentCard) -> bool:
        had = sum(each.minor for each in card.money if each.kind == "payment" and each.id == row.id)
        return row.refundable_minor < had


def money_word(row: MoneyRow) -> str:
    """Return what a row is: the way it was paid, a refund, a write-off."""
    if row.kind == "payment":
        return method_word(row.method)
    if row.kind == "refund":
        return _tr("Refund on its way") if row.state == "pending" else _tr("Refund")
    return _tr("Written off")


def _tr(text: str) -> str:
    return QCoreApplication.translate("money", text)


def _add(menu: QMenu, words: str, act: partial[None], why_not: str) -> None:
    action = menu.addAction(words, act)
    action.setEnabled(not why_not)
    action.setToolTip(why_not)
