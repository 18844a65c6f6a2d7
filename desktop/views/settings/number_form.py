"""How one series writes its numbers, as rows of controls with the next number in sight."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from billing.numbers import LONGEST_PREFIX
from desktop.services.numbering import NumberingDraft, draft_of
from desktop.views.fonts import scaled
from desktop.views.settings.rows import SettingRow
from desktop.views.widgets.field import Field
from desktop.views.widgets.label import Label
from desktop.views.widgets.segments import Segments
from desktop.views.widgets.switch import Switch

if TYPE_CHECKING:
    from datetime import date

    from desktop.queries.numbers import SeriesRow
    from desktop.views.settings.rows import Section

_COUNT, _YEAR, _MONTH = "count", "year", "month"


@dataclass(frozen=True, slots=True)
class _Shown:
    """What of the pattern each choice means."""

    year: bool
    month: bool


_SHOWN = {_COUNT: _Shown(False, False), _YEAR: _Shown(True, False), _MONTH: _Shown(True, True)}


class NumberForm(QObject):
    """``edited``: the example changes while something is typed; ``left``: what stands here is meant."""

    edited = Signal()
    left = Signal()

    def __init__(self, owner: Section) -> None:
        super().__init__(owner)
        tr = owner.tr
        self._shown: SeriesRow | None = None
        self.example = Label("", "section")
        self.prefix = Field(tr("Prefix"))
        self.prefix.setMaxLength(LONGEST_PREFIX)
        self.prefix.setFixedWidth(scaled(150))
        self.pieces = Segments(
            tr("In the number"), [(_COUNT, tr("Count only")), (_YEAR, tr("Year")), (_MONTH, tr("Year and month"))]
        )
        self.digits = _count_field(tr("Digits"), 1)
        self.yearly = Switch(tr("Begin at 1 each year"))
        self.next = _count_field(tr("Next count"), 9)
        next_hint = tr("When you come from another tool: the count that its last number is followed by.")
        self.rows = {
            "example": SettingRow(tr("The next number"), tr("As a document of today would bear it."), self.example),
            "prefix": SettingRow(tr("Prefix"), tr("Letters that no other kind of document begins with."), self.prefix),
            "shows_month": SettingRow(tr("In the number"), "", self.pieces),
            "padding": SettingRow(tr("Digits"), tr("Filled up with zeros."), self.digits),
            "yearly": SettingRow(
                tr("Begin at 1 each year"), tr("Only where the year stands in the number."), self.yearly
            ),
            "next_count": SettingRow(tr("Next count"), next_hint, self.next),
        }
        self._connect()

    @property
    def kind(self) -> str:
        """The series in view, "" before one was read."""
        return self._shown.kind if self._shown else ""

    def show_series(self, row: SeriesRow) -> None:
        """Show the series as it stands; what is being typed stays while nothing has changed."""
        if row == self._shown:
            return
        self._shown = row
        pattern = row.pattern
        self.prefix.setText(pattern.prefix)
        self.pieces.choose(_MONTH if pattern.shows_month else _YEAR if pattern.shows_year else _COUNT)
        self.digits.setText(str(pattern.padding))
        self.yearly.setChecked(row.yearly)
        self.next.setText(str(row.taken + 1))
        self.show_problems({})

    def draft(self) -> NumberingDraft:
        """Return what stands in the controls; what is no number is -1, which nothing accepts."""
        shown = _SHOWN[self.pieces.current]
        return NumberingDraft(
            prefix=self.prefix.text(),
            shows_year=shown.year,
            shows_month=shown.month,
            yearly=self.yearly.isChecked(),
            padding=_count(self.digits.text()),
            next_count=_count(self.next.text()),
        )

    @property
    def is_changed(self) -> bool:
        """True when the controls say something else than the books."""
        return self._shown is not None and self.draft() != draft_of(self._shown)

    def show_example(self, today: date) -> None:
        """Write the next number as the controls would have it."""
        draft = self.draft()
        whole = draft.padding > 0 and draft.next_count > 0
        self.example.setText(draft.example(today) if whole else "–")

    def show_problems(self, problems: dict[str, str]) -> None:
        """Say beside each control what is wrong with it."""
        for name, row in self.rows.items():
            row.show_problem(problems.get(name, ""))

    def _connect(self) -> None:
        for field in (self.prefix, self.digits, self.next):
            field.textEdited.connect(self.edited)
            field.editingFinished.connect(self.left)
        self.pieces.chosen.connect(self._choose)
        self.yearly.clicked.connect(self._choose)

    def _choose(self) -> None:
        self.edited.emit()
        self.left.emit()


def _count_field(name: str, longest: int) -> Field:
    field = Field(name)
    field.setMaxLength(longest)
    field.setFixedWidth(scaled(110 if longest > 1 else 60))
    return field


def _count(text: str) -> int:
    plain = text.strip()
    return int(plain) if plain.isdecimal() else -1
