"""Settings, Numbers: how each kind of document is numbered, and what is to be said about the numbers given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.services.numbering import change_numbering, explain_gap, problems
from desktop.views.fonts import scaled
from desktop.views.settings.number_form import NumberForm
from desktop.views.settings.number_report import NumberReport
from desktop.views.settings.rows import Section
from desktop.views.widgets.label import Label
from desktop.views.widgets.segments import Segments

if TYPE_CHECKING:
    from billing.issued import DocumentKind
    from desktop.queries.gaps import Gap, SeriesReport
    from desktop.queries.numbers import SeriesRow
    from desktop.views.desk import Desk
    from desktop.views.threads import Session

    Read = tuple[tuple[SeriesRow, ...], SeriesReport]


class NumbersSection(Section):
    """One series at a time; kept as soon as a control is left, refused beside it."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        said = self.tr(
            "Each kind of document counts for itself. A number is taken when a document is issued, and never twice."
        )
        super().__init__(self.tr("Numbers"), said, parent)
        self._desk = desk
        self._series: tuple[SeriesRow, ...] = ()
        kinds = (("invoice", self.tr("Invoices")), ("quote", self.tr("Quotes")), ("credit", self.tr("Credit notes")))
        self.kinds = Segments(self.tr("Documents"), kinds)
        self.kinds.chosen.connect(lambda _key: self.refresh())
        top = QHBoxLayout()
        top.addWidget(self.kinds)
        top.addStretch(1)
        self.column.addLayout(top)
        self.form = NumberForm(self)
        self.add_card("", *self.form.rows.values())
        self.form.edited.connect(lambda: self.form.show_example(desk.today()))
        self.form.left.connect(self._keep)
        self.column.addSpacing(scaled(8))
        self.column.addWidget(Label(self.tr("What was given"), "strong"))
        self.report = NumberReport()
        self.report.explained.connect(self._explain)
        self.column.addWidget(self.report)
        self.column.addStretch(1)

    @property
    def kind(self) -> DocumentKind:
        """The series in view."""
        return self.kinds.current  # type: ignore[return-value]  # the keys are kinds

    def refresh(self) -> None:
        """Read how the series number, and what was given of the one in view."""
        kind, today = self.kind, self._desk.today()

        def read(session: Session) -> Read:
            from desktop.queries.gaps import series_report
            from desktop.queries.numbers import series_rows

            return series_rows(session, today=today), series_report(session, kind)

        self._desk.runner.read(read, self._show)

    def _show(self, found: Read) -> None:
        rows, report = found
        if report.kind != self.kind:
            return
        self._series = rows
        self.form.show_series(next(row for row in rows if row.kind == report.kind))
        self.form.show_example(self._desk.today())
        self.report.show_report(report)

    def _keep(self) -> None:
        kind, draft = self.kind, self.form.draft()
        if not self._series or not self.form.is_changed:
            self.form.show_problems({})
            return
        found = problems(draft, kind, self._series)
        self.form.show_problems(found)
        if found:
            return
        now, today = self._desk.now(), self._desk.today()
        self._desk.runner.write(
            lambda session: change_numbering(session, kind, draft, on=today, at=now),
            lambda _row: self.refresh(),
            lambda sentence: self.form.show_problems({"example": sentence}),
        )

    def _explain(self, gap: Gap, why: str) -> None:
        kind, now = self.kind, self._desk.now()

        def write(session: Session) -> None:
            explain_gap(session, kind, period=gap.period, first=gap.first, last=gap.last, why=why, at=now)

        self._desk.runner.write(write, lambda _done: self.refresh())
