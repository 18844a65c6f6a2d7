"""How long links live, and how long settled documents stay open behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.services.office import LINK_DAYS, change_link_days
from desktop.views.settings.office_form import days_field, read_days
from desktop.views.settings.rows import SettingRow
from desktop.views.widgets.label import Label
from desktop.views.widgets.segments import Segments

if TYPE_CHECKING:
    from desktop.queries.rows import OfficeRow
    from desktop.views.desk import Desk
    from desktop.views.settings.portal import PortalSection
    from desktop.views.threads import Session

_OTHER = "other"


class LinkLife:
    """Two rows of the Portal section, kept as soon as they are chosen or left."""

    def __init__(self, desk: Desk, owner: PortalSection) -> None:
        self._desk = desk
        self._owner = owner
        tr = owner.tr
        self.days = Segments(
            tr("A link lives for"), [*((str(days), str(days)) for days in LINK_DAYS), (_OTHER, tr("other…"))]
        )
        self.other = days_field(tr("Days"))
        self.settled = days_field(tr("Settled documents stay open"))
        lives = tr("Counted from when the portal has it. Single links can be extended.")
        stays = tr("Paid and answered documents remain as a record after their link ends.")
        self.life_row = SettingRow(tr("A link lives for"), lives, self.days, self.other, Label(tr("days"), ink="muted"))
        self.settled_row = SettingRow(
            tr("Settled documents stay open"), stays, self.settled, Label(tr("days"), ink="muted")
        )
        self.rows = (self.life_row, self.settled_row)
        self._show(desk.office)
        self.days.chosen.connect(self._choose)
        self.other.editingFinished.connect(lambda: self._keep(self.life_row, self.other.text(), self.settled.text()))
        self.settled.editingFinished.connect(lambda: self._keep(self.settled_row, self._life(), self.settled.text()))

    def _show(self, office: OfficeRow) -> None:
        usual = office.link_days in LINK_DAYS
        self.days.choose(str(office.link_days) if usual else _OTHER)
        self.other.setVisible(not usual)
        self.other.setText(str(office.link_days))
        self.settled.setText(str(office.settled_days))

    def _choose(self, key: str) -> None:
        self.other.setVisible(key == _OTHER)
        if key == _OTHER:
            self.other.setFocus()
            self.other.selectAll()
        else:
            self._keep(self.life_row, key, self.settled.text())

    def _life(self) -> str:
        return self.other.text() if self.days.current == _OTHER else self.days.current

    def _keep(self, row: SettingRow, life: str, settled: str) -> None:
        row.show_problem("")
        days, after = read_days(life), read_days(settled)
        office = self._desk.office
        if (days, after) == (office.link_days, office.settled_days):
            return
        now = self._desk.now()

        def write(session: Session) -> OfficeRow | None:
            from desktop.queries.office import office_row

            change_link_days(
                session, days=-1 if days is None else days, settled_days=-1 if after is None else after, at=now
            )
            return office_row(session)

        self._desk.runner.write(write, self._kept, row.show_problem)

    def _kept(self, office: OfficeRow | None) -> None:
        assert office is not None
        self._desk.office = office
        self._owner.office_changed.emit()
