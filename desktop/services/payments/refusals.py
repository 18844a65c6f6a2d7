"""Why money is not booked, in the sentence that the person reads."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing.errors import Refused
from billing.formatting import format_money
from billing.money import Money
from desktop.models import Document, Office
from desktop.queries.balance import balance_of


class CannotRecord(Refused):
    """Money arrives in an amount above 0, in the currency of its invoices, from their customer, up to what they owe."""

    def __init__(self, why: str) -> None:
        super().__init__(f"The payment cannot be recorded: {why}. Nothing was recorded.")


class BalanceChanged(Refused):
    """What is owed is not what the person saw any more; ``minor`` is what is owed now."""

    def __init__(self, number: str, owed: str, minor: int) -> None:
        super().__init__(f"{number} owes {owed} now: it changed meanwhile. Nothing was recorded. Look at it once more.")
        self.minor = minor


class MoreThanOwed(Refused):
    """More arrived than the chosen invoices owe; a person says first that the rest is the customer's credit."""

    def __init__(self, rest: str, minor: int) -> None:
        super().__init__(
            f"{rest} is more than is owed. Nothing was recorded yet. Record it with that kept as the customer’s "
            "credit, or lower the amount."
        )
        self.minor = minor


class CannotUse(Refused):
    """Money that nothing has yet is used for an open invoice of the same customer in the same currency."""

    def __init__(self, why: str) -> None:
        super().__init__(f"The payment cannot be used like this: {why}. Nothing was changed.")


class CannotRefund(Refused):
    """Only what arrived and was not refunded yet can go back."""

    def __init__(self, why: str) -> None:
        super().__init__(f"This cannot be refunded: {why}. Nothing was changed.")


class CannotWriteOff(Refused):
    """Up to what an invoice owes can be let go."""

    def __init__(self, why: str) -> None:
        super().__init__(f"This cannot be written off: {why}. Nothing was changed.")


class CannotUndo(Refused):
    """What was undone already, or what something else stands on, stays."""

    def __init__(self, why: str) -> None:
        super().__init__(f"This cannot be undone: {why}. Nothing was changed.")


def in_words(session: Session, minor: int, currency: str) -> str:
    """Return an amount in the office's language."""
    return format_money(Money(minor, currency), session.scalars(select(Office.language)).one())


def must_owe_what_was_seen(session: Session, invoice: Document, seen_minor: int | None) -> None:
    """Raise BalanceChanged where the person saw another balance; ``None``: nobody looked."""
    owed = balance_of(invoice)
    if seen_minor is not None and seen_minor != owed:
        raise BalanceChanged(invoice.number or "", in_words(session, owed, invoice.currency), owed)


def why_not_standing(invoice: Document) -> str:
    """Return why no money can be for this document, whatever it owes; "" where it can."""
    number = invoice.number or "this draft"
    if invoice.kind != "invoice" or invoice.number is None:
        return f"{number} is no issued invoice"
    if invoice.voided_at or invoice.withdrawn_at:
        return f"{number} was taken back"
    return ""
