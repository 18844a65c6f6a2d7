"""What the law of the seller's country wants to read on an invoice: a checklist that warns and never blocks.

Sources: EU Directive 2006/112/EC art. 226 and 226b (simplified invoices), German UStG § 14 and UStDV § 33, French CGI
annexe II art. 242 nonies A and Code de commerce L441-9, the UK VAT Regulations 1995 reg. 14 and 16A, the Canadian
Input Tax Credit Information Regulations, the Australian GST Act s. 29-70. It reminds; it is no tax advice.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from billing.money import Money, exponent

# The Union on the day of writing; Northern Ireland's goods follow its rules too, but its sellers type GB.
_MEMBERS = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
EUROPEAN_UNION: frozenset[str] = frozenset(_MEMBERS.split())


class Missing(StrEnum):
    """A thing that an invoice of this country should say and does not say yet."""

    SELLER_ADDRESS = "seller address"
    SELLER_TAX_ID = "seller tax id"
    SELLER_REGISTRATION = "seller registration"
    BUYER_ADDRESS = "buyer address"
    BUYER_TAX_ID = "buyer tax id"
    BUYER_IDENTITY = "buyer identity"
    SUPPLY_DATE = "supply date"
    EXEMPTION_REASON = "exemption reason"
    LATE_PAYMENT_TERMS = "late payment terms"
    TAX_IN_POUNDS = "tax in pounds"
    TERMS = "terms"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the checklist looks at. ``total`` is with tax; countries are ISO 3166-1 codes, "" where not known.

    ``has_due_date``: it says when to pay, by a day, a rule or parts. ``has_reason``: every line without tax says why.
    ``reverse_charged``: some line leaves the tax to the buyer.
    """

    seller_country: str
    buyer_country: str
    total: Money
    has_tax: bool
    has_seller_address: bool
    has_seller_tax_id: bool
    has_buyer_address: bool
    has_buyer_tax_id: bool
    has_supply_date: bool
    has_terms: bool
    has_reason: bool = True
    reverse_charged: bool = False
    has_due_date: bool = False
    has_registration: bool = False


Rule = Callable[[Facts], bool]


def missing(facts: Facts) -> tuple[Missing, ...]:
    """Return what an invoice of the seller's country lacks, in the order in which a reader would look for it.

    A country without a list of its own has none: nothing is asked for that nobody knows to be wanted.
    """
    rules = _rules(facts)
    return tuple(name for name, lacks in rules.items() if lacks(facts))


def _rules(facts: Facts) -> Mapping[Missing, Rule]:
    country = facts.seller_country
    if country in EUROPEAN_UNION:
        simplified = _is_below(facts, _SIMPLIFIED_IN.get(country, _SIMPLIFIED))
        return {**(_EU_SIMPLIFIED if simplified else _EU), **_NATIONAL.get(country, {})}
    if country == "GB":
        return _UK_SIMPLIFIED if _is_below(facts, _SIMPLIFIED_UK, including=True) else _UK
    return _ELSEWHERE.get(country, {})


def _is_below(facts: Facts, bound: Money, *, including: bool = False) -> bool:
    """Compare in one currency only: an amount in another one counts as large, so that more is asked, not less."""
    if facts.total.currency != bound.currency:
        return False
    return facts.total.minor <= bound.minor if including else facts.total.minor < bound.minor


def _at_least(facts: Facts, whole: int, currency: str) -> bool:
    return not _is_below(facts, Money(whole * 10 ** exponent(currency), currency))


def _crosses_a_border(facts: Facts) -> bool:
    return bool(facts.buyer_country) and facts.buyer_country != facts.seller_country


def _lacks_terms(facts: Facts) -> bool:
    return not (facts.has_terms or facts.has_due_date)


def _lacks_buyer_tax_id(facts: Facts) -> bool:
    within = _crosses_a_border(facts) and facts.buyer_country in EUROPEAN_UNION
    return not facts.has_buyer_tax_id and (facts.reverse_charged or (within and not facts.has_tax))


_SIMPLIFIED = Money(100_01, "EUR")
_SIMPLIFIED_IN = {"DE": Money(250_01, "EUR"), "FR": Money(150_01, "EUR"), "IE": Money(100_01, "EUR")}
_SIMPLIFIED_UK = Money(250_00, "GBP")

_SELLER: Mapping[Missing, Rule] = {
    Missing.SELLER_ADDRESS: lambda facts: not facts.has_seller_address,
    Missing.SELLER_TAX_ID: lambda facts: facts.has_tax and not facts.has_seller_tax_id,
}
_EU_SIMPLIFIED: Mapping[Missing, Rule] = {
    **_SELLER,
    Missing.EXEMPTION_REASON: lambda facts: not facts.has_reason,
}
_EU: Mapping[Missing, Rule] = {
    **_SELLER,
    Missing.BUYER_ADDRESS: lambda facts: not facts.has_buyer_address,
    Missing.BUYER_TAX_ID: _lacks_buyer_tax_id,
    Missing.EXEMPTION_REASON: lambda facts: not facts.has_reason,
}
_NATIONAL: Mapping[str, Mapping[Missing, Rule]] = {
    "DE": {
        # § 14 (4) no. 2 UStG wants tax number or VAT id also of who is exempt; no. 6 the date of supply, always.
        Missing.SELLER_TAX_ID: lambda facts: not facts.has_seller_tax_id,
        Missing.SUPPLY_DATE: lambda facts: not facts.has_supply_date,
    },
    "FR": {
        Missing.SELLER_REGISTRATION: lambda facts: not facts.has_registration,
        Missing.SUPPLY_DATE: lambda facts: not facts.has_supply_date,
        Missing.LATE_PAYMENT_TERMS: lambda facts: not facts.has_terms,
    },
}
_UK_SIMPLIFIED: Mapping[Missing, Rule] = _SELLER
_UK: Mapping[Missing, Rule] = {
    **_SELLER,
    Missing.BUYER_ADDRESS: lambda facts: not facts.has_buyer_address,
    Missing.EXEMPTION_REASON: lambda facts: not facts.has_reason,
    Missing.TAX_IN_POUNDS: lambda facts: facts.has_tax and facts.total.currency != "GBP",
}
_ELSEWHERE: Mapping[str, Mapping[Missing, Rule]] = {
    "US": {
        # nothing federal: what a buyer needs to pay, and to file
        Missing.SELLER_ADDRESS: lambda facts: not facts.has_seller_address,
        Missing.TERMS: _lacks_terms,
    },
    "CA": {
        Missing.SELLER_TAX_ID: lambda facts: (
            facts.has_tax and not facts.has_seller_tax_id and _at_least(facts, 100, "CAD")
        ),
        Missing.BUYER_IDENTITY: lambda facts: not facts.has_buyer_address and _at_least(facts, 500, "CAD"),
        Missing.TERMS: lambda facts: _lacks_terms(facts) and _at_least(facts, 500, "CAD"),
    },
    "AU": {
        Missing.SELLER_TAX_ID: lambda facts: not facts.has_seller_tax_id,
        Missing.BUYER_IDENTITY: lambda facts: (
            not facts.has_buyer_address and not facts.has_buyer_tax_id and _at_least(facts, 1_000, "AUD")
        ),
    },
}
