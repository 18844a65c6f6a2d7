"""The rows between the lines and the total: one discount, any number of charges, what is withheld."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from billing.formatting import format_rate
from billing.issued import IssuedTax, IssuedWithholding
from desktop.queries.drafts import ChargeValues, DraftValues
from desktop.views.editor.draft_edit import (
    add_charge,
    keep_typed,
    remove_charge,
    set_charge,
    type_charge,
    type_document_discount,
    type_withholding,
)
from desktop.views.editor.figure_edit import FigureEdit
from desktop.views.editor.figures import Reading, read_figure, read_percentage, show_discount
from desktop.views.fonts import scaled
from desktop.views.widgets.buttons import IconButton, Kind
from desktop.views.widgets.choice import Choice
from desktop.views.widgets.field import Field
from desktop.views.widgets.label import Label
from desktop.views.words import tax_names

if TYPE_CHECKING:
    from desktop.views.editor.state import DraftState

_INSET, _NAME, _TAX = 16, 76, 168
_NO_TAX, _KEPT = "", "kept"


class AdjustmentRow(QWidget):
    """A name, a figure, words that are printed beside it, and a way to take it away (``dropped``)."""

    dropped = Signal()

    def __init__(self, name: str, figure: FigureEdit, words: Field, drop: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.figure, self.words = figure, words
        self.drop_button = IconButton("x", drop, Kind.QUIET)
        self.drop_button.clicked.connect(self.dropped)
        label = Label(name, "medium")
        label.setBuddy(figure)
        label.setMinimumWidth(scaled(_NAME))
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(scaled(_INSET), scaled(8), scaled(8), scaled(4))
        self.row.setSpacing(scaled(12))
        self.row.addWidget(label)
        self.row.addWidget(figure)
        self.row.addWidget(words, 1)
        self.row.addWidget(self.drop_button)


class ChargeRow(AdjustmentRow):
    """One charge: an amount or a percentage, what it is for, and its own tax."""

    def __init__(self, state: DraftState, place: int, parent: QWidget | None = None) -> None:
        figure = FigureEdit(self.tr("Charge, an amount or percent"), self.tr("12.50 or 5 %"), self._read)
        name = Field(self.tr("Name of the charge"))
        name.setPlaceholderText(self.tr("What for, such as shipping"))
        name.setMaxLength(200)
        super().__init__(self.tr("Charge"), figure, name, self.tr("Remove the charge"), parent)
        self._state = state
        self._place = place
        self._offered: dict[str, tuple[IssuedTax, ...]] = {}
        self.tax = Choice(self.tr("Tax of the charge"), [])
        self.tax.setFixedWidth(scaled(_TAX))
        self.row.insertWidget(3, self.tax)
        figure.typed.connect(self._type)
        figure.settled.connect(self.follow)
        name.textEdited.connect(lambda text: self._put(replace(self.charge, label=text), "name"))
        self.tax.activated.connect(lambda _index: self._put(replace(self.charge, taxes=self._offered[self.tax.key])))
        self.drop_button.clicked.disconnect(self.dropped)
        self.drop_button.clicked.connect(self._drop)

    @property
    def charge(self) -> ChargeValues:
        """The charge as it stands."""
        return self._state.values.charges[self._place]

    def follow(self) -> None:
        """Show the charge that stands in this place now."""
        if self._place >= len(self._state.values.charges):
            return
        charge, values = self.charge, self._state.values
        said = show_discount(charge.percent, charge.minor, values.currency, self._state.language)
        self.figure.show_figure(charge.typed or said)
        _show_words(self.words, charge.label)
        self._offer_taxes(charge)

    def _offer_taxes(self, charge: ChargeValues) -> None:
        offered = {_NO_TAX: ()} | {str(tax.id): tax.taxes for tax in self._state.catalogue.taxes}
        if charge.taxes not in offered.values():
            offered[_KEPT] = charge.taxes
        if offered != self._offered:
            self._offered = offered
            self.tax.clear()
            for key, taxes in offered.items():
                self.tax.addItem(tax_names(taxes) or self.tr("No tax"), key)
        self.tax.choose(next(key for key, taxes in offered.items() if taxes == charge.taxes))

    def _type(self, text: str) -> None:
        values = self._state.values
        self._put(type_charge(self.charge, text, values.currency, self._state.language), "figure")

    def _put(self, charge: ChargeValues, part: str = "tax") -> None:
        self._state.change(set_charge(self._state.values, self._place, charge), f"charge {self._place} {part}")

    def _drop(self) -> None:
        self._state.change(remove_charge(self._state.values, self._place))
        self.dropped.emit()

    def _read(self, text: str) -> Reading:
        return read_figure("discount", text, self._state.values.currency, self._state.language)


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
        _show_words(self.discount.words, values.discount_reason)
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
        _show_words(self.withholding.words, kept.label if kept else "")
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


def _show_words(field: Field, words: str) -> None:
    if field.text() != words:
        field.setText(words)
