"""The lines as finished rows: they are most of a page, so they are put together here, each escaped in one call."""

from markupsafe import Markup, escape

from billing.snapshot import LineView, View
from billing.wording import Labels

_LONG_QUANTITY = 14  # signs; a longer one may take two lines, so that the description keeps its room
_APART = "\x1f"  # the unit separator keeps a line's texts apart while they are escaped; it is taken out of them first


def has_rates(view: View) -> bool:
    """Return whether the lines bear several rates of tax, which alone gives the rates a column."""
    return len({line.tax for line in view.lines}) > 1


def rows_of(view: View, labels: Labels, *, optional: bool = True) -> Markup:
    """Return a table row for each line: every column for wide pages, and one line of small print for phones.

    Without ``optional`` the lines that the customer may choose stand elsewhere.
    """
    tax_word = str(escape(labels.tax)) if has_rates(view) else ""
    lines = [line for line in view.lines if optional or not line.optional]
    return Markup("\n".join([_row(line, labels, tax_word) for line in lines]))  # noqa: S704  # escaped in _row


def _row(line: LineView, labels: Labels, tax_word: str) -> str:
    title, detail, note, quantity, price, rate, amount = _escaped(
        line.title, line.detail, _note(line, labels), line.quantity, line.unit_price, line.tax, line.amount
    )
    row = '<tr class="not">' if line.optional and not line.chosen else "<tr>"
    detail = f"<small>{detail}</small>" if detail else ""
    note = f"<small>{note}</small>" if note else ""
    wide = "w wrap" if len(line.quantity) > _LONG_QUANTITY else "w"
    small_tax, tax = (f" · {tax_word} <bdi>{rate}</bdi>", f'<td class="w">{rate}</td>') if tax_word else ("", "")
    return (
        f'{row}<th scope="row">{title}{detail}{note}'
        f'<small class="c"><bdi>{quantity}</bdi> × <bdi>{price}</bdi>{small_tax}</small></th>'
        f'<td class="{wide}"><bdi>{quantity}</bdi></td><td class="w">{price}</td>{tax}<td>{amount}</td></tr>'
    )


def _escaped(*texts: str) -> list[str]:
    return str(escape(_APART.join([text.replace(_APART, "") for text in texts]))).split(_APART)


def _note(line: LineView, labels: Labels) -> str:
    notes = [labels.less_discount.format(discount=line.discount)] if line.discount else []
    if line.optional:
        notes.append(labels.optional if line.chosen else labels.not_chosen)
    return " · ".join(notes)
