"""What the office has agreed on about giving money back: a note for whoever does so, and what counts as small."""

from __future__ import annotations

from typing import TYPE_CHECKING

from billing.errors import Refused
from desktop.services.payments.house_rules import LONGEST_POLICY, HouseRules, change_house_rules
from desktop.views.dialogs.money.field import MoneyField
from desktop.views.fonts import scaled
from desktop.views.settings.rows import CONTROL_WIDTH, SettingRow
from desktop.views.widgets.label import Label
from desktop.views.widgets.text_area import TextArea

if TYPE_CHECKING:
    from desktop.queries.rows import OfficeRow
    from desktop.views.desk import Desk
    from desktop.views.settings.payments import PaymentsSection
    from desktop.views.threads import Session

_FIELD = 120


class HouseRuleRows:
    """Two rows of the Payments section, kept as soon as they are left."""

    def __init__(self, desk: Desk, owner: PaymentsSection) -> None:
        self._desk = desk
        self._owner = owner
        tr = owner.tr
        self.policy = TextArea(tr("House rules"), 3)
        self.policy.setFixedWidth(scaled(CONTROL_WIDTH))
        self.limit = MoneyField(tr("Small amounts"), desk.office.currency)
        self.limit.setFixedWidth(scaled(_FIELD))
        self.policy_row = SettingRow(
            tr("House rules"),
            tr("Stand wherever money is refunded, credited or written off. Customers never see them."), self.policy,
        )  # fmt: skip
        self.limit_row = SettingRow(
            tr("Small amounts"), tr("Up to this much is written off without a second look. Empty for none."),
            self.limit, Label(desk.office.currency, "body", "muted"),
        )  # fmt: skip
        self.rows = (self.policy_row, self.limit_row)
        self._show(desk.office)
        self.policy.edited.connect(lambda: self._keep(self.policy_row))
        self.limit.editingFinished.connect(lambda: self._keep(self.limit_row))

    def _show(self, office: OfficeRow) -> None:
        if self.policy.toPlainText().strip() != office.money_policy:
            self.policy.setPlainText(office.money_policy)
        self.limit.show_minor(office.small_minor or None)

    def _keep(self, row: SettingRow) -> None:
        row.show_problem("")
        try:
            limit = self.limit.minor() or 0
        except Refused as refused:
            self.limit_row.show_problem(str(refused))
            return
        rules = HouseRules(self.policy.toPlainText()[:LONGEST_POLICY], limit)

        def write(session: Session) -> OfficeRow | None:
            from desktop.queries.office import office_row

            change_house_rules(session, rules)
            return office_row(session)

        self._desk.runner.write(write, self._kept, row.show_problem)

    def _kept(self, office: OfficeRow | None) -> None:
        assert office is not None
        self._desk.office = office
        self._show(office)
        self._owner.office_changed.emit()
