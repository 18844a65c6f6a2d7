"""What stands under the totals: how to pay, and the terms."""

from billing.issued import PayWay
from billing.pay_ways import heading_of, ways_of
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


def put_notes(pages: Pages, view: View, style: Style, labels: Labels) -> None:
    """Place why there is no tax, what falls due when and the ways to pay (each kept
    together), terms and what late payment costs (these may go on over the next page)."""
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
    """Place what falls due when, kept together."""
    pages.make_room((len(view.instalments) + 1) * style.body.leading + 2)
    pages.put(labels.in_parts, style.strong, pages.left)
    pages.y += 2
    for part in view.instalments:
        state = labels.part_paid if part.is_paid else labels.part_settled if part.is_settled else ""
        _put_fact(pages, part.due, [f"{part.amount}  ({state})" if state else part.amount], style)
    pages.y += _GAP


def _put_ways(pages: Pages, view: View, style: Style, labels: Labels) -> None:
    """Place the ways to pay below each other; those after the code for banking apps stand beside it."""
    scanned, code = way_to_scan(view), payment_code(view)
    coded, ends = None, 0.0
    for way in ways_of(view):
        shown = code if way == scanned else None
        bottom = _put_way(pages, way, shown, style, labels)
        if shown:
            coded, ends = pages.page, bottom + _GAP
    if coded is pages.page:
        pages.y = max(pages.y, ends)


def _put_way(pages: Pages, way: PayWay, code: Modules | None, style: Style, labels: Labels) -> float:
    """Place one way to pay, the code beside it; return where the code ends, 0 without one."""
    indent = _LABEL_WIDTH if any(row.label for row in way.details) else 0.0
    width = pages.width * _TEXT_SHARE
    values = [(row.label, wrap(row.value, style.body, width - indent)) for row in way.details]
    heading = wrap(heading_of(way, labels), style.strong, width)
    lines = 1 + len(heading) + sum(max(len(value), 1) for _, value in values)
    words = wrap(labels.scan_to_pay, style.label, pages.width - width)
    code_height = _CODE + _WHITE + len(words) * style.label.leading if code else 0
    pages.make_room(max(lines * style.body.leading, code_height))
    top = pages.y
    for line in heading:
        pages.put(line, style.strong, pages.left)
    pages.y += 2
    for label, value in values:
        _put_fact(pages, label, value, style, indent)
    pages.y += _GAP
    return _put_code(pages, code, words, style.label, top) if code else 0.0


def _put_code(pages: Pages, code: Modules, words: list[str], type_: Type, top: float) -> float:
    """Place the code at the right, what it is for below it; return where it ends."""
    pages.page.codes.append(Code(pages.right - _CODE, top + 3, _CODE, code))
    pages_y = top + 3 + _CODE + 3
    for line in words:
        pages_y += type_.leading
        pages.page.put_right(line, type_, pages.right, pages_y - type_.leading / 4)
    return pages_y


def _put_fact(pages: Pages, label: str, value: list[str], style: Style, indent: float = _LABEL_WIDTH) -> None:
    names = wrap(label, style.label, _LABEL_WIDTH - 8)
    for index in range(max(len(names), len(value))):
        baseline = pages.next_line(style.body)
        if index < len(names):
            pages.page.put(names[index], style.label, pages.left, baseline)
        if index < len(value):
            pages.page.put(value[index], style.body, pages.left + indent, baseline)
