"""FigureEdit: a field for one figure of the document; how it is understood stands below it while it is typed."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QWidget

from desktop.views.editor.figures import Reading
from desktop.views.editor.hint import Hint
from desktop.views.fonts import scaled
from desktop.views.theme import Tone, drawn_by_fusion, tokens
from desktop.views.widgets.field import Field

_WIDTH = 120


class FigureEdit(Field):
    """``typed`` carries the text at every key, ``settled`` that the field was left with nothing to ask."""

    typed = Signal(str)
    settled = Signal()

    def __init__(self, name: str, example: str, read: Callable[[str], Reading], parent: QWidget | None = None) -> None:
        super().__init__(name, parent=parent)
        self._read = read
        self._hint: Hint | None = None
        self._marked = False
        self.setPlaceholderText(example)
        self.setFixedWidth(scaled(_WIDTH))
        self.textEdited.connect(self._take_keys)
        self.editingFinished.connect(self._settle)

    def show_figure(self, text: str) -> None:
        """Show another figure; what is being typed is left alone."""
        if not self.hasFocus() and self.text() != text:
            self.setText(text)
            self.setCursorPosition(0)
        self._mark()

    def _take_keys(self, text: str) -> None:
        self.typed.emit(text)
        self._mark()
        if self._hint is None:
            self._hint = Hint(self)
            self._hint.chosen.connect(self._take_reading)
            self._hint.returned.connect(self.setFocus)
        self._hint.show_reading(self, text, self._read(text))

    def _mark(self) -> None:
        """Write what cannot be read yet in the colour of a warning."""
        sentence = self._read(self.text()).sentence if self.text() else ""
        self.setAccessibleDescription(sentence)
        self.setToolTip(sentence)
        if bool(sentence) == self._marked:
            return
        self._marked = bool(sentence)
        palette = self.palette() if self._marked else QPalette()
        if self._marked:
            palette.setColor(QPalette.ColorRole.Text, tokens().tones[Tone.WARN].word)
        self.setPalette(palette)
        if not self._marked and drawn_by_fusion():
            self._clear_ground()

    def _take_reading(self, text: str) -> None:
        self.setText(text)
        self._take_keys(text)
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.focusNextChild()

    def _settle(self) -> None:
        """Leave the field; a doubtful amount is asked about first."""
        if self._hint is not None and self._hint.asks and not self._hint.isAncestorOf(self.focusWidget() or self):
            self._hint.ask()
            return
        if self._hint is not None:
            self._hint.hide()
        self.settled.emit()
