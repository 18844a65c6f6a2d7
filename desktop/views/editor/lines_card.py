"""LinesCard: the table of lines, and the discount on all of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from billing.errors import Refused
from desktop.views.editor.draft_edit import type_document_discount
from desktop.views.editor.figures import read_figure, show_discount
from desktop.views.editor.hint import Hint
from desktop.views.editor.lines_model import TITLE
from desktop.views.editor.lines_view import LinesView
from desktop.views.fonts import scaled
from desktop.views.widgets.buttons import Button, IconButton, Kind
from desktop.views.widgets.field import Field
from desktop.views.widgets.label import Label
from desktop.views.widgets.surface import Card

if TYPE_CHECKING:
    from desktop.views.editor.state import DraftState

_INSET = 16


class LinesCard(Card):
    """The document's discount has its row under the lines once it is wanted."""

    def __init__(self, state: DraftState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._hint: Hint | None = None
        self._build()
        state.opened.connect(self._begin)
        state.changed.connect(self._follow)

    def chrome_height(self) -> int:
        """Return the height of all that is not the table."""
        foot = self._discount_row.sizeHint().height() if not self._discount_row.isHidden() else 0
        return self._head.sizeHint().height() + foot + scaled(12)

    def _begin(self) -> None:
        self._discount_row.hide()
        values = self._state.values
        inclusive = values.price_mode == "inclusive"
        self._mode.setText(self.tr("Prices with tax") if inclusive else self.tr("Prices without tax"))
        self.discount.clear()
        self._follow()

    def _follow(self) -> None:
        values = self._state.values
        text = show_discount(values.discount_percent, values.discount_minor, values.currency, self._state.language)
        if not self.discount.hasFocus() and (text or not self._is_unread()):
            self.discount.setText(text)
        if self.reason.text() != values.discount_reason:
            self.reason.setText(values.discount_reason)
        if text or values.discount_reason:
            self._show_discount()

    def _is_unread(self) -> bool:
        return bool(self._state.unread.get(self.discount.accessibleName()))

    def _show_discount(self) -> None:
        self._discount_row.show()
        self.discount_button.hide()

    def _want_discount(self) -> None:
        self._show_discount()
        self.discount.setFocus(Qt.FocusReason.TabFocusReason)

    def _drop_discount(self) -> None:
        values = replace(self._state.values, discount_percent=None, discount_minor=None, discount_reason="")
        self._state.set_unread(self.discount.accessibleName(), "")
        self.discount.clear()
        self._state.change(values)
        self._discount_row.hide()
        self.discount_button.show()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _type_discount(self, text: str) -> None:
        state = self._state
        try:
            state.change(type_document_discount(state.values, text, state.language), "discount")
            state.set_unread(self.discount.accessibleName(), "")
        except Refused:
            state.set_unread(self.discount.accessibleName(), text)
        if self._hint is None:
            self._hint = Hint(self.discount)
            self._hint.chosen.connect(self._take_reading)
            self._hint.returned.connect(self.discount.setFocus)
        reading = read_figure("discount", text, state.values.currency, state.language)
        self._hint.show_reading(self.discount, text, reading)

    def _take_reading(self, text: str) -> None:
        self.discount.setText(text)
        self._type_discount(text)
        self.reason.setFocus(Qt.FocusReason.TabFocusReason)

    def _settle_discount(self) -> None:
        """Leave the field; a doubtful amount is asked about first."""
        if self._hint is not None and self._hint.asks and not self._hint.isAncestorOf(self.focusWidget() or self):
            self._hint.ask()
        elif self._hint is not None:
            self._hint.hide()
        self._follow()

    def _add_line(self) -> None:
        self.table.edit_cell(self.table.lines.rowCount() - 1, TITLE)

    # -- building -----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.setAccessibleName(self.tr("Lines"))
        self.table = LinesView(self._state, self.tr("Lines"))
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 1, scaled(6))
        column.setSpacing(0)
        column.addWidget(self._build_head())
        column.addWidget(self.table, 1)
        column.addWidget(self._build_discount())

    def _build_head(self) -> QWidget:
        self._head = QWidget()
        self._mode = Label("", "body", "muted")
        self.add_button = Button(self.tr("Line"), "plus", Kind.QUIET)
        self.add_button.setAccessibleName(self.tr("Add a line"))
        self.add_button.clicked.connect(self._add_line)
        self.discount_button = Button(self.tr("Discount"), "percent", Kind.QUIET)
        self.discount_button.setAccessibleName(self.tr("Add a discount on all lines"))
        self.discount_button.clicked.connect(self._want_discount)
        row = QHBoxLayout(self._head)
        row.setContentsMargins(scaled(_INSET), scaled(6), scaled(8), scaled(2))
        row.setSpacing(scaled(8))
        row.addWidget(Label(self.tr("Lines"), "section"))
        row.addWidget(self._mode)
        row.addStretch(1)
        row.addWidget(self.add_button)
        row.addWidget(self.discount_button)
        return self._head

    def _build_discount(self) -> QWidget:
        self._discount_row = QWidget()
        self.discount = Field(self.tr("Discount on all lines"))
        self.discount.setPlaceholderText(self.tr("5 % or 12.50"))
        self.discount.setFixedWidth(scaled(120))
        self.discount.textEdited.connect(self._type_discount)
        self.discount.editingFinished.connect(self._settle_discount)
        self.reason = Field(self.tr("Reason of the discount"))
        self.reason.setPlaceholderText(self.tr("Reason, printed beside it"))
        self.reason.setMaxLength(200)
        self.reason.textEdited.connect(self._type_reason)
        self.drop_button = IconButton("x", self.tr("Remove the discount"), Kind.QUIET)
        self.drop_button.clicked.connect(self._drop_discount)
        label = Label(self.tr("Discount"), "medium")
        label.setBuddy(self.discount)
        row = QHBoxLayout(self._discount_row)
        row.setContentsMargins(scaled(_INSET), scaled(8), scaled(8), scaled(4))
        row.setSpacing(scaled(12))
        row.addWidget(label)
        row.addWidget(self.discount)
        row.addWidget(self.reason, 1)
        row.addWidget(self.drop_button)
        self._discount_row.hide()
        return self._discount_row

    def _type_reason(self, text: str) -> None:
        self._state.change(replace(self._state.values, discount_reason=text), "discount_reason")
