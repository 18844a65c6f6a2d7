"""What credit has to do with a document, in one or two sentences below its card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from desktop.views.words import amount, day

if TYPE_CHECKING:
    from desktop.queries.cards import DocumentCard


def _tr(text: str) -> str:
    return QCoreApplication.translate("credits", text)


def credit_words(card: DocumentCard) -> str:
    """Return what takes something off an invoice, or what a credit note is used for; "" where there is none."""
    if card.kind == "credit":
        return _of_a_note(card)
    lines = [
        _tr("Credit note {number} of {day} takes off {amount}.").format(
            number=row.number, day=day(row.on), amount=_money(card, row.applied_minor)
        )
        for row in card.credits
    ]
    if "use_payment" in card.acts:
        words = _tr("{amount} of this customer’s money is unapplied. The menu … uses it for this invoice.")
        lines.append(words.format(amount=_money(card, card.left_minor)))
    return "\n".join(lines)


def _of_a_note(card: DocumentCard) -> str:
    lines = [
        _tr("{amount} are used for {number}.").format(amount=_money(card, row.applied_minor), number=row.number)
        for row in card.credits
    ]
    if card.number and card.balance_minor > 0 and card.state != "void":
        lines.append(_tr("{amount} are left for another invoice.").format(amount=_money(card, card.balance_minor)))
    return "\n".join(lines)


def _money(card: DocumentCard, minor: int) -> str:
    return f"{amount(minor, card.currency)} {card.currency}"
