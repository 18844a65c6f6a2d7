"""Settings, Branding: the template and the sheets that new papers are printed on, with an example."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.services.office import change_paper
from desktop.views.fonts import scaled
from desktop.views.settings.paper_example import PaperExample
from desktop.views.settings.rows import RowCard, SettingRow
from desktop.views.widgets.label import Label
from desktop.views.widgets.segments import Segments

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.queries.rows import OfficeRow
    from desktop.views.desk import Desk
    from desktop.views.threads import Session


class PaperSettings(QWidget):
    """``changed`` carries the office as the books hold it now."""

    changed = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.template = Segments(self.tr("Template"), template_names(self))
        self.sheet = Segments(self.tr("Sheets"), (("a4", "A4"), ("letter", self.tr("US Letter"))))
        self.template.choose(desk.office.template)
        self.sheet.choose(desk.office.paper)
        for segments in (self.template, self.sheet):
            segments.chosen.connect(self._keep)
        self.row = SettingRow(self.tr("Template"), self.tr("Each document can have another one."), self.template)
        self.example = PaperExample()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(scaled(8))
        column.addWidget(Label(self.tr("Paper"), "strong"))
        card = RowCard(self.tr("Paper"))
        card.add(self.row)
        card.add(SettingRow(self.tr("Sheets"), "", self.sheet))
        card.add(self.example)
        column.addWidget(card)

    def draw_example(self) -> None:
        """Draw the example as the office looks now."""
        from desktop.services.paper_example import ExampleWords, draw_example

        template, paper, on = self.template.current, self.sheet.current, self._desk.today()
        lines = (
            (self.tr("Your first line"), self.tr("What it is, in your words")),
            (self.tr("Your second line"), self.tr("Quantity times price")),
        )
        words = ExampleWords(self.tr("Your customer"), lines)

        def read(session: Session) -> bytes:
            return draw_example(session, words, template=template, paper=paper, on=on)

        self._desk.runner.read(read, self.example.show_pdf, self.row.show_problem)

    def _keep(self) -> None:
        self.row.show_problem("")
        template, paper = self.template.current, self.sheet.current

        def write(session: Session) -> OfficeRow | None:
            from desktop.queries.office import office_row

            change_paper(session, template=template, paper=paper)
            return office_row(session)

        self._desk.runner.write(write, self.changed.emit, self.row.show_problem)


def template_names(widget: QWidget) -> Sequence[tuple[str, str]]:
    """Return the templates by their names in the person's language."""
    return (("classic", widget.tr("Classic")), ("modern", widget.tr("Modern")))
