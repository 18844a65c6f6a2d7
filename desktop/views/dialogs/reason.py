"""Why: one of a few reasons, or a person's own words."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.services.activity import LONGEST_REASON
from desktop.views.fonts import scaled
from desktop.views.widgets.choice import Choice
from desktop.views.widgets.field import Field
from desktop.views.widgets.label import Label

_OTHER = "other"


class ReasonBox(QWidget):
    """``question`` says what the reason is kept with; ``grew`` tells that the field for own words came or went."""

    grew = Signal()

    def __init__(self, question: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        other = self.tr("Another reason")
        self.why = Choice(self.tr("Why"), [(_OTHER, other)])
        self.own_why = Field(other)
        self.own_why.setMaxLength(LONGEST_REASON)
        self.own_why.setPlaceholderText(self.tr("In your own words"))
        self.own_why.hide()
        self.why.currentIndexChanged.connect(self._show_own_why)
        self._asked = Label(question, "small_medium", "muted")
        self._asked.setBuddy(self.why)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(scaled(6))
        for widget in (self._asked, self.why, self.own_why):
            column.addWidget(widget)

    def ask(self, question: str) -> None:
        """Ask in other words."""
        self._asked.setText(question)

    def offer(self, *reasons: str) -> None:
        """Offer these reasons before the one in a person's own words; the first is chosen."""
        for place, words in enumerate(reasons):
            self.why.insertItem(place, words, words)
        self.why.setCurrentIndex(0)

    def reason(self) -> str:
        """Return why; "" where nothing was said."""
        return self.own_why.text().strip() if self.why.key == _OTHER else self.why.key

    def _show_own_why(self) -> None:
        own = self.why.key == _OTHER
        self.own_why.setVisible(own)
        self.grew.emit()
        if own:
            self.own_why.setFocus(Qt.FocusReason.OtherFocusReason)
