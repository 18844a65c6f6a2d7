"""Refund, credit or payment: what fits what happened, with the figures before and after."""

from typing import Literal

from desktop.assistant.figures import BadFigure, amount_out
from desktop.assistant.tool import Answer, Errand
from desktop.queries.cards import DocumentCard
from desktop.queries.payments import unapplied_for

Situation = Literal["wrong_amount", "returned", "discount", "cancelled", "paid_twice", "money_arrived"]
_CORRECTS = {"wrong_amount", "returned", "discount", "cancelled"}


class Step(Answer):
    """One act: the tool that does it, or "" where a person does it in Counterfoil."""

    act: str
    tool: str
    amount_with_tax: str
    says: str


class Advice(Answer):
    """What fits, in order; figures in whole units of ``currency``."""

    number: str
    currency: str
    total: str
    paid: str
    balance: str
    can_be_credited: str
    unused_money: str
    steps: tuple[Step, ...]
    balance_afterwards: str
    says: str


def suggest(errand: Errand, card: DocumentCard, situation: Situation, minor: int | None) -> Advice:
    """Return what fits ``situation``; ``minor`` units are concerned, all there is where None. Raises BadFigure."""
    unused = sum(row.left_minor for row in unapplied_for(errand.session, card.id) if row.customer_id is not None)
    steps: tuple[Step, ...]
    if not card.number:
        steps, after, says = (), card.balance_minor, "It is a draft: change it, nothing has to be corrected."
    elif card.state in {"void", "withdrawn"}:
        steps, after, says = (), card.balance_minor, f"It is {card.state}: nothing is left to correct."
    elif situation in _CORRECTS:
        steps, after, says = _corrected(card, card.creditable_minor if minor is None else minor)
    elif situation == "paid_twice":
        steps, after, says = _given_back(card, unused if minor is None else minor, unused)
    else:
        steps, after, says = _arrived(card, card.balance_minor if minor is None else minor, unused)
    return Advice(
        number=card.number,
        currency=card.currency,
        total=amount_out(card.total_minor, card.currency),
        paid=amount_out(card.paid_minor, card.currency),
        balance=amount_out(card.balance_minor, card.currency),
        can_be_credited=amount_out(card.creditable_minor, card.currency),
        unused_money=amount_out(unused, card.currency),
        steps=steps,
        balance_afterwards=amount_out(after, card.currency),
        says=says,
    )


def _corrected(card: DocumentCard, minor: int) -> tuple[tuple[Step, ...], int, str]:
    """The invoice was wrong: only a credit note corrects it, whatever becomes of the money."""
    if minor > card.creditable_minor:
        left = f"{amount_out(card.creditable_minor, card.currency)} {card.currency}"
        raise BadFigure(f"Only {left} of {card.number} can still be credited. Give at most that amount.")
    if minor <= 0:
        return (), card.balance_minor, "All of it is credited already."
    taken = min(minor, max(card.balance_minor, 0))
    how = "without lineItems" if minor == card.creditable_minor else "by quantity, or by amounts before tax"
    steps = [_step(card, "credit note", "create_credit_note", minor, f"Corrects the invoice and its tax: {how}.")]
    if over := minor - taken:
        steps.append(
            _step(card, "refund or keep", "", over, "Was paid already: refund it, or keep it as the customer's credit.")
        )
    says = "A credit note, because the invoice itself changes. A refund alone would leave invoice and tax as they are."
    return tuple(steps), card.balance_minor - taken, says


def _given_back(card: DocumentCard, minor: int, unused: int) -> tuple[tuple[Step, ...], int, str]:
    """Too much arrived: the invoice is right, so only money moves."""
    if unused <= 0:
        return (
            (),
            card.balance_minor,
            "No money of this customer is unused in these books: look for the other payment.",
        )
    if minor > unused:
        left = f"{amount_out(unused, card.currency)} {card.currency}"
        raise BadFigure(f"Only {left} of the customer's money is unused. Give at most that amount.")
    steps = _step(card, "refund or keep", "", minor, "No invoice has it: refund it, or use it for another invoice.")
    return (steps,), card.balance_minor, "A refund and no credit note: the invoice is right, too much arrived."


def _arrived(card: DocumentCard, minor: int, unused: int) -> tuple[tuple[Step, ...], int, str]:
    """Money arrived: it is recorded, not credited."""
    owed = max(card.balance_minor, 0)
    if not owed:
        return (), card.balance_minor, "Nothing is open of it. Record the money for another invoice, or without one."
    taken = min(minor, owed)
    if unused >= taken:
        used = _step(card, "use money", "", taken, "This customer's money is here already; no invoice has it yet.")
        return (used,), card.balance_minor - taken, "Use what is there: recorded again it would be counted twice."
    paid = _step(card, "payment", "record_payment", minor, "What is more than is owed becomes the customer's credit.")
    return (paid,), card.balance_minor - taken, "A payment, because money arrived; the invoice stays as it is."


def _step(card: DocumentCard, act: str, tool: str, minor: int, says: str) -> Step:
    return Step(act=act, tool=tool, amount_with_tax=amount_out(minor, card.currency), says=says)
