"""What is still owed on a document, and what settled it: one rule for lists, cards, pages and papers."""

from typing import Literal

Settlement = Literal["open", "paid", "credited"]


def balance(total: int, *, paid: int, credited: int) -> int:
    """Return what is owed, in minor units: below 0 where more arrived than was asked for.

    ``paid`` is money, ``credited`` what credit notes take off; of a credit note, ``credited`` is what was used of it
    and the balance what is left.
    """
    return total - paid - credited


def settlement(total: int, *, paid: int, credited: int) -> Settlement:
    """Return what settled an invoice; ``credited`` where credit notes alone did, so that nobody thanks for money."""
    if balance(total, paid=paid, credited=credited) > 0:
        return "open"
    return "credited" if credited > 0 and credited >= total else "paid"
