"""What customers may: pay online, in parts, and from which amount on. Kept as soon as it is chosen or left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from billing.errors import Refused
from desktop.services.online.rules import PayRules, change_pay_rules
from desktop.views.dialogs.money.field import MoneyField
from desktop.views.fonts import scaled
from desktop.views.settings.rows import SettingRow
from desktop.views.widgets.label import Label
from desktop.views.widgets.switch import Switch

if TYPE_CHECKING:
    from desktop.queries.rows import OfficeRow
    from desktop.views.desk import Desk
    from desktop.views.settings.payments import PaymentsSection
    from desktop.views.threads import Session

_FIELD = 120


class PayRuleRows:
    """Three rows of the Payments section."""

    def __init__(self, desk: Desk, owner: PaymentsSection) -> None:
        self._desk = desk
        self._owner = owner
        tr = owner.tr
        self.online = Switch(tr("Pay online"))
        self.parts = Switch(tr("Pay in parts"))
        self.least = MoneyField(tr("Smallest part"), desk.office.currency)
        self.least.setFixedWidth(scaled(_FIELD))
        self.unit = Label(desk.office.currency, "body", "muted")
        self.online_row = SettingRow(
            tr("Pay online"), tr("New and open invoices. Portal settings of an invoice can differ."), self.online
        )
        self.parts_row = SettingRow(tr("Pay in parts"), tr("The customer may pay less than all of it."), self.parts)
        self.least_row = SettingRow(
            tr("Smallest part"), tr("Empty for as little as Stripe takes. Whatever is open can always be paid."),
            self.least, self.unit,
        )  # fmt: skip
        self.rows = (self.online_row, self.parts_row, self.least_row)
        self._show(desk.office)
        self.online.clicked.connect(lambda: self._keep(self.online_row))
        self.parts.clicked.connect(lambda: self._keep(self.parts_row))
        self.least.editingFinished.connect(lambda: self._keep(self.least_row))

    def follow(self, office: OfficeRow) -> None:
        """Ask for the smallest part in the currency that the office has now."""
        if self.least.currency != office.currency:
            self.least.currency = office.currency
            self.unit.setText(office.currency)
            self._show(office)

    def _show(self, office: OfficeRow) -> None:
        self.online.setChecked(office.pay_online)
        self.parts.setChecked(office.pay_parts)
        self.least.show_minor(office.pay_part_minor or None)
        self.parts.setEnabled(office.pay_online)
        self.least.setEnabled(office.pay_online and office.pay_parts)

    def _keep(self, row: SettingRow) -> None:
        row.show_problem("")
        try:
            least = self.least.minor() or 0
        except Refused as refused:
            self.least_row.show_problem(str(refused))
            return
        rules, now = PayRules(self.online.isChecked(), self.parts.isChecked(), least), self._desk.now()

        def write(session: Session) -> OfficeRow | None:
            from desktop.queries.office import office_row

            change_pay_rules(session, rules, at=now)
            return office_row(session)

        self._desk.runner.write(write, self._kept, row.show_problem)

    def _kept(self, office: OfficeRow | None) -> None:
        assert office is not None
        self._desk.office = office
        self._show(office)
        self._owner.office_changed.emit()
