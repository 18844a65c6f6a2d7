"""What was paid online, on the page of all of a customer's documents: less is open, and what may be paid says so."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from billing import stripe_amounts
from billing.customer_index import CustomerIndex, IndexEntry, OpenSum
from billing.errors import Refused
from billing.formatting import format_money
from billing.money import Money
from billing.stripe_amounts import to_stripe
from portal.payments.charged import Charged, uncounted


@dataclass(frozen=True, slots=True)
class Offers:
    """What may be paid from the list: the mark of what may be paid, by document. ``waiting`` and ``disputed`` are
    documents of which a payment is on its way, or is looked into.
    """

    payable: Mapping[str, str]
    waiting: frozenset[str] = frozenset()
    disputed: frozenset[str] = frozenset()


NO_OFFERS = Offers({})


def with_charged(index: CustomerIndex, charged: Sequence[Charged]) -> CustomerIndex:
    """Return ``index`` less what was paid since it was made."""
    less = {each.doc: _arrived(each, index, charged) for each in index.entries}
    entries = tuple(_less(each, less[each.doc], index.language) if less[each.doc] else each for each in index.entries)
    settled = sum(now.state == "paid" and was.state == "open" for was, now in zip(index.entries, entries, strict=True))
    taken = [(was.currency, _open(was) - _open(now)) for was, now in zip(index.entries, entries, strict=True)]
    sums = tuple(_sum(each, sum(minor for code, minor in taken if code == each.currency), index) for each in index.open)
    return index.model_copy(
        update={
            "entries": entries,
            "open": tuple(each for each in sums if each.minor > 0),
            "open_invoices": index.open_invoices - settled,
        }
    )


def offers_of(
    index: CustomerIndex, charged: Iterable[Charged], payable: Mapping[str, str], *, is_offered: bool
) -> Offers:
    """Return what may be paid of ``index`` (which is less what was paid); ``payable`` are the marks by document."""
    found = list(charged)
    waiting = frozenset(each.doc for each in found if each.state == "processing")
    disputed = frozenset(each.doc for each in found if each.is_disputed)
    rest = waiting | disputed
    offered = {
        each.doc: payable.get(each.doc, "") for each in index.entries if _may_be_paid(each) and each.doc not in rest
    }
    return Offers(offered if is_offered else {}, waiting, disputed)


def _may_be_paid(entry: IndexEntry) -> bool:
    """Tell whether the whole balance can be charged exactly; its own page says why not."""
    if (
        not entry.paying
        or entry.state != "open"
        or entry.balance_minor < (stripe_amounts.smallest(entry.currency) or 1)
    ):
        return False
    try:
        to_stripe(entry.balance_minor, entry.currency)
    except Refused:
        return False
    return True


def _arrived(entry: IndexEntry, index: CustomerIndex, charged: Iterable[Charged]) -> int:
    if entry.kind != "invoice" or entry.state == "withdrawn":
        return 0
    own = [each for each in charged if each.doc == entry.doc]
    return sum(each.net for each in uncounted(own, through=index.through, includes=index.includes, currency=entry.currency))


def _less(entry: IndexEntry, arrived: int, language: str) -> IndexEntry:
    left = max(entry.balance_minor - arrived, 0)
    return entry.model_copy(
        update={
            "state": "paid" if left == 0 and entry.state == "open" else entry.state,
            "paid_minor": entry.paid_minor + arrived,
            "balance_minor": left,
            "balance": format_money(Money(left, entry.currency), language),
        }
    )


def _open(entry: IndexEntry) -> int:
    return entry.balance_minor if entry.kind == "invoice" and entry.state == "open" else 0


def _sum(each: OpenSum, taken: int, index: CustomerIndex) -> OpenSum:
    minor = each.minor - taken
    return each.model_copy(update={"minor": minor, "amount": format_money(Money(minor, each.currency), index.language)})
