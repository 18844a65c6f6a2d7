"""Fields that belong to the business: each is kept when it is left, and says beside itself why it was not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from billing.errors import Refused
from billing.formatting import format_number
from billing.money import RATE_PLACES, check_rate
from billing.parsing import parse_number
from desktop.services.office import BusinessValues, change_business
from desktop.views.fonts import scaled
from desktop.views.settings.rows import CONTROL_WIDTH, Section, SettingRow
from desktop.views.widgets.choice import Choice
from desktop.views.widgets.field import Field
from desktop.views.widgets.label import Label
from desktop.views.widgets.segments import Segments
from desktop.views.widgets.switch import Switch
from desktop.views.widgets.text_area import TextArea
from desktop.views.words import language

if TYPE_CHECKING:
    from desktop.queries.rows import OfficeRow
    from desktop.views.desk import Desk
    from desktop.views.threads import Session

MOST_DAYS = 3_650


class OfficeForm(Section):
    """``name`` in the methods below is a field of BusinessValues."""

    def __init__(self, desk: Desk, title: str, explanation: str, parent: QWidget | None = None) -> None:
        super().__init__(title, explanation, parent)
        self._desk = desk

    def text_row(self, name: str, title: str, hint: str = "", *, longest: int = 200) -> SettingRow:
        """Return a row with one line of text."""
        field = Field(title)
        field.setMaxLength(longest)
        field.setFixedWidth(scaled(CONTROL_WIDTH))
        field.setText(getattr(self._desk.office, name))
        field.setCursorPosition(0)
        row = SettingRow(title, hint, field)
        field.editingFinished.connect(lambda: self.keep(row, name, field.text().strip()))
        return row

    def area_row(self, name: str, title: str, hint: str = "", *, lines: int = 3) -> SettingRow:
        """Return a row with several lines of text."""
        area = TextArea(title, lines)
        area.setFixedWidth(scaled(CONTROL_WIDTH))
        area.setPlainText(getattr(self._desk.office, name))
        row = SettingRow(title, hint, area)
        area.edited.connect(lambda: self.keep(row, name, area.toPlainText().strip()))
        return row

    def choice_row(self, name: str, title: str, hint: str, choices: Sequence[tuple[str, str]]) -> SettingRow:
        """Return a row with one of several; what the books hold is on offer even if it is not in ``choices``."""
        choice = Choice(title, choices)
        choice.setFixedWidth(scaled(CONTROL_WIDTH))
        choice.choose(getattr(self._desk.office, name))
        row = SettingRow(title, hint, choice)
        choice.activated.connect(lambda _index: self.keep(row, name, choice.key))
        return row

    def segment_row(self, name: str, title: str, hint: str, choices: Sequence[tuple[str, str]]) -> SettingRow:
        """Return a row with one of a few, all in sight."""
        segments = Segments(title, choices)
        segments.choose(getattr(self._desk.office, name))
        row = SettingRow(title, hint, segments)
        segments.chosen.connect(lambda key: self.keep(row, name, key))
        return row

    def days_row(self, name: str, title: str, hint: str) -> SettingRow:
        """Return a row with a number of days."""
        field = days_field(title)
        field.setText(str(getattr(self._desk.office, name)))
        row = SettingRow(title, hint, field, Label(self.tr("days"), "body", "muted"))

        def keep() -> None:
            days = read_days(field.text())
            if days is None:
                row.show_problem(self.tr("Type a number of days from 0 to 3,650. The setting stays as it was."))
            else:
                self.keep(row, name, days)

        field.editingFinished.connect(keep)
        return row

    def rate_row(self, name: str, title: str, hint: str) -> SettingRow:
        """Return a row with a percentage, "" for none, which the books keep as text."""
        field = Field(title)
        field.setMaxLength(12)
        field.setFixedWidth(scaled(76))
        kept = getattr(self._desk.office, name)
        field.setText(format_number(Decimal(kept), language()) if kept else "")
        row = SettingRow(title, hint, field, Label("%", "body", "muted"))

        def keep() -> None:
            typed = field.text().strip()
            try:
                rate = check_rate(parse_number(typed, language(), places=RATE_PLACES)) if typed else Decimal(0)
            except Refused as refused:
                row.show_problem(str(refused))
            else:
                self.keep(row, name, f"{rate.normalize():f}" if rate else "")

        field.editingFinished.connect(keep)
        return row

    def switch_row(self, name: str, title: str, hint: str) -> SettingRow:
        """Return a row that is on or off."""
        switch = Switch(title)
        switch.setChecked(bool(getattr(self._desk.office, name)))
        row = SettingRow(title, hint, switch)
        switch.toggled.connect(lambda on: self.keep(row, name, on))
        return row

    def keep(self, row: SettingRow, name: str, value: str | int) -> None:
        """Write one field of the business if it has changed; a refusal stands beside it, and what was typed stays."""
        row.show_problem("")
        if getattr(self._desk.office, name) == value:
            return
        now = self._desk.now()

        def write(session: Session) -> OfficeRow | None:
            from desktop.queries.office import office_row

            office = office_row(session)
            assert office is not None
            change_business(session, replace(business_of(office), **{name: value}), at=now)  # type: ignore[arg-type]
            return office_row(session)

        self._desk.runner.write(write, self.take_office, row.show_problem)

    def take_office(self, office: OfficeRow | None) -> None:
        """The books hold this now: every view reads it from the desk."""
        assert office is not None
        self._desk.office = office
        self.office_changed.emit()


def business_of(office: OfficeRow) -> BusinessValues:
    """Return what of the office can be changed here."""
    return BusinessValues(**{each.name: getattr(office, each.name) for each in fields(BusinessValues)})


def days_field(name: str) -> Field:
    """Return a short field for a number of days."""
    field = Field(name)
    field.setMaxLength(6)
    field.setFixedWidth(scaled(72))
    return field


def read_days(text: str) -> int | None:
    """Return the number of days that ``text`` says, in digits of any script; None beyond ten years."""
    plain = text.strip()
    if not plain.isdecimal():
        return None
    days = int(plain)
    return days if days <= MOST_DAYS else None
