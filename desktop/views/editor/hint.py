"""Hint: how a figure or a date is understood, under the field while it is typed; asks where it is in doubt."""

from functools import partial

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.views.editor.figures import Reading
from desktop.views.editor.floating import Floating
from desktop.views.fonts import scaled
from desktop.views.icons import paint_icon
from desktop.views.paint import SHADOW
from desktop.views.theme import Tone, tokens
from desktop.views.widgets.buttons import Button
from desktop.views.widgets.label import Label

_INSET, _ICON, _WIDEST = 10, 14, 420


class Hint(Floating):
    """``chosen`` carries the reading that the person picked; ``returned`` that they go back to the field."""

    chosen = Signal(str)
    returned = Signal()

    def __init__(self, anchor: QWidget) -> None:
        super().__init__(anchor)
        self._tone = Tone.GOOD
        self._choices: list[Button] = []
        self._before = Label("", "small", "muted")
        self._figure = Label("", "small_strong")
        self._row = QHBoxLayout(self)
        side, above = SHADOW + scaled(_INSET), SHADOW + scaled(6)
        self._row.setContentsMargins(side, above, side, above)
        self._row.setSpacing(scaled(4))
        self._row.addSpacing(scaled(_ICON) + scaled(4))
        self._row.addWidget(self._before)
        self._row.addWidget(self._figure)

    def show_reading(self, anchor: QWidget, text: str, reading: Reading) -> None:
        """Say how ``text`` is understood, or why it is not; nothing where the figure stands as it was typed."""
        if reading.choices:
            words = self.tr("{text} can mean two amounts").format(text=text.strip())
            self._say(Tone.WARN, words, "", reading.choices)
        elif reading.sentence:
            self._say(Tone.WARN, reading.sentence, "", ())
        elif text.strip() and reading.shown and _solid(reading.shown) != _solid(text):
            self._say(Tone.GOOD, self.tr("understood as"), reading.shown, ())
        else:
            self.hide()
            return
        self.float_by(anchor)

    @property
    def asks(self) -> bool:
        """True while a choice has to be made."""
        return self.isVisible() and bool(self._choices)

    def ask(self) -> None:
        """Put the focus on the first of the two readings."""
        self._choices[0].setFocus(Qt.FocusReason.TabFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.returned.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        side = scaled(_ICON)
        x = SHADOW + scaled(_INSET)
        if self.isRightToLeft():
            x = self.width() - x - side
        glyph = "check" if self._tone is Tone.GOOD else "question" if self._choices else "warning-circle"
        square = QRect(x, (self.height() - side) // 2, side, side)
        paint_icon(painter, square, glyph, tokens().tones[self._tone].word)

    def _say(self, tone: Tone, before: str, figure: str, choices: tuple[str, ...]) -> None:
        self._tone = tone
        self._before.set_ink("muted" if tone is Tone.GOOD else tone)
        self._before.setText(before)
        self._figure.setText(figure)
        self._figure.setVisible(bool(figure))
        self._wrap(before)
        if [button.text() for button in self._choices] != list(choices):
            self._offer(choices)
        self.setAccessibleName(" ".join(filter(None, (before, figure, *choices))))
        self._row.activate()

    def _wrap(self, words: str) -> None:
        wide = self._before.fontMetrics().horizontalAdvance(words) > scaled(_WIDEST)
        self._before.setWordWrap(wide)
        self._before.setMinimumWidth(scaled(_WIDEST) if wide else 0)

    def _offer(self, choices: tuple[str, ...]) -> None:
        for button in self._choices:
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._choices = [Button(choice) for choice in choices]
        for button in self._choices:
            self._row.addWidget(button)
            button.show()
            button.clicked.connect(partial(self._choose, button.text()))

    def _choose(self, text: str, _checked: bool = False) -> None:
        self.chosen.emit(text)


def _solid(text: str) -> str:
    """Return the text without its spaces: "5 %" needs no explanation as "5%"."""
    return "".join(text.split())
