"""A warning before something ends: what stops, what stays, and a reason; the safe button has the focus."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.views.dialogs.frame import Dialog
from desktop.views.dialogs.reason import ReasonBox
from desktop.views.fonts import scaled
from desktop.views.theme import Tone
from desktop.views.widgets.buttons import Button, Kind
from desktop.views.widgets.glyph import Glyph
from desktop.views.widgets.label import Ink, Label

_WIDTH = 480


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
        self.reasons = ReasonBox(self.tr("Why (kept with the old link)"))
        self.reasons.grew.connect(self.fit)
        self.why, self.own_why = self.reasons.why, self.reasons.own_why
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
        self.reasons.offer(*reasons)

    def reason(self) -> str:
        """Return why; "" where nothing was said."""
        return self.reasons.reason()

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

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(scaled(4))
        words.addWidget(self.heading)
        words.addWidget(self.about)
        self.body.setSpacing(scaled(18))
        for part in (words, self._points):
            self.body.addLayout(part)
        self.body.addWidget(self.reasons)
        self.body.addWidget(self.problem)
        self.body.addStretch(1)
        self.foot.addStretch(1)
        self.foot.addWidget(self.keep)
        self.foot.addWidget(self.deed)
