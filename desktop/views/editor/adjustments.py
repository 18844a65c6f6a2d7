"""The rows between the lines and the total: one discount, any number of charges, what is withheld."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from billing.formatting import format_rate
from billing.issued import IssuedWithholding
from desktop.queries.drafts import DraftValues
from desktop.views.editor.charge_row import AdjustmentRow, ChargeRow, show_words
from desktop.views.editor.draft_edit import add_charge, keep_typed, type_document_discount, type_withholding
from desktop.views.editor.figure_edit import FigureEdit
from desktop.views.editor.figures import Reading, read_figure, read_percentage, show_discount
from desktop.views.widgets.field import Field

if TYPE_CHECKING:
    from desktop.views.editor.state import DraftState


class Adjustments(QWidget):
    """Each row stands there once it is wanted or says something; ``resized`` when rows come or go, ``dropped`` when
    the person took one away."""

    resized = Signal()
    dropped = Signal()

    def __init__(self, state: DraftState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self.discount = self._build_discount()
        self.withholding = self._build_withholding()
        self.charges: list[ChargeRow] = []
        self._charges = QVBoxLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.discount)
        column.addLayout(self._charges)
        column.addWidget(self.withholding)
        state.opened.connect(self._begin)
        state.changed.connect(self._follow)

    def want_discount(self) -> None:
        """Show the discount's row and type in it."""
        self._show(self.discount, shown=True)
        self.discount.figure.setFocus(Qt.FocusReason.TabFocusReason)

    def want_charge(self) -> None:
        """Add a charge and type in it; an empty one that stands there already is taken."""
        charges = self._state.values.charges
        if not charges or not charges[-1].is_blank:
            self._state.change(add_charge(self._state.values, self._state.catalogue.taxes))
        self.charges[-1].words.setFocus(Qt.FocusReason.TabFocusReason)

    def want_withholding(self) -> None:
        """Show the row of what is withheld and type in it."""
        self._show(self.withholding, shown=True)
        self.withholding.figure.setFocus(Qt.FocusReason.TabFocusReason)

    # -- following ----------------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        for row in (self.discount, self.withholding):
            row.figure.clear()
            row.hide()
        self._follow()

    def _follow(self) -> None:
        values = self._state.values
        self._follow_discount(values)
        self._follow_charges(values)
        self._follow_withholding(values)

    def _follow_discount(self, values: DraftValues) -> None:
        said = show_discount(values.discount_percent, values.discount_minor, values.currency, self._state.language)
        text = values.typed.get("discount", "") or said
        self.discount.figure.show_figure(text)
        show_words(self.discount.words, values.discount_reason)
        if text or values.discount_reason:
            self._show(self.discount, shown=True)

    def _follow_charges(self, values: DraftValues) -> None:
        while len(self.charges) > len(values.charges):
            row = self.charges.pop()
            row.hide()
            row.deleteLater()
            self.resized.emit()
        while len(self.charges) < len(values.charges):
            row = ChargeRow(self._state, len(self.charges))
            row.dropped.connect(self.dropped)
            self.charges.append(row)
            self._charges.addWidget(row)
            self.resized.emit()
        for row in self.charges:
            row.follow()

    def _follow_withholding(self, values: DraftValues) -> None:
        kept = values.withholding
        said = format_rate(kept.rate, self._state.language) if kept and kept.rate else ""
        self.withholding.figure.show_figure(values.typed.get("withholding", "") or said)
        show_words(self.withholding.words, kept.label if kept else "")
        if kept is not None:
            self._show(self.withholding, shown=True)

    def _show(self, row: QWidget, *, shown: bool) -> None:
        if row.isHidden() is shown:
            row.setVisible(shown)
            self.resized.emit()

    # -- the discount and what is withheld ----------------------------------------------------------------------------

    def _build_discount(self) -> AdjustmentRow:
        figure = FigureEdit(self.tr("Discount on all lines"), self.tr("5 % or 12.50"), self._read_amount)
        figure.typed.connect(
            lambda text: self._change(
                type_document_discount(self._state.values, text, self._state.language), "discount"
            )
        )
        figure.settled.connect(self._follow)
        reason = Field(self.tr("Reason of the discount"))
        reason.setPlaceholderText(self.tr("Reason, printed beside it"))
        reason.setMaxLength(200)
        reason.textEdited.connect(
            lambda text: self._change(replace(self._state.values, discount_reason=text), "discount_reason")
        )
        row = AdjustmentRow(self.tr("Discount"), figure, reason, self.tr("Remove the discount"))
        row.dropped.connect(self._drop_discount)
        row.hide()
        return row

    def _build_withholding(self) -> AdjustmentRow:
        figure = FigureEdit(self.tr("Withheld in percent of the net"), self.tr("15 %"), self._read_rate)
        figure.typed.connect(
            lambda text: self._change(type_withholding(self._state.values, text, self._state.language), "withholding")
        )
        figure.settled.connect(self._follow)
        name = Field(self.tr("Name of what is withheld"))
        name.setPlaceholderText(self.tr("Name, printed beside it: IRPF, TDS…"))
        name.setMaxLength(40)
        name.textEdited.connect(self._name_withholding)
        row = AdjustmentRow(self.tr("Withheld"), figure, name, self.tr("Withhold nothing"))
        row.dropped.connect(self._drop_withholding)
        row.hide()
        return row

    def _drop_discount(self) -> None:
        self.discount.figure.clear()
        self._show(self.discount, shown=False)
        values = keep_typed(self._state.values, "discount", "")
        self._state.change(replace(values, discount_percent=None, discount_minor=None, discount_reason=""))
        self.dropped.emit()

    def _name_withholding(self, text: str) -> None:
        kept = self._state.values.withholding or IssuedWithholding(label="", rate=Decimal(0))
        renamed = kept.model_copy(update={"label": text})
        self._change(replace(self._state.values, withholding=renamed), "withholding name")

    def _drop_withholding(self) -> None:
        self.withholding.figure.clear()
        self._show(self.withholding, shown=False)
        self._state.change(replace(keep_typed(self._state.values, "withholding", ""), withholding=None))
        self.dropped.emit()

    def _change(self, values: DraftValues, key: str) -> None:
        self._state.change(values, key)

    def _read_amount(self, text: str) -> Reading:
        return read_figure("discount", text, self._state.values.currency, self._state.language)

    def _read_rate(self, text: str) -> Reading:
        return read_percentage(text, self._state.language)
