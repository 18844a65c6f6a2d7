"""A warning before a link ends: what stops, what stays, and a reason; the safe button has the focus."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.views.dialogs.frame import Dialog
from desktop.views.fonts import scaled
from desktop.views.theme import Tone
from desktop.views.widgets.buttons import Button, Kind
from desktop.views.widgets.choice import Choice
from desktop.views.widgets.field import Field
from desktop.views.widgets.glyph import Glyph
from desktop.views.widgets.label import Ink, Label

_WIDTH, _LONGEST, _OTHER = 480, 200, "other"


@dataclass(frozen=True, slots=True)
class Point:
    """One thing to know: what matters most stands out in ``strong``."""

    glyph: str
    ink: Ink
    text: str
    strong: str = ""


class WarningDialog(Dialog):
    """``decided`` carries the reason; the owner acts and then accepts, or shows why it could not be done."""

    decided = Signal(str)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, _WIDTH, parent)
        self.heading = Label("", "title")
        self.heading.setWordWrap(True)
        self.about = Label("", "body", "muted", elided=True)
        self._points = QVBoxLayout()
        self._points.setSpacing(scaled(14))
        other = self.tr("Another reason")
        self.why = Choice(self.tr("Why"), [(_OTHER, other)])
        self.own_why = Field(other)
        self.own_why.setMaxLength(_LONGEST)
        self.own_why.setPlaceholderText(self.tr("In your own words"))
        self.own_why.hide()
        self.why.currentIndexChanged.connect(self._show_own_why)
        self.problem = Label("", "small", Tone.BAD)
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.keep = Button("")
        self.deed = Button("", kind=Kind.DANGER)
        self.deed.setDefault(False)  # Enter anywhere keeps what is
        self.keep.setDefault(True)
        self.keep.clicked.connect(self.reject)
        self.deed.clicked.connect(lambda: self.decided.emit(self.reason()))
        self._lay_out()

    def offer_reasons(self, *reasons: str) -> None:
        """Offer these reasons before the one in a person's own words; the first is chosen."""
        for place, words in enumerate(reasons):
            self.why.insertItem(place, words, words)
        self.why.setCurrentIndex(0)

    def reason(self) -> str:
        """Return why, as it is kept with the old link; "" where nothing was said."""
        return self.own_why.text().strip() if self.why.key == _OTHER else self.why.key

    def show_points(self, points: Sequence[Point]) -> None:
        """Say what happens and what stays."""
        for point in points:
            row = QHBoxLayout()
            row.setSpacing(scaled(12))
            row.addWidget(Glyph(point.glyph, point.ink), 0, Qt.AlignmentFlag.AlignTop)
            words = QVBoxLayout()
            words.setSpacing(scaled(2))
            for text, strong in ((point.strong, True), (point.text, False)):
                if text:
                    label = Label(text, "strong" if strong else "body")
                    label.setWordWrap(True)
                    words.addWidget(label)
            row.addLayout(words, 1)
            self._points.addLayout(row)

    def show_problem(self, sentence: str) -> None:
        """Say why it could not be done; everything typed stays."""
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))
        self.deed.setEnabled(True)
        self.fit()

    def showEvent(self, event: QShowEvent) -> None:
        self.fit()
        super().showEvent(event)
        self.keep.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_own_why(self) -> None:
        own = self.why.key == _OTHER
        self.own_why.setVisible(own)
        self.fit()
        if own:
            self.own_why.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(scaled(4))
        words.addWidget(self.heading)
        words.addWidget(self.about)
        reasons = QVBoxLayout()
        reasons.setSpacing(scaled(6))
        asked = Label(self.tr("Why (kept with the old link)"), "small_medium", "muted")
        asked.setBuddy(self.why)
        for widget in (asked, self.why, self.own_why):
            reasons.addWidget(widget)
        self.body.setSpacing(scaled(18))
        for part in (words, self._points, reasons):
            self.body.addLayout(part)
        self.body.addWidget(self.problem)
        self.body.addStretch(1)
        self.foot.addStretch(1)
        self.foot.addWidget(self.keep)
        self.foot.addWidget(self.deed)
