"""A row under the lines that changes their sum, and the one for a charge."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from billing.issued import IssuedTax
from desktop.queries.drafts import ChargeValues
from desktop.views.editor.draft_edit import remove_charge, set_charge, type_charge
from desktop.views.editor.figure_edit import FigureEdit
from desktop.views.editor.figures import Reading, read_figure, show_discount
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
        show_words(self.words, charge.label)
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


def show_words(field: Field, words: str) -> None:
    """Show other words; where they are the same, the cursor stays."""
    if field.text() != words:
        field.setText(words)
