"""Lines as an assistant names them: a description, a quantity and a rate; found by their place or their words."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from pydantic import Field as PydanticField

from billing.errors import Refused
from billing.issued import IssuedTax
from billing.money import check_rate
from desktop.assistant import finding
from desktop.assistant.figures import Figure, Line, Ref, Words, figure_out, price_in, quantity_in
from desktop.assistant.tool import Arguments, Errand
from desktop.queries import people
from desktop.queries.drafts import LineValues


class LineItem(Arguments):
    """One line. What is left out comes from the item, or else is 1 piece with the office's own tax."""

    description: Words | None = PydanticField(
        None, description="First line: the bold title. Further lines: the lighter text below it."
    )
    quantity: Figure | None = PydanticField(None, description="Above 0, at most 6 decimals; 1 where left out.")
    rate: Figure | None = PydanticField(None, description="Price of one, in whole units of the document's currency.")
    unit: Line | None = PydanticField(None, description="Such as h or day; null for none.", max_length=20)
    tax: Figure | None = PydanticField(None, description="Percent; one of the rates that list_tax_rates shows.")
    tax_rate_ids: list[Ref] | None = PydanticField(None, max_length=4, description="Instead of tax; [] for none.")
    discount_percent: Figure | None = PydanticField(None, description="0 to 100, off this line before tax.")
    item_id: Ref | None = PydanticField(None, description="An entry of the catalogue that fills the line.")
    optional: bool | None = PydanticField(None, description="On a quote: the customer may leave it out.")


class BadLine(Refused):
    """A line that cannot be made, or not be found; the sentence says why."""


def new_line(errand: Errand, wish: LineItem) -> LineValues:
    """Return a new line. Raises BadLine, BadFigure, OutOfRange, NotFound."""
    made = changed_line(errand, LineValues(taxes=people.default_taxes(errand.session)), wish)
    if not made.title:
        raise BadLine("A line has no description. Nothing was changed. Give a description or an itemId for each line.")
    return made


def changed_line(errand: Errand, line: LineValues, wish: LineItem) -> LineValues:
    """Return ``line`` with what ``wish`` names; the rest stays, quantity and discount also where an item fills it.

    Raises BadLine, BadFigure, OutOfRange, NotFound.
    """
    if wish.item_id is not None:
        line = _of_item(errand, wish.item_id, line)
    if wish.description is not None:
        title, _, detail = wish.description.partition("\n")
        if not title.strip():
            raise BadLine("The description is empty. Nothing was changed. Its first line is the title of the line.")
        line = replace(line, title=title.strip(), detail=detail.strip(), typed=_without(line, "title"))
    if wish.quantity is not None:
        line = replace(line, quantity=quantity_in(wish.quantity), typed=_without(line, "quantity"))
    if wish.rate is not None:
        line = replace(line, unit_price=price_in(wish.rate), typed=_without(line, "unit_price"))
    if "unit" in wish.model_fields_set:
        line = replace(line, unit=wish.unit or "")
    if wish.optional is not None:
        line = replace(line, optional=wish.optional)
    return _taxed(errand, _discounted(line, wish), wish)


def line_at(lines: Sequence[LineValues], index: int | None, search: str | None) -> int:
    """Return the place of the line with this 0-based index, or of the only one whose words hold ``search``.

    Raises BadLine.
    """
    if (index is None) == (search is None):
        raise BadLine("Give either lineItemIndex or searchDescription. Nothing was changed.")
    if index is not None:
        if not 0 <= index < len(lines):
            raise BadLine(f"There is no line {index}. Nothing was changed. {_named(lines, range(len(lines)))}")
        return index
    words = (search or "").strip().casefold()
    found = [at for at, line in enumerate(lines) if words and words in f"{line.title}\n{line.detail}".casefold()]
    if len(found) == 1:
        return found[0]
    which = f"{len(found)} lines match" if found else "No line holds these words"
    raise BadLine(f"{which}. Nothing was changed. {_named(lines, found or range(len(lines)))}")


def _named(lines: Sequence[LineValues], places: Sequence[int]) -> str:
    if not lines:
        return "It has no lines yet; add_line_item adds one."
    named = ", ".join(f"{at}: {lines[at].title[:60]}" for at in list(places)[:20])
    return f"Choose by lineItemIndex from {named}."


def _of_item(errand: Errand, ref: str, line: LineValues) -> LineValues:
    entry = people.item(errand.session, finding.item(errand, ref))
    return replace(
        line,
        title=entry.title,
        detail=entry.detail,
        unit=entry.unit,
        unit_price=entry.unit_price,
        taxes=entry.tax.taxes if entry.tax is not None else line.taxes,
        item_id=entry.id,
        typed={name: text for name, text in line.typed.items() if name not in {"title", "unit_price"}},
    )


def _discounted(line: LineValues, wish: LineItem) -> LineValues:
    if "discount_percent" not in wish.model_fields_set:
        return line
    percent = None if wish.discount_percent is None else check_rate(wish.discount_percent)
    return replace(line, discount_percent=percent, discount_minor=None, typed=_without(line, "discount"))


def _taxed(errand: Errand, line: LineValues, wish: LineItem) -> LineValues:
    if wish.tax_rate_ids is not None:
        ids = [finding.tax_rate(errand, ref) for ref in wish.tax_rate_ids]
        return replace(line, taxes=tuple(tax for each in ids for tax in people.tax_rate(errand.session, each).taxes))
    return replace(line, taxes=_of_percent(errand, wish.tax)) if wish.tax is not None else line


def _of_percent(errand: Errand, rate: Decimal) -> tuple[IssuedTax, ...]:
    """Return the office's tax of this many percent: a rate that nobody has set up says nothing of its kind."""
    offered = people.tax_rates(errand.session)
    found = [row for row in offered if row.rate == check_rate(rate) and row.beside_id is None]
    if len(found) == 1:
        return found[0].taxes
    if found:
        raise BadLine(
            f"Several taxes of {figure_out(rate)} % are set up: {', '.join(row.label for row in found)}. Nothing was "
            "changed. Name one by taxRateIds; list_tax_rates gives the ids."
        )
    known = ", ".join(f"{row.label} {figure_out(row.rate)} %" for row in offered) or "none"
    raise BadLine(
        f"No tax of {figure_out(rate)} % is set up. Nothing was changed. There are: {known}. add_tax_rate adds one."
    )


def _without(line: LineValues, field: str) -> dict[str, str]:
    return {name: text for name, text in line.typed.items() if name != field}
