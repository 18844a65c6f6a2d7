"""PaperCard: the template that this document is printed on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.views.editor.draft_edit import set_fields
from desktop.views.fonts import scaled
from desktop.views.settings.paper import template_names
from desktop.views.widgets.choice import Choice
from desktop.views.widgets.label import Label
from desktop.views.widgets.surface import Card

if TYPE_CHECKING:
    from desktop.views.editor.state import DraftState

_CHOICE = 168


class PaperCard(Card):
    """The office's own template unless another is chosen."""

    def __init__(self, state: DraftState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        title = Label(self.tr("Template"), "section")
        self.template = Choice(self.tr("Template"), (("", self.tr("As in Settings")), *template_names(self)))
        self.template.setMinimumWidth(scaled(_CHOICE))
        self.template.activated.connect(lambda _index: self._choose())
        title.setBuddy(self.template)
        row = QHBoxLayout(self)
        row.setContentsMargins(scaled(16), scaled(8), scaled(12), scaled(8))
        row.setSpacing(scaled(12))
        row.addWidget(title)
        row.addStretch(1)
        row.addWidget(self.template)
        state.opened.connect(self._follow)
        state.changed.connect(self._follow)

    def _follow(self) -> None:
        self.template.choose(self._state.values.template)

    def _choose(self) -> None:
        self._state.change(set_fields(self._state.values, template=self.template.key))
