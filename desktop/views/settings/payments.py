"""Settings, Payments: whose Stripe account customers pay into, whether that works, and what they may."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QWidget

from billing.errors import Refused, Unavailable
from desktop.views.dialogs.remove_stripe import RemoveStripeDialog
from desktop.views.fonts import scaled
from desktop.views.settings.house_rules import HouseRuleRows
from desktop.views.settings.pay_rules import PayRuleRows
from desktop.views.settings.payments_card import PaymentsCard
from desktop.views.settings.rows import CONTROL_WIDTH, Section, SettingRow
from desktop.views.way_words import way_names
from desktop.views.widgets.buttons import Button, Kind
from desktop.views.widgets.field import Field

if TYPE_CHECKING:
    from billing.wire import PaymentsInfo
    from desktop.queries.pay_ways import PayWayRow
    from desktop.queries.stripe_settings import StripeStanding
    from desktop.services.online.account import StripeFound
    from desktop.views.desk import Desk
    from desktop.views.threads import Session


@dataclass(frozen=True, slots=True)
class Checked:
    """What Stripe says of the key, and what the portal says; None where it has none or does not answer."""

    found: StripeFound
    portal: PaymentsInfo | None


class PaymentsSection(Section):
    """Nothing is changed before Stripe has accepted the key and the keychain has kept it."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        said = self.tr("Customers pay on their page by card or bank debit. The money goes to your own Stripe account.")
        super().__init__(self.tr("Payments"), said, parent)
        self._desk = desk
        self._now: StripeStanding | None = None
        self._replacing = False
        self.card = PaymentsCard(desk)
        self.card.test.clicked.connect(lambda: self._check(None))
        self.column.addWidget(self.card)
        self._build_key()
        self.rules = PayRuleRows(desk, self)
        self.add_card(self.tr("Customers may"), *self.rules.rows)
        self.house = HouseRuleRows(desk, self)
        self.add_card(self.tr("Refunds, credit notes and write-offs"), *self.house.rows)
        self._build_offline()
        self.column.addStretch(1)

    def refresh(self) -> None:
        """Read how online payment stands; what is typed in the fields stays."""
        for rows in (self.rules, self.house):
            rows.follow(self._desk.office)

        def read(session: Session) -> tuple[StripeStanding, tuple[PayWayRow, ...]]:
            from desktop.queries.pay_ways import pay_ways
            from desktop.queries.stripe_settings import stripe_standing

            return stripe_standing(session), pay_ways(session)

        self._desk.runner.read(read, lambda found: self._take(*found))

    def _take(self, now: StripeStanding, ways: tuple[PayWayRow, ...]) -> None:
        there = self.tr("{ways}. Changed under Business.").format(ways=", ".join(way_names(ways)))
        none = self.tr("There are none yet. Add them under Business, and they stand on every invoice.")
        self.ways_row.hint.setText(there if ways else none)
        self._show(now)

    def _show(self, now: StripeStanding) -> None:
        self._now = now
        self.card.show_standing(now)
        kept = now.account is not None and not self._replacing
        self.key.setReadOnly(kept)
        self.key.setPlaceholderText("••••••••••••" + now.account.hint if kept and now.account else "")
        for button in (self.replace, self.remove):
            button.setVisible(kept)
        self.deed_row.setVisible(not kept)
        where = self.tr(
            "In Stripe under Developers, API keys. A restricted key will do. It is kept in this computer’s keychain "
            "and at the portal, and never shown again."
        )
        paid_out = self.tr(
            "Never shown again. Stripe sends the money on to your bank, usually within 1-2 working days; the first "
            "time it takes longer. Instant pay-outs are switched on in Stripe."
        )
        self.key_row.hint.setText(paid_out if kept else where)
        self.connect_button.set_reason("" if now.portal else self.tr("Set up Portal first."))

    # -- typing -------------------------------------------------------------------------------------------------------

    def _build_key(self) -> None:
        self.key = Field(self.tr("Stripe key"))
        self.key.setEchoMode(QLineEdit.EchoMode.Password)
        self.key.setMaxLength(400)
        self.key.setFixedWidth(scaled(CONTROL_WIDTH))
        self.key.returnPressed.connect(self._connect)
        self.replace = Button(self.tr("Replace…"))
        self.replace.clicked.connect(self._ask_key)
        self.remove = Button(self.tr("Remove…"), kind=Kind.QUIET)
        self.remove.clicked.connect(self._ask_removal)
        self.connect_button = Button(self.tr("Test and connect"), kind=Kind.FILLED)
        self.connect_button.clicked.connect(self._connect)
        self.key_row = SettingRow(self.tr("Key"), " ", self.key, self.replace, self.remove)
        nothing = self.tr("Nothing is changed unless all of it works.")
        self.deed_row = SettingRow("", nothing, self.connect_button)
        self.deed_row.title.hide()
        self.add_card(self.tr("Stripe"), self.key_row, self.deed_row)

    def _build_offline(self) -> None:
        self.ways_row = SettingRow(self.tr("Other ways to pay"), " ")
        self.add_card(self.tr("Without a card"), self.ways_row)

    def _ask_key(self) -> None:
        self._replacing = True
        if self._now is not None:
            self._show(self._now)
        self.key.setFocus()

    # -- connecting ---------------------------------------------------------------------------------------------------

    def _connect(self) -> None:
        key = self.key.text().strip()
        for row in (self.key_row, self.deed_row):
            row.show_problem("")
        if self.key.isReadOnly() or self._now is None or not self._now.portal:
            return
        if not key:
            self.key_row.show_problem(self.tr("Paste a key: it begins with sk_ or rk_."))
        else:
            self._check(key)

    def _check(self, key: str | None) -> None:
        door = self._desk.stripe
        self._busy(self.tr("Stripe is being asked."))

        def task() -> Checked:
            found = door.check(key)
            try:
                return Checked(found, door.portal_says())
            except (Refused, Unavailable):
                return Checked(found, None)

        self._desk.runner.work_aside(task, lambda checked: self._keep(checked, key), self._failed)

    def _keep(self, checked: Checked, key: str | None) -> None:
        keep, now, found = self._desk.stripe.keep, self._desk.now(), checked.found

        def write(session: Session) -> None:
            from desktop.services.online.account import connect_stripe

            connect_stripe(session, found, at=now)
            keep(key, found)  # inside the transaction: a locked keychain leaves everything as it was

        self._desk.runner.write(write, lambda _done: self._connected(checked), self._failed)

    def _connected(self, checked: Checked) -> None:
        self._busy("")
        self._replacing = False
        self.key.clear()
        self.key_row.show_problem("")
        self.deed_row.show_problem("")
        self.card.show_check(checked.found, checked.portal)
        self._desk.sync.wake()
        self.told.emit(self.tr("Online payment is set up."), self.tr("Open invoices show a button to pay."))
        self.refresh()

    def _failed(self, sentence: str) -> None:
        self._busy("")
        self.key_row.show_problem(sentence)

    def _busy(self, sentence: str) -> None:
        self.connect_button.set_reason(sentence)
        self.card.test.set_reason(sentence)

    # -- removing -----------------------------------------------------------------------------------------------------

    def _ask_removal(self) -> None:
        dialog = RemoveStripeDialog(self._desk, self)
        dialog.told.connect(self.told)
        dialog.finished.connect(lambda _result: self.refresh())
        dialog.open()
