"""What was given of a series: gaps to explain, gaps explained, dates that fall, numbers that bill nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.services.activity import LONGEST_REASON
from desktop.views.fonts import scaled
from desktop.views.settings.rows import RowCard, SettingRow
from desktop.views.theme import Tone
from desktop.views.widgets.buttons import Button
from desktop.views.widgets.field import Field
from desktop.views.widgets.glyph import Glyph
from desktop.views.widgets.label import Ink
from desktop.views.words import day

if TYPE_CHECKING:
    from desktop.queries.gaps import Fall, Gap, SeriesReport

_MOST = 20


class NumberReport(QWidget):
    """``explained`` carries a gap and why nothing bears its numbers."""

    explained = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._report: SeriesReport | None = None
        self._card: RowCard | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def show_report(self, report: SeriesReport) -> None:
        """Show what is to be said; a reason that is being typed stays while nothing has changed."""
        if report == self._report:
            return
        self._report = report
        if self._card is not None:
            self._card.deleteLater()
        self._card = RowCard(self.tr("What was given"))
        self._column.addWidget(self._card)
        for row in self._rows(report):
            self._card.add(row)

    def _rows(self, report: SeriesReport) -> list[SettingRow]:
        rows = [self._summary(report)]
        rows += [self._missing(gap) for gap in report.missing[:_MOST]]
        rows += [
            _fact("warning-circle", Tone.BAD, self.tr("{number} was given twice").format(number=number))
            for number in report.doubles[:_MOST]
        ]
        rows += [self._fall(fall) for fall in report.falls[:_MOST]]
        rows += [_fact("info", "muted", _span(gap), gap.why) for gap in report.explained[:_MOST]]
        if report.void:
            numbers = ", ".join(report.void[:_MOST])
            rows.append(_fact("prohibit", "muted", self.tr("Void, and used all the same"), numbers))
        return rows

    def _summary(self, report: SeriesReport) -> SettingRow:
        count = self.tr("1 number was given") if report.numbers == 1 else self.tr("{count} numbers were given")
        title = count.format(count=self.locale().toString(report.numbers))
        if report.is_clean:
            return _fact("check-circle", Tone.GOOD, title, self.tr("None is missing, none was given twice."))
        return _fact("warning-circle", Tone.WARN, title, self.tr("Something is left to explain."))

    def _missing(self, gap: Gap) -> SettingRow:
        why = Field(self.tr("Why they are missing"))
        why.setMaxLength(LONGEST_REASON)
        why.setPlaceholderText(self.tr("Why"))
        why.setFixedWidth(scaled(200))
        note = Button(self.tr("Note it"))
        note.setEnabled(False)
        why.textChanged.connect(lambda text: note.setEnabled(bool(text.strip())))
        for signal in (note.clicked, why.returnPressed):
            signal.connect(lambda *_: self._explain(gap, why))
        missing = self.tr("{span}: missing").format(span=_span(gap))
        return SettingRow(missing, self.tr("A reason is asked for in an audit."), why, note)

    def _explain(self, gap: Gap, why: Field) -> None:
        if why.text().strip():
            self.explained.emit(gap, why.text().strip())

    def _fall(self, fall: Fall) -> SettingRow:
        said = self.tr("Confirmed when it was issued.") if fall.confirmed else self.tr("Nobody has confirmed it.")
        title = self.tr("{number} is dated {on}, after {before} of {date}").format(
            number=fall.number, on=day(fall.on, year=True), before=fall.after, date=day(fall.after_on, year=True)
        )
        return _fact("calendar-blank", "muted" if fall.confirmed else Tone.WARN, title, said)


def _fact(glyph: str, ink: Ink, title: str, hint: str = "") -> SettingRow:
    return SettingRow(title, hint, Glyph(glyph, ink))


def _span(gap: Gap) -> str:
    numbers = f"{gap.first}" if gap.first == gap.last else f"{gap.first} – {gap.last}"
    if not gap.period:
        return numbers
    return QCoreApplication.translate("numbers", "{numbers} of {year}").format(numbers=numbers, year=gap.period)
