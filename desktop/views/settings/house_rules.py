"""What the office has agreed on about giving money back: a note for whoever does so, and what counts as small."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from billing.errors import Refused
from desktop.services.payments.house_rules import HouseRules, change_house_rules, house_rules
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
    """Two rows of the Payments section, each kept as soon as it is left."""

    def __init__(self, desk: Desk, owner: PaymentsSection) -> None:
        self._desk = desk
        self._owner = owner
        self._shown = HouseRules(desk.office.money_policy, desk.office.small_minor)
        tr = owner.tr
        self.policy = TextArea(tr("House rules"), 3)
        self.policy.setFixedWidth(scaled(CONTROL_WIDTH))
        self.policy.setPlainText(self._shown.policy)
        self.limit = MoneyField(tr("Small amounts"), desk.office.currency)
        self.limit.setFixedWidth(scaled(_FIELD))
        self.limit.show_minor(self._shown.small_minor or None)
        self.unit = Label(desk.office.currency, "body", "muted")
        self.policy_row = SettingRow(
            tr("House rules"),
            tr("Stand wherever money is refunded, credited or written off. Customers never see them."), self.policy,
        )  # fmt: skip
        self.limit_row = SettingRow(
            tr("Small amounts"),
            tr("Up to this much is written off without a second look. Empty: nothing is asked. In another currency "
               "every write-off is asked about."),
            self.limit, self.unit,
        )  # fmt: skip
        self.rows = (self.policy_row, self.limit_row)
        self.policy.edited.connect(self._keep_policy)
        self.limit.editingFinished.connect(self._keep_limit)

    def follow(self, office: OfficeRow) -> None:
        """Show what the books hold; what was typed since stays, unless the limit is one of another currency now."""
        if self.policy.toPlainText().strip() == self._shown.policy != office.money_policy:
            self.policy.setPlainText(office.money_policy)
        turned = self.limit.currency != office.currency
        self.limit.currency = office.currency
        self.unit.setText(office.currency)
        if turned or self._typed_limit() == self._shown.small_minor:
            self.limit.show_minor(office.small_minor or None)
        self._shown = HouseRules(office.money_policy, office.small_minor)

    # -- within -------------------------------------------------------------------------------------------------------

    def _typed_limit(self) -> int | None:
        """Return what stands in the field, None while it is no amount."""
        try:
            return self.limit.minor() or 0
        except Refused:
            return None

    def _keep_policy(self) -> None:
        self._keep(self.policy_row, policy=self.policy.toPlainText().strip())

    def _keep_limit(self) -> None:
        try:
            limit = self.limit.minor() or 0
        except Refused as refused:
            self.limit_row.show_problem(str(refused))
            return
        self._keep(self.limit_row, small_minor=limit)

    def _keep(self, row: SettingRow, **changed: str | int) -> None:
        """Write one of the rules beside what the books hold of the other."""
        row.show_problem("")

        def write(session: Session) -> OfficeRow | None:
            from desktop.queries.office import office_row

            change_house_rules(session, replace(house_rules(session), **changed))  # type: ignore[arg-type]
            return office_row(session)

        self._desk.runner.write(write, lambda office: self._kept(office, changed), row.show_problem)

    def _kept(self, office: OfficeRow | None, changed: dict[str, str | int]) -> None:
        assert office is not None
        self._desk.office = office
        self._shown = replace(self._shown, **changed)  # type: ignore[arg-type]
        self.follow(office)
        self._owner.office_changed.emit()
