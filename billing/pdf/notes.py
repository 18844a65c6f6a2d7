"""What stands under the totals: how to pay, and the terms."""

from typing import NamedTuple

from billing.issued import PayWay
from billing.pay_ways import heading_of, said_by, ways_of
from billing.pdf.paper import Code, Modules, Pages
from billing.pdf.payment_code import payment_code, way_to_scan
from billing.pdf.style import Style
from billing.pdf.text import Type, wrap
from billing.snapshot import View
from billing.wording import Labels

_LABEL_WIDTH = 96.0
_TEXT_SHARE = 0.78
_GAP = 16.0
_CODE = 72.0  # a phone reads a code of version 13 at this size
_WHITE = 8.0  # around the code: four modules


class _Row(NamedTuple):
    """Wrapped lines beside each other: a label's, and those of its value ``indent`` points from the left."""

    names: list[str]
    values: list[str]
    indent: float = _LABEL_WIDTH

    @property
    def lines(self) -> int:
        return max(len(self.names), len(self.values), 1)


def put_notes(pages: Pages, view: View, style: Style, labels: Labels) -> None:
    """Place why there is no tax, what falls due when and the ways to pay (each kept
    together where a page holds it), terms and what late payment costs (these may go on over the next page)."""
    for note in view.tax_notes:
        pages.flow(note, style.body, pages.left, pages.width * _TEXT_SHARE)
    if view.tax_notes:
        pages.y += _GAP
    if view.instalments:
        _put_parts(pages, view, style, labels)
    _put_ways(pages, view, style, labels)
    for title, words in ((labels.terms, view.terms), (labels.late_fee, view.late_fee)):
        if words:
            _put_text(pages, title, words, style)


def _put_text(pages: Pages, title: str, words: str, style: Style) -> None:
    pages.make_room(3 * style.body.leading)
    pages.put(title, style.strong, pages.left)
    pages.y += 2
    pages.flow(words, style.body, pages.left, pages.width * _TEXT_SHARE)
    pages.y += _GAP


def _put_parts(pages: Pages, view: View, style: Style, labels: Labels) -> None:
    """Place what falls due when, kept together where a page holds it."""
    rows = []
    for part in view.instalments:
        state = labels.part_paid if part.is_paid else labels.part_settled if part.is_settled else ""
        rows.append(_Row(_names(part.due, style), [f"{part.amount}  ({state})" if state else part.amount]))
    _keep_together(pages, [labels.in_parts], rows, style)
    _put_rows(pages, [labels.in_parts], rows, style)


def _put_ways(pages: Pages, view: View, style: Style, labels: Labels) -> None:
    """Place the ways to pay below each other; those after the code for banking apps stand beside it."""
    scanned, code = way_to_scan(view), payment_code(view)
    words = wrap(labels.scan_to_pay, style.label, pages.width * (1 - _TEXT_SHARE))
    coded, ends = None, 0.0
    for way in ways_of(view):
        heading = wrap(heading_of(way, labels), style.strong, pages.width * _TEXT_SHARE)
        rows = _way_rows(way, style, pages.width * _TEXT_SHARE)
        shown = code if way == scanned else None
        beside = _CODE + _WHITE + len(words) * style.label.leading if shown else 0
        _keep_together(pages, heading, rows, style, beside)
        if shown:
            coded, ends = pages.page, _put_code(pages, shown, words, style.label) + _GAP
        _put_rows(pages, heading, rows, style)
    if coded is pages.page:
        pages.y = max(pages.y, ends)


def _way_rows(way: PayWay, style: Style, width: float) -> list[_Row]:
    """Return what a way says; a line without a label goes over both columns."""
    return [
        _Row(_names(row.label, style), wrap(row.value, style.body, width - _LABEL_WIDTH))
        if row.label
        else _Row([], wrap(row.value, style.body, width), 0)
        for row in said_by(way)
    ]


def _names(label: str, style: Style) -> list[str]:
    return wrap(label, style.label, _LABEL_WIDTH - 8)


def _keep_together(pages: Pages, heading: list[str], rows: list[_Row], style: Style, beside: float = 0) -> None:
    """Turn the page unless all of it fits, ``beside`` being the height of what stands next to it.

    What no page holds begins on this one, where there is room for its heading and its first row.
    """
    above = len(heading) * style.strong.leading + 2
    whole = above + sum(row.lines for row in rows) * style.body.leading
    if whole > pages.full_height:
        whole = above + sum(row.lines for row in rows[:1]) * style.body.leading
    pages.make_room(min(max(whole, beside), pages.full_height))


def _put_code(pages: Pages, code: Modules, words: list[str], type_: Type) -> float:
    """Place the code at the right, level with what comes next, what it is for below it; return where it ends."""
    pages.page.codes.append(Code(pages.right - _CODE, pages.y + 3, _CODE, code))
    ends = pages.y + 3 + _CODE + 3
    for line in words:
        ends += type_.leading
        pages.page.put_right(line, type_, pages.right, ends - type_.leading / 4)
    return ends


def _put_rows(pages: Pages, heading: list[str], rows: list[_Row], style: Style) -> None:
    for line in heading:
        pages.put(line, style.strong, pages.left)
    pages.y += 2
    for row in rows:
        _put_row(pages, row, style)
    pages.y += _GAP


def _put_row(pages: Pages, row: _Row, style: Style) -> None:
    """Place a row on one page, unless none holds it."""
    height = row.lines * style.body.leading
    pages.make_room(height if height <= pages.full_height else style.body.leading)
    for index in range(row.lines):
        pages.make_room(style.body.leading)
        baseline = pages.next_line(style.body)
        if index < len(row.names):
            pages.page.put(row.names[index], style.label, pages.left, baseline)
        if index < len(row.values):
            pages.page.put(row.values[index], style.body, pages.left + row.indent, baseline)
