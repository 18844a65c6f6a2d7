"""What every dialog about money has in common: labelled fields, one sentence of trouble, two buttons."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.views.dialogs.frame import Dialog
from desktop.views.fonts import scaled
from desktop.views.theme import Tone
from desktop.views.widgets.buttons import Button, Kind
from desktop.views.widgets.label import Label


class MoneyDialog(Dialog):
    """``told`` carries what happened; closed without it, nothing has changed. ``first`` gets the focus."""

    told = Signal(str, str)

    def __init__(self, title: str, about: str, deed: str, width: int, parent: QWidget | None = None) -> None:
        super().__init__(title, width, parent)
        self.first: QWidget | None = None
        self.about = Label(about, "body", "muted")
        self.about.setWordWrap(True)
        self.problem = Label("", "small", Tone.BAD)
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.keep = Button(self.tr("Cancel"))
        self.keep.clicked.connect(self.reject)
        self.deed = Button(deed, kind=Kind.FILLED)
        for button in (self.keep, self.deed):
            button.setAutoDefault(False)  # Enter in a field books nothing, and throws nothing away
        self.heading = Label(title, "title")
        self.body.addWidget(self.heading)
        self.body.addWidget(self.about)
        self.foot.addStretch(1)
        self.foot.addWidget(self.keep)
        self.foot.addWidget(self.deed)

    def showEvent(self, event: QShowEvent) -> None:
        self.fit()
        super().showEvent(event)
        if self.first is not None:
            self.first.setFocus(Qt.FocusReason.OtherFocusReason)

    def say(self, sentence: str) -> None:
        """Say why it could not be done; everything typed stays."""
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))
        self.deed.setEnabled(True)
        self.grow()

    def end(self) -> None:
        """Close the column of fields with the sentence of trouble."""
        self.body.addWidget(self.problem)
        self.body.addStretch(1)


def labelled(words: str, control: QWidget) -> QVBoxLayout:
    """Return ``control`` below its label."""
    label = Label(words, "small_medium", "muted")
    label.setBuddy(control)
    column = QVBoxLayout()
    column.setSpacing(scaled(6))
    column.addWidget(label)
    column.addWidget(control)
    return column


def beside(*columns: QBoxLayout) -> QHBoxLayout:
    """Return fields beside each other, all as wide; their labels stand in one line."""
    row = QHBoxLayout()
    row.setSpacing(scaled(12))
    for column in columns:
        row.addLayout(column, 1)
    return row


def house_rules(policy: str) -> Label:
    """Return the office's own rules for whoever gives money back or lets it go; hidden where there are none."""
    label = Label(policy, "small", "muted")
    label.setWordWrap(True)
    label.setAccessibleName(QCoreApplication.translate("money", "House rules"))
    label.setVisible(bool(policy))
    return label


def explained(words: str) -> Label:
    """Return a sentence that explains what one chooses."""
    label = Label(words, "small", "muted")
    label.setWordWrap(True)
    return label
