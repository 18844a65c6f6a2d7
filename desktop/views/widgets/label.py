"""Label: words in one of the house's fonts and colours, following scheme and text size."""

from typing import Literal

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget

from desktop.views.fonts import FontName, fonts
from desktop.views.paint import draw_text, never_markup, text_width
from desktop.views.theme import Tone, tokens

Ink = Literal["text", "muted", "faint", "accent"] | Tone


def ink_colour(ink: Ink) -> QColor:
    """Return the colour of the moment for an ink."""
    if isinstance(ink, Tone):
        return tokens().tones[ink].word
    colour: QColor = getattr(tokens(), ink)
    return colour


class Label(QLabel):
    """Plain text, never markup. An ``elided`` label is one line; where it ends in "…", its tooltip has all of it."""

    def __init__(
        self,
        text: str = "",
        font: FontName = "body",
        ink: Ink = "text",
        *,
        elided: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._font: FontName = font
        self._ink: Ink = ink
        self._elided = elided
        self.setFont(fonts().named(font))
        self._take_colour()

    def set_ink(self, ink: Ink) -> None:
        """Write in another colour from now on."""
        self._ink = ink
        self._take_colour()

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), text_width("mm…", self.font())), hint.height()) if self._elided else hint

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ApplicationFontChange:
            self.setFont(fonts().named(self._font))
        elif event.type() == QEvent.Type.PaletteChange:
            self._take_colour()
        return super().event(event)

    def setText(self, text: str) -> None:  # noqa: N802 - Qt's own name
        super().setText(text)
        self._take_tooltip()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._take_tooltip()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._elided:
            super().paintEvent(event)
            return
        draw_text(QPainter(self), self.contentsRect(), self.text(), self.font(), ink_colour(self._ink))

    def _take_tooltip(self) -> None:
        if self._elided:
            fits = text_width(self.text(), self.font()) <= self.width()
            self.setToolTip("" if fits else never_markup(self.text()))

    def _take_colour(self) -> None:
        role, colour = QPalette.ColorRole.WindowText, ink_colour(self._ink)
        if self.palette().color(role) != colour:  # setPalette announces itself by PaletteChange
            palette = QPalette()
            palette.setColor(role, colour)
            self.setPalette(palette)
