"""NavItem: a section's name in the column of settings."""

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.views.fonts import fonts, row_height, scaled
from desktop.views.icons import paint_icon
from desktop.views.paint import CONTROL_RADIUS, Pieces, draw_dot, draw_focus, draw_rounded, draw_text
from desktop.views.theme import Tone, tokens
from desktop.views.widgets.drawn import DrawnButton


class NavItem(DrawnButton):
    """A section's name with its icon, perhaps with the light of what it connects."""

    def __init__(self, glyph: str, text: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self._glyph = glyph
        self._tone: Tone | None = None
        self.setCheckable(True)
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_light(self, tone: Tone) -> None:
        """Show the light; its word stands in the section."""
        self._tone = tone
        words = {Tone.GOOD: self.tr("connected"), Tone.NEUTRAL: self.tr("not set up"), Tone.WARN: self.tr("offline")}
        self.setAccessibleDescription(words.get(tone, self.tr("needs attention")))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(scaled(34), row_height(34))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = tokens()
        chosen = self.isChecked()
        if chosen or self.underMouse():
            draw_rounded(painter, self.rect(), CONTROL_RADIUS, colours.rail_selected if chosen else colours.rail)
        pieces = Pieces(self.rect(), self.layoutDirection())
        pieces.take(scaled(10))
        side = scaled(17)
        place = pieces.take(side)
        square = QRect(place.left(), (self.height() - side) // 2, side, side)
        paint_icon(painter, square, self._glyph, colours.text if chosen else colours.muted)
        pieces.take(scaled(10))
        pieces.take_end(scaled(10))
        if self._tone is not None:
            draw_dot(painter, pieces.take_end(scaled(8)), scaled(8), colours.tones[self._tone].dot)
        draw_text(painter, pieces.rest, self.text(), fonts().strong if chosen else fonts().body, colours.text)
        if self.ring:
            draw_focus(painter, self.rect())
