"""Strip: one sentence across the head that must be seen now, with its answers; the safe one has the focus."""

from collections.abc import Callable

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.views.fonts import scaled
from desktop.views.icons import paint_icon
from desktop.views.theme import Tone, tokens
from desktop.views.widgets.buttons import Button, Kind
from desktop.views.widgets.label import Label

_ICON, _INSET = 16, 20


class Strip(QWidget):
    """Hidden until something is asked or told; the newest sentence replaces the one before."""

    dismissed = Signal()
    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone = Tone.WARN
        self._is_failure = False
        self._do: Callable[[], None] | None = None
        self._words = Label("", "body")
        self._words.setWordWrap(True)
        self.safe = Button("")
        self.deed = Button("", "", Kind.FILLED)
        self.help = Button("")
        self.safe.clicked.connect(self.dismiss)
        self.deed.clicked.connect(self._act)
        self.help.clicked.connect(self._act)
        row = QHBoxLayout(self)
        row.setContentsMargins(scaled(_INSET), scaled(8), scaled(16), scaled(8))
        row.setSpacing(scaled(8))
        row.addSpacing(scaled(_ICON) + scaled(4))
        row.addWidget(self._words, 1)
        row.addWidget(self.help)
        row.addWidget(self.safe)
        row.addWidget(self.deed)
        self.hide()

    @property
    def sentence(self) -> str:
        """What is said, or nothing while it is hidden."""
        return "" if self.isHidden() else self._words.text()

    @property
    def asks(self) -> bool:
        """True while a question waits for its answer."""
        return not self.isHidden() and not self.deed.isHidden()

    @property
    def is_failure(self) -> bool:
        """True while it says that the books could not be written."""
        return self._is_failure and not self.isHidden()

    def ask(self, sentence: str, safe: str, deed: str, do: Callable[[], None]) -> None:
        """Ask whether to do it; the focus goes to the safe answer."""
        self._show(Tone.INFO, sentence, do, {self.safe: safe, self.deed: deed})
        self.safe.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def tell_failure(self, sentence: str, deed: str, do: Callable[[], None]) -> None:
        """Say that the books could not be written; it goes by itself once they were."""
        self._show(Tone.BAD, sentence, do, {self.safe: self.tr("Close"), self.help: deed})
        self._is_failure = True

    def tell(self, tone: Tone, sentence: str) -> None:
        """Say what happened; typing goes on."""
        self._show(tone, sentence, None, {self.safe: self.tr("Close")})

    def dismiss(self) -> None:
        """Take the sentence away."""
        if not self.isHidden():
            self._do = None
            self.hide()
            self.changed.emit()
            self.dismissed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = tokens().tones[self._tone]
        painter.fillRect(self.rect(), colours.fill)
        side = scaled(_ICON)
        x = self.width() - scaled(_INSET) - side if self.isRightToLeft() else scaled(_INSET)
        glyph = "info" if self._tone is Tone.INFO else "warning-circle"
        paint_icon(painter, QRect(x, (self.height() - side) // 2, side, side), glyph, colours.word)

    def _show(self, tone: Tone, sentence: str, do: Callable[[], None] | None, words: dict[Button, str]) -> None:
        self._tone, self._do, self._is_failure = tone, do, False
        self._words.setText(sentence)
        for button in (self.help, self.safe, self.deed):
            button.setText(words.get(button, ""))
            button.setAccessibleName(button.text())
            button.setVisible(button in words)
        self.setAccessibleName(sentence)
        self.show()
        self.update()
        self.changed.emit()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, sentence))

    def _act(self) -> None:
        do = self._do
        self.dismiss()
        if do is not None:
            do()
