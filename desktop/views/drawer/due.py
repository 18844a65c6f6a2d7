"""When a document falls due, in full, on its card, and what of its money went back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from desktop.views.words import amount, day, distance

if TYPE_CHECKING:
    from datetime import date

    from desktop.queries.cards import DocumentCard


def due_words(card: DocumentCard, today: date) -> str:
    """Return what falls due and when, or what a credit note corrects; "" where there is nothing to say."""
    if card.kind == "credit" and card.issued_on is not None:
        words = _tr("Corrects {number}, issued {day}") if card.corrects else _tr("Issued {day}")
        return words.format(number=card.corrects, day=day(card.issued_on, year=True))
    on = card.due_on if card.kind == "invoice" else card.valid_until
    if on is None:
        return ""
    part = card.next_part
    if part is not None and 0 < part.minor < card.balance_minor:
        words = _tr("{part} of {whole} due {day}, {distance}")
        figures = {"part": part.minor, "whole": card.balance_minor}
        digits = {name: amount(minor, card.currency) for name, minor in figures.items()}
        return words.format(day=day(on, year=True), distance=distance(on, today), **digits)
    words = _tr("Due {day}, {distance}") if card.kind == "invoice" else _tr("Valid until {day}")
    return words.format(day=day(on, year=True), distance=distance(on, today))


def refund_words(card: DocumentCard) -> str:
    """Return how much of what was paid went back, "" where nothing did: the invoice owes it again, unless it was
    credited, so that its state alone does not say it.
    """
    paid = sum(row.minor for row in card.money if row.kind == "payment")
    back = sum(row.minor for row in card.money if row.kind == "refund")
    if not back:
        return ""
    words = _tr("Refunded: {amount}") if back >= paid else _tr("Partly refunded: {amount}")
    return words.format(amount=f"{amount(back, card.currency)} {card.currency}")


def _tr(text: str) -> str:
    return QCoreApplication.translate("due", text)
