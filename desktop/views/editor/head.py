"""The editor's head: where one is, what is saved, and the deeds; under it what has to be said or asked."""

from PySide6.QtCore import QRect, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.views.editor.strip import Strip
from desktop.views.fonts import fonts, row_height, scaled
from desktop.views.icons import paint_icon
from desktop.views.paint import Pieces, draw_text, text_width
from desktop.views.states import document_pill
from desktop.views.theme import Tone
from desktop.views.widgets.buttons import Button, IconButton, Kind
from desktop.views.widgets.label import Ink, Label, ink_colour
from desktop.views.widgets.pill import StatePill
from desktop.views.widgets.surface import Surface

_ICON = 15


class Head(Surface):
    """``strip`` holds the one sentence that matters now."""

    back = Signal()
    undo = Signal()
    redo = Signal()
    issue = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("base", "bottom", parent=parent)
        self._title = Label("", "title")
        self.keeping = Keeping()
        self.strip = Strip()
        self.back_button = IconButton("arrow-left", self.tr("Back"), Kind.QUIET)
        self.undo_button = IconButton("arrow-counter-clockwise", self.tr("Undo (Ctrl+Z)"), Kind.QUIET)
        self.redo_button = IconButton("arrow-clockwise", self.tr("Redo (Ctrl+Shift+Z)"), Kind.QUIET)
        self.issue_button = Button(self.tr("Issue"), "", Kind.FILLED)
        self.set_issuing(issuing=False)
        self.back_button.clicked.connect(self.back)
        self.undo_button.clicked.connect(self.undo)
        self.redo_button.clicked.connect(self.redo)
        self.issue_button.clicked.connect(self.issue)
        self.strip.changed.connect(self._follow_strip)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 1)
        column.setSpacing(0)
        column.addLayout(self._build_row())
        column.addWidget(self.strip)

    def show_title(self, title: str) -> None:
        """Say which document is in work."""
        self._title.setText(title)

    def show_steps(self, *, back: bool, forth: bool) -> None:
        """Say whether a step can be taken back or done again."""
        self.undo_button.setEnabled(back)
        self.redo_button.setEnabled(forth)

    def set_issuing(self, *, issuing: bool) -> None:
        """Take no second wish while the first is carried out."""
        self.issue_button.set_reason(self.tr("It is being issued.") if issuing else "")
        if not issuing:
            self.issue_button.setToolTip(self.tr("Give it its number (Ctrl+Enter)"))

    def _follow_strip(self) -> None:
        """One filled button in a view: the question has it while it stands."""
        self.issue_button.setVisible(not self.strip.asks)

    def _build_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(scaled(12), scaled(12), scaled(16), scaled(12))
        row.setSpacing(scaled(8))
        row.addWidget(self.back_button)
        row.addWidget(self._title)
        row.addSpacing(scaled(6))
        row.addWidget(StatePill(document_pill("draft")))
        row.addWidget(self.keeping, 1)
        row.addWidget(self.undo_button)
        row.addWidget(self.redo_button)
        row.addSpacing(scaled(4))
        self.issue_button.setMinimumWidth(scaled(92))
        row.addWidget(self.issue_button)
        return row


class Keeping(QWidget):
    """Whether the books hold what was typed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._glyph = self._words = ""
        self._ink: Ink = "muted"
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def words(self) -> str:
        """What is said."""
        return self._words

    def say(self, glyph: str, words: str, ink: Ink = "muted") -> None:
        """Show a glyph and a few words."""
        if (glyph, words, ink) != (self._glyph, self._words, self._ink):
            self._glyph, self._words, self._ink = glyph, words, ink
            self.setAccessibleName(words)
            self.update()

    def show_age(self, seconds: int) -> None:
        """Say how long ago it was saved."""
        if seconds < 2:
            self.say("cloud-check", self.tr("Saved just now"))
        elif seconds < 60:
            self.say("cloud-check", self.tr("Saved {count} s ago").format(count=seconds))
        else:
            self.say("cloud-check", self.tr("Saved {count} min ago").format(count=seconds // 60))

    def show_waiting(self) -> None:
        """Say that keys are newer than the books."""
        self.say("pencil", self.tr("Typing…"))

    def show_failure(self) -> None:
        """Say that the books do not hold it."""
        self.say("warning-circle", self.tr("Not saved"), Tone.BAD)

    def sizeHint(self) -> QSize:
        return QSize(text_width(self._words, fonts().body) + scaled(_ICON) + scaled(8), row_height(32))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        pieces = Pieces(self.rect(), self.layoutDirection())
        place = pieces.take(scaled(_ICON))
        side = place.width()
        square = QRect(place.left(), (self.height() - side) // 2, side, side)
        if self._glyph:
            paint_icon(painter, square, self._glyph, ink_colour(self._ink))
        pieces.take(scaled(7))
        draw_text(painter, pieces.rest, self._words, fonts().body, ink_colour(self._ink))
