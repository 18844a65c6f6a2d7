"""The totals: one block at the right that breaks only where no page could hold it, every tax with its base."""

from dataclasses import dataclass, replace
from itertools import takewhile

from billing.pdf.paper import Pages
from billing.pdf.style import HAIRLINE, Style
from billing.pdf.text import Type, on_one_line, wrap
from billing.snapshot import View
from billing.wording import Labels

_WIDTH = 248.0
_ROW_GAP = 3.0
_RULE_GAP = 5.0


@dataclass(frozen=True, slots=True)
class _Row:
    """A label and its figure; ``rule`` is the colour of the line above it, or none."""

    label: str
    figure: str
    type: Type
    rule: str = ""


def put_sums(pages: Pages, view: View, style: Style, labels: Labels) -> None:
    """Place the totals, on the next page if they do not fit whole; more than a page can hold flow over several."""
    rows = [replace(row, figure=on_one_line(row.figure)) for row in _rows(view, style, labels)]
    left = pages.right - _WIDTH
    widest = max(row.type.width(row.figure) for row in rows)
    wrapped = [wrap(row.label, row.type, _WIDTH - _room(row, widest, pages) - 12) for row in rows]
    heights = [_height(row, lines) for row, lines in zip(rows, wrapped, strict=True)]
    flows = 12 + sum(heights) > pages.full_height
    if not flows:
        pages.make_room(12 + sum(heights))
    pages.y += 8
    for place, (row, lines) in enumerate(zip(rows, wrapped, strict=True)):
        if flows:
            pages.make_room(_kept_together(rows, heights, place))
        if row.rule:
            pages.y += _RULE_GAP
            pages.rule(row.rule, weight=1.5 if row.rule == style.accent else 0.5, x=left)
            pages.y += _RULE_GAP - _ROW_GAP
        pages.y += _ROW_GAP
        first, *more = lines or [""]
        baseline = pages.next_line(row.type)
        pages.page.put(first, row.type, left, baseline)
        pages.put_figure(row.figure, row.type, pages.right - widest, pages.right, baseline)
        for line in more:
            if flows:
                pages.make_room(row.type.leading)
            pages.put(line, row.type, left)
    pages.y += 22


def _kept_together(rows: list[_Row], heights: list[float], place: int) -> float:
    """Return how high the row is with the totals below it: none of them begins a page without a row before it."""
    totals = takewhile(lambda each: rows[each].rule, range(place + 1, len(rows)))
    return heights[place] + sum(heights[each] for each in totals)


def _room(row: _Row, widest: float, pages: Pages) -> float:
    """Return how wide the figure's column is beside a label; from right to left all figures share one."""
    return widest if pages.right_to_left else row.type.width(row.figure)


def _height(row: _Row, lines: list[str]) -> float:
    return _ROW_GAP + len(lines) * row.type.leading + (2 * _RULE_GAP if row.rule else 0)


def _rows(view: View, style: Style, labels: Labels) -> list[_Row]:
    rows = [*_rows_before_tax(view, style, labels)]
    taxes = [
        _Row(
            _tax_label(view, labels).format(tax=style.apart(row.label), base=style.apart(row.base)),
            row.amount,
            style.body,
        )
        for row in view.taxes
    ]
    total = _total(view, style, labels, ruled=bool(rows or taxes))
    rows += [total, *taxes] if view.prices_include_tax else [*taxes, total]
    rows += _rows_after_total(view, style, labels)
    if view.paid:
        rows.append(_Row(labels.paid_so_far, view.paid, style.body))
    if view.kind == "invoice":
        rows.append(_Row(labels.amount_due, view.balance, style.due, style.accent))
    return rows


def _rows_before_tax(view: View, style: Style, labels: Labels) -> list[_Row]:
    taxed_after = bool(view.taxes) and not view.prices_include_tax
    changed = bool(view.discount or view.charges)
    rows = [_Row(labels.subtotal, view.line_sum, style.body)] if changed or taxed_after else []
    if view.discount:
        title = labels.discount_titled(style.apart(view.discount_reason) if view.discount_reason else "")
        rows.append(_Row(title, view.discount, style.body))
    rows += [_Row(charge.label, charge.amount, style.body) for charge in view.charges]
    if changed and not view.prices_include_tax:
        rows.append(_Row(labels.net, view.net, style.body))
    return rows


def _rows_after_total(view: View, style: Style, labels: Labels) -> list[_Row]:
    rows = [_Row(view.withheld.label, view.withheld.amount, style.body)] if view.withheld else []
    if view.rounding:
        rows.append(_Row(labels.rounding, view.rounding, style.body))
    if view.payable and (view.kind != "invoice" or view.payable != view.balance):  # else it stands below, as due
        rows.append(_Row(labels.payable, view.payable, style.strong, HAIRLINE))
    return rows


def _total(view: View, style: Style, labels: Labels, *, ruled: bool) -> _Row:
    """Return the total; where nothing is due it is the last word and carries the office's colour."""
    if view.kind != "invoice":
        return _Row(labels.total, view.total, style.due, style.accent)
    return _Row(labels.total, view.total, style.strong, HAIRLINE if ruled else "")


def _tax_label(view: View, labels: Labels) -> str:
    return labels.tax_included_on if view.prices_include_tax else labels.tax_on
