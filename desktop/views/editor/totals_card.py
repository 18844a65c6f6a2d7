"""TotalsCard: what it all comes to, at every key, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from billing.exemptions import reason_of
from billing.formatting import format_rate
from billing.steps import Part, explain, leading_to
from desktop.services.drafts import sheet_of
from desktop.services.explaining import names_of
from desktop.views.editor.option_range import OptionRange
from desktop.views.editor.sum_table import SumRow, SumTable
from desktop.views.fonts import scaled
from desktop.views.theme import Tone
from desktop.views.widgets.amount import Amount
from desktop.views.widgets.label import Label
from desktop.views.widgets.surface import Card
from desktop.views.widgets.why import WhyPopover
from desktop.views.words import amount

if TYPE_CHECKING:
    from billing.taxes import TaxTotal
    from billing.totals import Totals
    from desktop.views.editor.state import DraftState
    from desktop.views.editor.sums import Options


class TotalsCard(Card):
    """Total large on top, then how it comes about; each figure that is pressed says why it is what it is."""

    def __init__(self, state: DraftState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._caption = Label("", "small", "muted")
        self.total = Amount()
        self.total.invite(self.tr("Why this cent?"))
        self.total.asked.connect(self._explain_amount)
        self._range = OptionRange()
        self.table = SumTable()
        self.table.asked.connect(self._explain_row)
        self.notes = Label("", "small", "muted")
        self.refusal = Label("", "small", Tone.WARN)
        self.refusal.setWordWrap(True)
        self.notes.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(scaled(16), scaled(14), scaled(16), scaled(14))
        column.setSpacing(scaled(8))
        for widget in (self._caption, self.total, self._range, self.refusal, self.table, self.notes):
            column.addWidget(widget)
        state.calculated.connect(self._follow)

    def why(self, part: Part, index: int, anchor: QWidget) -> WhyPopover:
        """Return what explains one figure of the draft, not yet shown."""
        values = self._state.values
        steps = leading_to(explain(sheet_of(values), names_of(values), self._state.language), part, index)
        return WhyPopover(anchor, steps)

    def _follow(self) -> None:
        sums, currency = self._state.sums, self._state.values.currency
        options, totals = sums.options, sums.totals
        self._caption.setText(self._caption_of(options, totals))
        self.total.show_amount(amount(totals.payable, currency) if totals else "–", currency)
        self.refusal.setText(sums.refusal)
        self.refusal.setVisible(bool(sums.refusal))
        self._range.setVisible(options is not None)
        self.table.setVisible(totals is not None)
        self._show_notes()
        if options is not None and totals is not None:
            self._range.show_range(options, totals.total, currency)
        if totals is not None:
            self.table.show_rows(self._rows(totals, options))

    def _caption_of(self, options: Options | None, totals: Totals | None) -> str:
        if totals is not None and totals.payable != totals.total:
            return self.tr("To pay")
        return self.tr("Total as the customer first sees it") if options else self.tr("Total")

    def _show_notes(self) -> None:
        """Say what is printed about taxes that are not charged, in the customer's language."""
        customer, office = self._state.customer, self._state.catalogue.office
        language = (customer.language if customer else "") or office.language
        values = self._state.values
        taxes = [tax for line in values.lines if not line.is_blank for tax in line.taxes]
        taxes += [tax for charge in values.charges if not charge.is_blank for tax in charge.taxes]
        notes = dict.fromkeys(reason_of(tax.category, tax.reason, language) for tax in taxes)
        words = "\n".join(filter(None, notes))
        self.notes.setText(words)
        self.notes.setVisible(bool(words))

    # -- why ----------------------------------------------------------------------------------------------------------

    def _explain_amount(self) -> None:
        totals = self._state.sums.totals
        if totals is not None:
            changed = totals.payable != totals.total
            self.why(Part.PAYABLE if changed else Part.TOTAL, 0, self.total).open()

    def _explain_row(self, row: SumRow) -> None:
        if row.part is not None:
            self.why(row.part, row.index, self.table).open_by(self.table.place_of(row))

    # -- the rows -----------------------------------------------------------------------------------------------------

    def _rows(self, totals: Totals, options: Options | None) -> list[SumRow]:
        currency = self._state.values.currency
        inclusive = self._state.values.price_mode == "inclusive"
        rows = [SumRow(), *self._line_rows(totals, options), *self._adjustment_rows(totals)]
        if totals.discount or totals.charges or inclusive:
            rows.append(SumRow((self.tr("Net"), amount(totals.net, currency)), part=Part.NET))
        rows += self._tax_rows(totals.taxes, currency)
        whole = f"{amount(totals.total, currency)} {currency}"
        rows += [SumRow(), SumRow((self.tr("Total"), whole), "section", "section", part=Part.TOTAL)]
        return [*rows, *self._payable_rows(totals)]

    def _line_rows(self, totals: Totals, options: Options | None) -> list[SumRow]:
        currency = self._state.values.currency
        if options is None:
            return [SumRow((self.tr("Sum of lines"), amount(totals.line_sum, currency)), part=Part.LINES)]
        ticked = self.tr("Options ticked, {count} of {all}").format(count=options.ticked, all=options.count)
        return [
            SumRow((self.tr("Fixed lines"), amount(options.fixed, currency)), part=Part.LINES),
            SumRow((ticked, amount(options.ticked_sum, currency)), part=Part.LINES),
        ]

    def _adjustment_rows(self, totals: Totals) -> list[SumRow]:
        values, rows = self._state.values, []
        if totals.discount:
            reason = values.discount_reason.strip()
            words = self.tr("Discount ({reason})").format(reason=reason) if reason else self.tr("Discount")
            rows.append(SumRow((words, amount(-totals.discount, values.currency)), part=Part.DISCOUNT))
        for index, (charge, minor) in enumerate(zip(values.charges, totals.charges, strict=True)):
            if not charge.is_blank:
                words = charge.label.strip() or self.tr("Charge")
                rows.append(SumRow((words, amount(minor, values.currency)), part=Part.CHARGE, index=index))
        return rows

    def _tax_rows(self, taxes: Sequence[TaxTotal], currency: str) -> list[SumRow]:
        if not taxes:
            return []
        labels = {row.tax.label for row in taxes}
        name = labels.pop() if len(labels) == 1 else ""
        head = name or self.tr("Tax")
        rows = [SumRow((head, self.tr("Net"), self.tr("{tax} amount").format(tax=head)), "small", "small", head=True)]
        for index, row in enumerate(taxes):
            rate = format_rate(row.tax.rate, self._state.language)
            words = rate if name else f"{row.tax.label} {rate}".strip()
            cells = (words, amount(row.base, currency), amount(row.amount, currency))
            rows.append(SumRow(cells, "body", "body", part=Part.TAX, index=index))
        return rows

    def _payable_rows(self, totals: Totals) -> list[SumRow]:
        values, currency, rows = self._state.values, self._state.values.currency, []
        if values.withholding is not None:
            rate = format_rate(values.withholding.rate, self._state.language)
            words = f"{values.withholding.label or self.tr('Withheld')} {rate}"
            rows.append(SumRow((words, amount(-totals.withheld, currency)), part=Part.WITHHELD))
        if totals.rounding:
            rows.append(SumRow((self.tr("Rounding"), amount(totals.rounding, currency)), part=Part.ROUNDING))
        if totals.payable != totals.total:
            whole = f"{amount(totals.payable, currency)} {currency}"
            rows.append(SumRow((self.tr("To pay"), whole), "section", "section", part=Part.PAYABLE))
        return rows
