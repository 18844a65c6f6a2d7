"""LinesCard: the table of lines, and what changes their sum: a discount, charges, what is withheld, coins."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from desktop.services.drafts import cash_step
from desktop.views.editor.adjustments import Adjustments
from desktop.views.editor.lines_model import TITLE
from desktop.views.editor.lines_view import LinesView
from desktop.views.fonts import scaled
from desktop.views.widgets.buttons import Button, IconButton, Kind
from desktop.views.widgets.label import Label
from desktop.views.widgets.surface import Card
from desktop.views.words import amount

if TYPE_CHECKING:
    from desktop.views.editor.state import DraftState

_INSET = 16


class LinesCard(Card):
    """What changes the sum has its row under the lines once it is wanted."""

    def __init__(self, state: DraftState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._build()
        state.opened.connect(self._begin)
        state.changed.connect(self._follow)

    def chrome_height(self) -> int:
        """Return the height of all that is not the table."""
        return self._head.sizeHint().height() + self.adjustments.sizeHint().height() + scaled(12)

    def menu(self) -> QMenu:
        """Return what is wanted now and then: withholding, and rounding to coins where the currency has a step."""
        menu = QMenu(self)
        withhold = menu.addAction(self.tr("Withhold a tax…"))
        withhold.triggered.connect(self.adjustments.want_withholding)
        currency = self._state.values.currency
        if step := cash_step(currency):
            words = self.tr("Round to {step} {currency}").format(step=amount(step, currency), currency=currency)
            coins = menu.addAction(words)
            coins.setCheckable(True)
            coins.setChecked(bool(self._state.values.cash_step))
            coins.toggled.connect(lambda on: self._round(step if on else 0))
        return menu

    def _begin(self) -> None:
        inclusive = self._state.values.price_mode == "inclusive"
        self._mode.setText(self.tr("Prices with tax") if inclusive else self.tr("Prices without tax"))
        self._follow()

    def _follow(self) -> None:
        self.discount_button.setVisible(self.adjustments.discount.isHidden())

    def _open_menu(self) -> None:
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.more_button.mapToGlobal(QPoint(0, self.more_button.height())))

    def _round(self, step: int) -> None:
        self._state.change(replace(self._state.values, cash_step=step))

    def _back_to_lines(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take_size(self) -> None:
        self._follow()
        self.adjustments.updateGeometry()
        self.table.grown.emit()

    def _add_line(self) -> None:
        self.table.edit_cell(self.table.lines.rowCount() - 1, TITLE)

    # -- building -----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.setAccessibleName(self.tr("Lines"))
        self.table = LinesView(self._state, self.tr("Lines"))
        self.adjustments = Adjustments(self._state)
        self.adjustments.resized.connect(self._take_size)
        self.adjustments.dropped.connect(self._back_to_lines)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 1, scaled(6))
        column.setSpacing(0)
        column.addWidget(self._build_head())
        column.addWidget(self.table, 1)
        column.addWidget(self.adjustments)

    def _build_head(self) -> QWidget:
        self._head = QWidget()
        self._mode = Label("", "body", "muted")
        self.add_button = self._button(self.tr("Line"), "plus", self.tr("Add a line"))
        self.add_button.clicked.connect(self._add_line)
        self.discount_button = self._button(self.tr("Discount"), "percent", self.tr("Add a discount on all lines"))
        self.discount_button.clicked.connect(self.adjustments.want_discount)
        self.charge_button = self._button(self.tr("Charge"), "plus", self.tr("Add a charge, such as shipping"))
        self.charge_button.clicked.connect(self.adjustments.want_charge)
        self.more_button = IconButton("dots-three", self.tr("Withholding and rounding"), Kind.QUIET)
        self.more_button.clicked.connect(self._open_menu)
        row = QHBoxLayout(self._head)
        row.setContentsMargins(scaled(_INSET), scaled(6), scaled(8), scaled(2))
        row.setSpacing(scaled(8))
        row.addWidget(Label(self.tr("Lines"), "section"))
        row.addWidget(self._mode)
        row.addStretch(1)
        for button in (self.add_button, self.discount_button, self.charge_button, self.more_button):
            row.addWidget(button)
        return self._head

    def _button(self, word: str, glyph: str, name: str) -> Button:
        button = Button(word, glyph, Kind.QUIET)
        button.setAccessibleName(name)
        return button
