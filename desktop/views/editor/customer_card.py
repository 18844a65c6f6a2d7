"""CustomerCard: to whom, from when to when, under which reference, in which currency."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from billing.formatting import locale_of
from billing.money import CURRENCIES
from desktop.queries.people import CustomerRow
from desktop.views.editor.catalogue import Finder
from desktop.views.editor.completion import Completion
from desktop.views.editor.date_field import DateField
from desktop.views.editor.draft_edit import (
    agree_parts,
    agree_terms,
    change_currency,
    choose_customer,
    date_draft,
    due_on,
    fix_due_date,
    keep_typed,
    set_fields,
)
from desktop.views.editor.suggestions import Suggestion
from desktop.views.fonts import scaled
from desktop.views.terms_words import offered_terms, terms_words
from desktop.views.widgets.avatar import Avatar
from desktop.views.widgets.buttons import Button, Kind
from desktop.views.widgets.choice import Choice
from desktop.views.widgets.field import Field
from desktop.views.widgets.label import Label
from desktop.views.widgets.surface import Card, Hairline

if TYPE_CHECKING:
    from billing.terms import Part
    from desktop.views.editor.state import DraftState

_INSET, _NARROWEST, _FIELD = 16, 76, 124
_PARTS = "parts"


class CustomerCard(Card):
    """``new_wanted`` carries the name of a customer who is not in the books yet."""

    new_wanted = Signal(str)

    def __init__(self, state: DraftState, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._today = today
        self._shown: CustomerRow | None = None
        self._pairs: list[tuple[Label, QWidget]] = []
        self._arranged = (0, 0)
        self._build()
        state.opened.connect(self._begin)
        state.changed.connect(self._follow)

    def take_customer(self, customer: CustomerRow) -> None:
        """Address the draft to this customer."""
        self._state.change(choose_customer(self._state.values, customer, self._today()))
        self._show_customer()
        self.dates[0].setFocus(Qt.FocusReason.TabFocusReason)

    def focus_customer(self) -> None:
        """Put the cursor where the customer is chosen."""
        if self._pages.currentIndex() == 0:
            self.chooser.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.change_button.setFocus(Qt.FocusReason.TabFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    # -- following ----------------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        invoice = self._state.values.kind != "quote"
        self._date_label.setText(self.tr("Invoice date") if invoice else self.tr("Quote date"))
        self.dates[0].setAccessibleName(self._date_label.text())
        self._end_label.setText(self.tr("Due") if invoice else self.tr("Valid until"))
        self.dates[1].setAccessibleName(self._end_label.text())
        self._order_label.setText(self.tr("Their order number") if invoice else self.tr("Their reference"))
        self.order.setAccessibleName(self._order_label.text())
        for widget in (self.supplied, self._supplied_label, self.terms, self._terms_label):
            widget.setVisible(invoice)
        self._arrange()
        self._follow()
        self._show_customer()

    def _follow(self) -> None:
        values = self._state.values
        self.dates[0].set_day(values.dated, values.typed.get("dated", ""))
        end = due_on(values, self._today()) if values.kind != "quote" else values.valid_until
        self._show_terms()
        self.dates[1].set_day(end, values.typed.get(self._end_name(), ""))
        for field, text in ((self.supplied, values.supplied), (self.order, values.order_reference)):
            if field.text() != text:
                field.setText(text)
        if not self.currency.hasFocus():
            self.currency.setText(values.currency)
        if (self._shown.id if self._shown else None) != values.customer_id:
            self._show_customer()

    def _show_customer(self) -> None:
        """Show who is addressed; an undo may bring back somebody else, or nobody."""
        self._shown = row = self._state.customer
        self._pages.setCurrentIndex(1 if row else 0)
        if row is None:
            self.chooser.clear()
            return
        self._avatar.set_name(row.name)
        self._name.setText(row.name)
        where = ", ".join(part.strip() for part in row.address.splitlines() if part.strip())
        self._where.setText(" · ".join(filter(None, (row.contact, where, row.tax_id))) or self.tr("No address yet"))

    # -- choosing -----------------------------------------------------------------------------------------------------

    def _customers(self, text: str) -> list[Suggestion]:
        rows = self._state.catalogue.customers.find(text)
        found = [Suggestion(row, row.name, row.contact or row.address.partition("\n")[0]) for row in rows]
        if text.strip():
            add = self.tr("Add “{name}” as a new customer").format(name=text.strip())
            found.append(Suggestion(text.strip(), add, glyph="plus"))
        return found

    def _take(self, chosen: object) -> None:
        if isinstance(chosen, CustomerRow):
            self.take_customer(chosen)
        elif isinstance(chosen, str):
            self.new_wanted.emit(chosen)

    def _change(self) -> None:
        self._pages.setCurrentIndex(0)
        self.chooser.setText("")
        self.chooser.setFocus(Qt.FocusReason.TabFocusReason)
        self._choosing.offer()

    def _stay(self) -> None:
        """Nobody else was chosen: the customer of before is shown again."""
        if self._shown is not None and not self.chooser.text().strip():
            self._pages.setCurrentIndex(1)

    def _currencies(self, text: str) -> list[Suggestion]:
        return [Suggestion(code, code, name) for code, name in _currency_finder(self._state.language).find(text)]

    def _take_currency(self, code: object) -> None:
        self.currency.setText(str(code))
        self._state.attempt(lambda values: change_currency(values, str(code), self._state.language))

    def _settle_currency(self) -> None:
        code = self.currency.text().strip().upper()
        if code in CURRENCIES:
            self._take_currency(code)
        self.currency.setText(self._state.values.currency)

    def _pick(self, name: str, on: date | None) -> None:
        self._state.change(set_fields(self._state.values, **{name: on}), name)

    def _pick_end(self, on: date | None) -> None:
        if self._end_name() == "due_on":
            self._state.change(fix_due_date(self._state.values, on), "due_on")
        else:
            self._pick(self._end_name(), on)

    def _date(self, on: date | None) -> None:
        self._state.change(date_draft(self._state.values, on, self._today()), "dated")

    def _show_terms(self) -> None:
        values = self._state.values
        words = self.tr("In {count} parts") if values.parts else self.tr("In parts…")
        self.terms.setItemText(self.terms.findData(_PARTS), words.format(count=len(values.parts)))
        if values.parts:
            self.terms.choose(_PARTS)
        else:
            self.terms.choose(values.payment_terms, terms_words(values.payment_terms))

    def _agree(self, _index: int) -> None:
        if self.terms.key == _PARTS:
            self._show_terms()  # what was agreed before, until the parts are
            self._ask_parts()
            return
        self._state.change(agree_terms(self._state.values, self.terms.key, self._today()))

    def _ask_parts(self) -> None:
        from desktop.views.dialogs.parts import PartsDialog

        totals = self._state.sums.totals
        payable = totals.payable if totals else None
        dialog = PartsDialog(self._state.values, payable, self._today(), self.window())
        dialog.agreed.connect(self._agree_parts)
        dialog.open()

    def _agree_parts(self, parts: tuple[Part, ...]) -> None:
        self._state.change(agree_parts(self._state.values, parts, self._today()))

    def _end_name(self) -> str:
        return "due_on" if self._state.values.kind != "quote" else "valid_until"

    def _keep_typed(self, name: str, text: str) -> None:
        self._state.change(keep_typed(self._state.values, name, text), name)

    def _type(self, name: str, text: str) -> None:
        self._state.change(set_fields(self._state.values, **{name: text}), name)

    # -- building -----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.setAccessibleName(self.tr("Customer and dates"))
        column = QVBoxLayout(self)
        column.setContentsMargins(scaled(_INSET), scaled(14), scaled(_INSET), scaled(_INSET))
        column.setSpacing(scaled(12))
        column.addWidget(self._build_customer())
        column.addWidget(Hairline())
        column.addLayout(self._build_fields())

    def _build_customer(self) -> QWidget:
        self.chooser = Field(self.tr("Customer"), "magnifying-glass")
        self.chooser.setPlaceholderText(self.tr("Type a customer’s name"))
        self._choosing = Completion(self.chooser, self._customers, first=True)
        self._choosing.taken.connect(self._take)
        self.chooser.editingFinished.connect(self._stay)
        choose, chosen = QWidget(), QWidget()
        row = QHBoxLayout(choose)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.chooser)
        self._avatar = Avatar(size=36)
        self._name = Label("", "customer", elided=True)
        self._where = Label("", "body", "muted", elided=True)
        self.change_button = Button(self.tr("Change"), "", Kind.QUIET)
        self.change_button.setAccessibleName(self.tr("Change the customer"))
        self.change_button.clicked.connect(self._change)
        names = QVBoxLayout()
        names.setSpacing(scaled(1))
        names.addWidget(self._name)
        names.addWidget(self._where)
        row = QHBoxLayout(chosen)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(scaled(12))
        row.addWidget(self._avatar)
        row.addLayout(names, 1)
        row.addWidget(self.change_button)
        holder = QWidget()
        self._pages = QStackedLayout(holder)  # without a widget above it, its first page would flash as a window
        self._pages.addWidget(choose)
        self._pages.addWidget(chosen)
        return holder

    def _build_fields(self) -> QGridLayout:
        self.dates = (DateField(self.tr("Invoice date"), self._today), DateField(self.tr("Due"), self._today))
        self.dates[0].setPlaceholderText(self.tr("Day of issue"))
        self.dates[0].picked.connect(self._date)
        self.dates[1].picked.connect(self._pick_end)
        self.dates[0].unreadable.connect(partial(self._keep_typed, "dated"))
        self.dates[1].unreadable.connect(lambda text: self._keep_typed(self._end_name(), text))
        self.supplied = Field(self.tr("Supplied"))
        self.supplied.setMaxLength(100)
        self.supplied.textEdited.connect(partial(self._type, "supplied"))
        self.order = Field(self.tr("Their order number"))
        self.order.setMaxLength(100)
        self.order.textEdited.connect(partial(self._type, "order_reference"))
        self.currency = Field(self.tr("Currency"))
        choice = Completion(self.currency, self._currencies, first=True)
        choice.taken.connect(self._take_currency)
        self.currency.editingFinished.connect(self._settle_currency)
        self._fields = grid = QGridLayout()
        grid.setHorizontalSpacing(scaled(12))
        grid.setVerticalSpacing(scaled(5))
        self._date_label = self._labelled(self.dates[0], "")
        self._end_label = self._labelled(self.dates[1], "")
        self.terms = Choice(self.tr("Payment terms"), [*offered_terms(), (_PARTS, self.tr("In parts…"))])
        self.terms.activated.connect(self._agree)
        self._terms_label = self._labelled(self.terms, self.tr("Payment terms"))
        self._supplied_label = self._labelled(self.supplied, self.tr("Supplied"))
        self._order_label = self._labelled(self.order, "")
        self._labelled(self.currency, self.tr("Currency"))
        return grid

    def _labelled(self, field: QWidget, words: str) -> Label:
        label = Label(words, "small", "muted")
        label.setBuddy(field)
        field.setMinimumWidth(scaled(_NARROWEST))
        for row, widget in enumerate((label, field)):
            self._fields.addWidget(widget, row, len(self._pairs))
        self._pairs.append((label, field))
        return label

    def _arrange(self) -> None:
        """Put the fields side by side, or in rows of two or three where the card is narrow."""
        shown = [pair for pair in self._pairs if not pair[1].isHidden()]
        columns = next((n for n in (len(shown), 3, 2) if self.width() >= scaled(_FIELD * n)), 1)
        if (columns, len(shown)) == self._arranged:
            return
        self._arranged = (columns, len(shown))
        for column in range(len(self._pairs)):
            self._fields.setColumnStretch(column, 0)
        for place, pair in enumerate(shown):
            row, column = divmod(place, columns)
            for part, widget in enumerate(pair):
                self._fields.removeWidget(widget)
                self._fields.addWidget(widget, 2 * row + part, column)
            stretch = (
                2 if pair[1] is self.currency and row == 0 else 6 if len(shown) == 4 and pair[1] is self.order else 4
            )
            self._fields.setColumnStretch(column, stretch)


@lru_cache(maxsize=8)
def _currency_finder(language: str) -> Finder[tuple[str, str]]:
    names = locale_of(language).currencies
    return Finder(((code, names.get(code, "")) for code in sorted(CURRENCIES)), lambda pair: pair)
