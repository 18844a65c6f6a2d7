"""Buttons: native where the system draws its own, ours on Fusion; the filled one is the view's default button."""

from enum import Enum, auto

from PySide6.QtCore import QRect, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QFocusEvent, QIcon, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from desktop.views.fonts import fonts, row_height, scaled
from desktop.views.icons import icon, paint_icon
from desktop.views.paint import CONTROL_RADIUS, Pieces, by_keyboard, draw_focus, draw_rounded, draw_text, text_width
from desktop.views.theme import Tone, drawn_by_fusion, tokens

_HEIGHT, _INSET, _ICON, _GAP, _CARET = 32, 14, 16, 8, 12


class Kind(Enum):
    """How loud a button is: one FILLED in a view; DANGER fills a warning's deed; WARY leads to such a warning."""

    FILLED = auto()
    DANGER = auto()
    OUTLINED = auto()
    WARY = auto()
    QUIET = auto()


class Button(QPushButton):
    """A word, perhaps a glyph before it; with a menu it shows a caret behind."""

    def __init__(self, text: str, glyph: str = "", kind: Kind = Kind.OUTLINED, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.ring = False
        self._glyph = glyph
        self._kind = kind
        self.setAccessibleName(text)
        self.setDefault(kind in (Kind.FILLED, Kind.DANGER))
        self.setAutoDefault(kind is not Kind.QUIET)
        self.setFlat(kind is Kind.QUIET)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.set_glyph(glyph)

    def set_glyph(self, glyph: str) -> None:
        """Show another glyph, or none."""
        self._glyph = glyph
        self.setIcon(icon(glyph) if glyph else QIcon())
        self.updateGeometry()
        self.update()

    def set_reason(self, sentence: str) -> None:
        """Keep the button in its place but out of work, because of ``sentence``; an empty one puts it back to work."""
        self.setEnabled(not sentence)
        self.setToolTip(sentence)
        self.setAccessibleDescription(sentence)

    def sizeHint(self) -> QSize:
        if not drawn_by_fusion():
            return super().sizeHint()
        return QSize(self.width_for(self.text()), row_height(_HEIGHT))

    def width_for(self, text: str) -> int:
        """Return the width on Fusion with ``text`` in it, so that a button may keep its width when its word changes."""
        width = text_width(text, fonts().strong) + 2 * scaled(_INSET)
        if self._glyph:
            width += scaled(_ICON) + scaled(_GAP)
        if self.menu():
            width += scaled(_CARET) + scaled(_GAP)
        return max(width, scaled(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint() if drawn_by_fusion() else super().minimumSizeHint()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.ring = by_keyboard(event)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.ring = False
        super().focusOutEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not drawn_by_fusion():
            super().paintEvent(event)
            return
        painter = QPainter(self)
        self._paint_frame(painter)
        self._paint_words(painter)
        if self.ring:
            _paint_ring(painter, self.rect(), filled=self._kind in (Kind.FILLED, Kind.DANGER))

    def _paint_frame(self, painter: QPainter) -> None:
        fill, border = self._frame()
        if fill is not None or border is not None:
            draw_rounded(painter, self.rect(), CONTROL_RADIUS, fill, border)

    def _frame(self) -> tuple[QColor | None, QColor | None]:
        colours = tokens()
        lit = self.isEnabled() and (self.underMouse() or self.isDown())
        if self._kind in (Kind.FILLED, Kind.DANGER):
            if not self.isEnabled():
                return colours.alt, colours.line
            return _pressed(colours.danger if self._kind is Kind.DANGER else colours.accent, lit=lit), None
        if self._kind is Kind.QUIET:
            return (colours.rail_selected if self.isDown() else colours.window) if lit else None, None
        if not self.isEnabled():
            return colours.alt, colours.line
        fill = colours.window if self.isDown() else colours.alt if lit else colours.raised
        return fill, colours.edge if lit else colours.line2

    def _paint_words(self, painter: QPainter) -> None:
        font = fonts().strong if self._kind in (Kind.FILLED, Kind.DANGER) else fonts().medium
        whole = text_width(self.text(), font)
        used = whole + (scaled(_ICON) if self._glyph else 0) + (scaled(_CARET) + scaled(_GAP) if self.menu() else 0)
        used += scaled(_GAP) if self._glyph and self.text() else 0
        pieces = Pieces(self.rect(), self.layoutDirection())
        pieces.take(max((self.width() - used) // 2, 0))
        word, glyph = self._inks()
        if self._glyph:
            paint_icon(painter, _square(pieces.take(scaled(_ICON))), self._glyph, glyph)
            pieces.take(scaled(_GAP) if self.text() else 0)
        draw_text(painter, pieces.take(whole), self.text(), font, word)
        if self.menu():
            pieces.take(scaled(_GAP))
            paint_icon(painter, _square(pieces.take(scaled(_CARET))), "caret-down", glyph)

    def _inks(self) -> tuple[QColor, QColor]:
        colours = tokens()
        if not self.isEnabled():
            return colours.faint, colours.faint
        match self._kind:
            case Kind.FILLED:
                return colours.on_accent, colours.on_accent
            case Kind.DANGER:
                return colours.on_danger, colours.on_danger
            case Kind.WARY:
                return colours.tones[Tone.BAD].word, colours.tones[Tone.BAD].word
            case _:
                return colours.text, colours.muted


class IconButton(Button):
    """A glyph alone in a square; ``name`` is its accessible name and its tooltip."""

    def __init__(self, glyph: str, name: str, kind: Kind = Kind.OUTLINED, parent: QWidget | None = None) -> None:
        super().__init__("", glyph, kind, parent)
        self._name = name
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(row_height(_HEIGHT), row_height(_HEIGHT))

    def set_reason(self, sentence: str) -> None:
        super().set_reason(sentence)
        self.setToolTip(sentence or self._name)


class CopyButton(Button):
    """Says that it worked, with a tick, for ``shown_ms`` milliseconds; keeps its width meanwhile."""

    def __init__(
        self, text: str, kind: Kind = Kind.FILLED, *, shown_ms: int = 2000, parent: QWidget | None = None
    ) -> None:
        super().__init__(text, "copy", kind, parent)
        self._word = text
        self._timer = QTimer(self, singleShot=True, interval=shown_ms)
        self._timer.timeout.connect(self._rest)

    def show_copied(self) -> None:
        """Say *Copied* for a moment; again from the start if it says so already."""
        if self.isVisible():
            self.setMinimumWidth(self.width())
        self._say(self.tr("Copied"), "check")
        self._timer.start()

    def _rest(self) -> None:
        self._say(self._word, "copy")
        self.setMinimumWidth(0)

    def _say(self, word: str, glyph: str) -> None:
        self.setText(word)
        self.setAccessibleName(word)
        self.set_glyph(glyph)


def _pressed(colour: QColor, *, lit: bool) -> QColor:
    return colour.lighter(112) if lit else colour


def _paint_ring(painter: QPainter, rect: QRect, *, filled: bool) -> None:
    if filled:  # accent on accent: the ring stands off by a line of the surface
        draw_rounded(painter, rect.adjusted(2, 2, -2, -2), CONTROL_RADIUS - 2, None, tokens().base, 2.0)
    draw_focus(painter, rect)


def _square(place: QRect) -> QRect:
    return QRect(place.left(), place.center().y() - (place.width() - 1) // 2, place.width(), place.width())
