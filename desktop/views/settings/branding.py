"""Settings, Branding: the logo and the colour that customers see, kept readable, and what papers look like."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QColorDialog, QSizePolicy, QWidget

from billing.colour import DARK_SHEET, SHEET, NotAColour, Readable, readable
from desktop.services.branding import Logo
from desktop.services.office import change_branding
from desktop.views.fonts import fonts, row_height, scaled
from desktop.views.paint import CONTROL_RADIUS, Pieces, draw_rounded
from desktop.views.settings.office_form import OfficeForm
from desktop.views.settings.paper import PaperSettings
from desktop.views.settings.rows import SettingRow
from desktop.views.theme import tokens
from desktop.views.widgets.buttons import Button
from desktop.views.widgets.field import Field
from desktop.views.widgets.logo_box import LogoBox

if TYPE_CHECKING:
    from desktop.queries.rows import OfficeRow
    from desktop.views.desk import Desk
    from desktop.views.threads import Session


class BrandingSection(OfficeForm):
    """A change reaches every page at once, those of links already sent too."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        said = self.tr("On customers’ pages at once, on new papers from the next issue.")
        super().__init__(desk, self.tr("Branding"), said, parent)
        self.logo = LogoBox(desk.runner.work)
        self.logo.set_name(desk.office.name)
        self.logo.show_logo(logo_of(desk.office))
        self.logo.chosen.connect(lambda logo: self._keep(desk.office.colour, logo))
        self.column.addWidget(self.logo)
        self.colour = Field(self.tr("Colour"))
        self.colour.setMaxLength(20)
        self.colour.setFixedWidth(scaled(110))
        self.colour.setText(desk.office.colour)
        self.colour.textEdited.connect(self._try)
        self.colour.editingFinished.connect(self._keep_colour)
        pick = Button(self.tr("Pick…"), "paint-brush")
        pick.clicked.connect(self._pick)
        self.sample = ColourSample()
        self.row = SettingRow(self.tr("Colour"), "", self.sample, self.colour, pick)
        self.row.hint.show()
        self.column.addSpacing(scaled(8))
        self.add_card("", self.row)
        self.paper = PaperSettings(desk)
        self.paper.changed.connect(self.take_office)
        self.office_changed.connect(self.paper.draw_example)
        self.column.addSpacing(scaled(8))
        self.column.addWidget(self.paper)
        self.column.addStretch(1)
        self.paper.draw_example()
        self._try(desk.office.colour)

    def _try(self, text: str) -> None:
        """Show what the colour becomes on a page, while it is typed."""
        try:
            shown = readable(text)
        except NotAColour:
            return
        self.row.show_problem("")
        self.sample.show_colours(shown)
        plain = self.tr("Of buttons and links on customers’ pages.")
        darker = self.tr("Too light to read on white, so pages use {colour}.").format(colour=shown.brand)
        self.row.hint.setText(plain if shown.brand == text.strip().lower() else darker)

    def _keep_colour(self) -> None:
        self._keep(self.colour.text().strip().lower(), self.logo.logo)

    def _keep(self, colour: str, logo: Logo | None) -> None:
        office = self._desk.office
        if (colour, logo) == (office.colour, logo_of(office)):
            return
        now = self._desk.now()

        def write(session: Session) -> OfficeRow | None:
            from desktop.queries.office import office_row

            change_branding(session, colour=colour, logo=logo, at=now)
            return office_row(session)

        self._desk.runner.write(write, self.take_office, self.row.show_problem)

    def _pick(self) -> None:
        dialog = QColorDialog(QColor(self.sample.colour), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.colorSelected.connect(self._take_colour)
        dialog.open()

    def _take_colour(self, colour: QColor) -> None:
        self.colour.setText(colour.name())
        self._try(colour.name())
        self._keep_colour()


class ColourSample(QWidget):
    """A button as customers see it, on a light page and on a dark one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = readable("#000000")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("How the colour looks"))

    @property
    def colour(self) -> str:
        """The colour on light pages."""
        return self._shown.brand

    def show_colours(self, shown: Readable) -> None:
        """Show other colours."""
        self._shown = shown
        self.setAccessibleDescription(f"{shown.brand}, {shown.brand_dark}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(scaled(140), row_height(40))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        shown = self._shown
        pieces = Pieces(self.rect(), self.layoutDirection())
        for sheet, brand, on in (
            (SHEET, shown.brand, shown.on_brand),
            (DARK_SHEET, shown.brand_dark, shown.on_brand_dark),
        ):
            page = pieces.take(self.width() // 2)
            draw_rounded(painter, page.adjusted(0, 0, -scaled(4), 0), CONTROL_RADIUS, QColor(sheet), tokens().line2)
            button = page.adjusted(scaled(8), scaled(8), -scaled(12), -scaled(8))
            draw_rounded(painter, button, 4, QColor(brand))
            painter.setFont(fonts().small_strong)
            painter.setPen(QColor(on))
            painter.drawText(button, Qt.AlignmentFlag.AlignCenter, "PDF")


def logo_of(office: OfficeRow) -> Logo | None:
    """Return the office's logo, or None."""
    return Logo(office.logo, office.logo_width, office.logo_height) if office.logo else None
