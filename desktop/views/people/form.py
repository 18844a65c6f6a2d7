"""A form of labelled fields in a card; what is refused is said below the fields, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.views.fonts import scaled
from desktop.views.theme import Tone
from desktop.views.widgets.buttons import Button, Kind
from desktop.views.widgets.choice import Choice
from desktop.views.widgets.field import Field
from desktop.views.widgets.label import Label
from desktop.views.widgets.surface import Surface
from desktop.views.widgets.text_area import TextArea

_WIDTH, _INSET = 424, 16


class Form(Surface):
    """``saved`` and ``put_away`` tell what was pressed; the owner reads the fields."""

    saved = Signal()
    put_away = Signal()

    def __init__(self, save: str, put_away: str, parent: QWidget | None = None) -> None:
        super().__init__("alt", "start", parent=parent)
        self.setFixedWidth(scaled(_WIDTH))
        self.title = Label("", "section", elided=True)
        self._problem = Label("", "body", Tone.BAD)
        self._problem.setWordWrap(True)
        self._problem.hide()
        self._fields = QVBoxLayout()
        self._fields.setSpacing(scaled(4))
        self._save = Button(save, kind=Kind.FILLED)
        self._save.clicked.connect(self.saved)
        self._away = Button(put_away, "archive-box", Kind.QUIET)
        self._away.clicked.connect(self.put_away)
        self._lay_out()

    def add_field(self, name: str, longest: int = 200) -> Field:
        """Add a field of one line below the others."""
        field = self._field(name, longest)
        self._add((name, field))
        return field

    def add_pair(self, first: str, second: str, longest: int = 200) -> tuple[Field, Field]:
        """Add two short fields beside each other."""
        fields = self._field(first, longest), self._field(second, longest)
        self._add((first, fields[0]), (second, fields[1]))
        return fields

    def add_text(self, name: str) -> TextArea:
        """Add a field of several lines."""
        text = TextArea(name)
        self._add((name, text))
        return text

    def add_choice(self, name: str, choices: Sequence[tuple[str, str]]) -> Choice:
        """Add one of several."""
        choice = Choice(name, choices)
        self._add((name, choice))
        return choice

    def add_part(self, part: QWidget) -> None:
        """Add something that is no field: nothing in it is saved with the others."""
        self._fields.addWidget(part)

    def say(self, sentence: str) -> None:
        """Say what keeps the form from being saved; an empty sentence takes it back."""
        self._problem.setText(sentence)
        self._problem.setVisible(bool(sentence))

    def can_put_away(self, possible: bool) -> None:
        """Offer to archive, or not: a new record is not there yet."""
        self._away.setVisible(possible)

    def _field(self, name: str, longest: int) -> Field:
        field = Field(name)
        field.setMaxLength(longest)
        field.returnPressed.connect(self.saved)
        return field

    def _add(self, *named: tuple[str, QWidget]) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(scaled(12))
        grid.setVerticalSpacing(scaled(4))
        for column, (name, widget) in enumerate(named):
            label = Label(name, "small", "muted")
            label.setBuddy(widget)
            grid.addWidget(label, 0, column)
            grid.addWidget(widget, 1, column)
            grid.setColumnStretch(column, 1)
        self._fields.addLayout(grid)
        self._fields.addSpacing(scaled(6))

    def _lay_out(self) -> None:
        body = QWidget()
        inside = QVBoxLayout(body)
        inside.setContentsMargins(scaled(_INSET), 0, scaled(_INSET), 0)
        inside.addLayout(self._fields)
        inside.addWidget(self._problem)
        inside.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidget(body)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.viewport().setAutoFillBackground(False)
        body.setAutoFillBackground(False)
        foot = QHBoxLayout()
        foot.setContentsMargins(scaled(_INSET), 0, scaled(_INSET), scaled(_INSET))
        foot.addWidget(self._away)
        foot.addStretch(1)
        foot.addWidget(self._save)
        head = QHBoxLayout()
        head.setContentsMargins(scaled(_INSET), scaled(_INSET), scaled(_INSET), 0)
        head.addWidget(self.title)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(scaled(12))
        column.addLayout(head)
        column.addWidget(scroll, 1)
        column.addLayout(foot)
