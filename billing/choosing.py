"""Choosing optional lines of a quote: the same view with other lines counted, and its totals to the cent."""

from collections.abc import Collection

from billing.errors import Refused
from billing.figures import shown_sums
from billing.formatting import format_money
from billing.issued import IssuedDocument
from billing.snapshot import View
from billing.totals import calculate


class NotAChoice(Refused):
    """Only optional lines of a quote that waits for its answer can be chosen."""

    def __init__(self) -> None:
        super().__init__("A line that was chosen is no optional line of this quote. Nothing was changed.")


def chosen_lines(view: View) -> tuple[int, ...]:
    """Return the positions (from 0) of the optional lines that are chosen."""
    return tuple(at for at, line in enumerate(view.lines) if line.optional and line.chosen)


def as_chosen(document: IssuedDocument, chosen: Collection[int]) -> IssuedDocument:
    """Return what was issued with exactly the optional lines at the positions ``chosen`` (from 0) chosen."""
    lines = tuple(
        line.model_copy(update={"chosen": at in chosen or not line.optional}) for at, line in enumerate(document.lines)
    )
    return document.model_copy(update={"lines": lines})


def with_choice(view: View, chosen: Collection[int]) -> View:
    """Return ``view`` with exactly the optional lines at the positions ``chosen`` (from 0) chosen.

    A view without figures has nothing to choose. Raises NotAChoice, OutOfRange, DiscountTooLarge.
    """
    optional = {at for at, line in enumerate(view.lines) if line.optional}
    if not set(chosen) <= optional:
        raise NotAChoice
    if view.figures is None or set(chosen) == set(chosen_lines(view)):
        return view
    counted = {at for at in range(len(view.lines)) if at not in optional or at in chosen}
    totals = calculate(view.figures.sheet(counted))
    lines = tuple(
        line.model_copy(update={"chosen": at in chosen}) if line.optional else line
        for at, line in enumerate(view.lines)
    )
    sums = shown_sums(view.figures, totals, counted, view.language)
    owed = format_money(view.figures.money(totals.payable), view.language)
    return view.model_copy(update={"lines": lines, "balance": owed, "balance_minor": totals.payable, **sums})
