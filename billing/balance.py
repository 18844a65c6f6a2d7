"""What is still owed on a document, and what settled it: one rule for lists, cards, pages and papers."""

from typing import Literal

Settlement = Literal["open", "paid", "credited", "written_off"]


def balance(total: int, *, paid: int, credited: int, written_off: int = 0) -> int:
    """Return what is owed, in minor units: below 0 where more arrived than was asked for.

    ``total`` is what is asked for: less what is withheld, rounded to coins. ``paid`` is money that arrived less what of
    it was refunded, ``credited`` what credit notes take off; of a credit note, ``credited`` is what was used of it and
    the balance what is left. ``written_off`` is what the office lets go.
    """
    return total - paid - credited - written_off


def settlement(total: int, *, paid: int, credited: int, written_off: int = 0) -> Settlement:
    """Return what settled an invoice, so that nobody thanks for money that never came.

    ``credited`` where credit notes alone did, ``written_off`` where more was let go than was paid.
    """
    if balance(total, paid=paid, credited=credited, written_off=written_off) > 0:
        return "open"
    if credited > 0 and credited >= total:
        return "credited"
    return "written_off" if written_off > max(paid, 0) else "paid"
