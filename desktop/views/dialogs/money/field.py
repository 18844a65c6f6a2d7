"""MoneyField: an amount of one currency; how it is understood stands below it while it is typed."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from billing.errors import Refused
from billing.formatting import format_number
from billing.money import exponent, to_minor
from billing.parsing import DoubtfulNumber, parse_number
from desktop.views.editor.figure_edit import FigureEdit
from desktop.views.editor.figures import Reading
from desktop.views.words import amount, language

_ANY = 16_777_215  # what Qt calls no bound


class NoAmount(Refused):
    """An amount is asked for."""

    def __init__(self) -> None:
        super().__init__("The amount is missing. Nothing was changed. Type how much it is.")


class MoneyField(FigureEdit):
    """``minor`` reads it in minor units of its ``currency``; ``show_minor`` writes it the person's way."""

    def __init__(self, name: str, currency: str, parent: QWidget | None = None) -> None:
        super().__init__(name, "", lambda text: read_money(text, self.currency), parent)
        self.currency = currency
        self.setMaximumWidth(_ANY)  # its owner says how wide it is

    def minor(self) -> int | None:
        """Return what is typed, None where nothing is. Raises Refused while it is no amount of this currency."""
        return to_money(self.text(), self.currency)

    def must(self) -> int:
        """Return what is typed. Raises Refused where that is nothing, or no amount of this currency."""
        minor = self.minor()
        if minor is None:
            raise NoAmount
        return minor

    def show_minor(self, minor: int | None) -> None:
        """Show an amount, or nothing."""
        self.setText("" if minor is None else amount(minor, self.currency))
        self.show_figure(self.text())


def to_money(text: str, currency: str) -> int | None:
    """Return ``text`` in minor units of ``currency``, None where it is empty. Raises Refused."""
    if not text.strip():
        return None
    return to_minor(parse_number(text, language(), places=exponent(currency)), currency)


def read_money(text: str, currency: str) -> Reading:
    """Read an amount; never guesses, never raises Refused."""
    try:
        minor = to_money(text, currency)
    except DoubtfulNumber as doubt:
        return Reading(sentence=str(doubt), choices=tuple(format_number(each, language()) for each in doubt.readings))
    except Refused as refused:
        return Reading(sentence=str(refused))
    return Reading(shown="" if minor is None else amount(minor, currency))
