"""StatusStrip: how far the portal is behind, always in sight at the lower edge of the window."""

from PySide6.QtCore import QRect, QSize, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from desktop.views.fonts import fonts, row_height, scaled
from desktop.views.icons import paint_icon
from desktop.views.paint import CONTROL_RADIUS, Pieces, draw_dot, draw_focus, draw_rounded, draw_text, text_width
from desktop.views.theme import Tone, tokens
from desktop.views.widgets.drawn import DrawnButton
from desktop.views.widgets.surface import Surface

_HEIGHT, _TARGET, _INSET, _ICON, _DOT, _GAP = 30, 26, 8, 14, 8, 8


class StatusButton(DrawnButton):
    """Something the strip tells; pressing it shows more. Without a glyph a dot shows its tone."""

    def __init__(self, text: str = "", glyph: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._glyph = glyph
        self._count = ""
        self._tone: Tone | None = None
        self._opens = False
        self.tell(text, glyph)

    def tell(
        self, text: str, glyph: str = "", *, tone: Tone | None = None, count: int | None = None, opens: bool = False
    ) -> None:
        """Say ``text``; ``count`` stands out behind it; ``opens`` adds a caret for a popover above."""
        self.setText(text)
        self._glyph, self._tone, self._opens = glyph, tone, opens
        self._count = "" if count is None else self.locale().toString(count)
        self.setAccessibleName(f"{text} {self._count}".strip())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        width = 2 * scaled(_INSET) + self._sign + scaled(_GAP) + text_width(self.text(), self._font)
        if self._count:
            width += scaled(_GAP) + text_width(self._count, fonts().small_strong)
        return QSize(width + (scaled(_GAP) + scaled(12) if self._opens else 0), row_height(_TARGET, fonts().small))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self.underMouse() or self.isDown():
            draw_rounded(painter, self.rect(), CONTROL_RADIUS, tokens().rail_selected)
        pieces = Pieces(self.rect(), self.layoutDirection())
        pieces.take(scaled(_INSET))
        self._paint_sign(painter, pieces.take(self._sign))
        pieces.take(scaled(_GAP))
        words = pieces.take(text_width(self.text(), self._font))
        draw_text(painter, words, self.text(), self._font, self._ink)
        if self._count:
            pieces.take(scaled(_GAP))
            count = pieces.take(text_width(self._count, fonts().small_strong))
            draw_text(painter, count, self._count, fonts().small_strong, tokens().text)
        if self._opens:
            pieces.take(scaled(_GAP))
            paint_icon(painter, pieces.take(scaled(12)), "caret-up", self._ink)
        if self.ring:
            draw_focus(painter, self.rect())

    def _paint_sign(self, painter: QPainter, place: QRect) -> None:
        if self._glyph:
            paint_icon(painter, place, self._glyph, self._ink)
        else:
            draw_dot(painter, place, scaled(_DOT), tokens().tones[self._tone or Tone.NEUTRAL].dot)

    @property
    def _sign(self) -> int:
        return scaled(_ICON if self._glyph else _DOT)

    @property
    def _loud(self) -> bool:
        return self._tone in (Tone.WARN, Tone.BAD)

    @property
    def _font(self) -> QFont:
        return fonts().small_medium if self._loud else fonts().small

    @property
    def _ink(self) -> QColor:
        return tokens().tones[self._tone].word if self._tone and self._loud else tokens().muted


class StatusStrip(Surface):
    """The sync state at the start, room for other buttons at the end."""

    sync_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("rail", "top", parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.sync = StatusButton()
        self.sync.clicked.connect(self.sync_pressed)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(8, 1, 8, 0)
        self._row.setSpacing(4)
        self._row.addWidget(self.sync)
        self._row.addStretch(1)

    def show_synced(self, text: str) -> None:
        """Say that all is well ("Synced 4 s ago")."""
        self.sync.tell(text, tone=Tone.GOOD)

    def show_offline(self, text: str) -> None:
        """Say what waits ("Offline – 3 changes wait, oldest 2 h"); pressing it explains."""
        self.sync.tell(text, "wifi-slash", tone=Tone.WARN, opens=True)

    def show_trouble(self, text: str) -> None:
        """Say what needs a hand ("The portal refused one change"); pressing it explains."""
        self.sync.tell(text, "warning-circle", tone=Tone.BAD, opens=True)

    def show_quiet(self, text: str) -> None:
        """Say what is neither good nor bad ("No portal yet")."""
        self.sync.tell(text)

    def add_button(self, button: StatusButton) -> None:
        """Put ``button`` behind those already at the end."""
        self._row.addWidget(button)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), row_height(_HEIGHT, fonts().small))

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), self.sizeHint().height())
