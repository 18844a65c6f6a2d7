"""Ways to pay outside of the page: how they are typed, and under which words they stand."""

import re

from billing.issued import BankDetail, PayWay, PayWayKind, address_lines
from billing.snapshot import View
from billing.wording import Labels

NAMES: dict[PayWayKind, str] = {"wise": "Wise", "payoneer": "Payoneer", "paypal": "PayPal"}  # the same in any language
_LABELLED = re.compile(r"([^:]*):(?!//)(.*)")  # the colon of https:// ends no label


def details_of(text: str) -> tuple[BankDetail, ...]:
    """Return ``IBAN: IE29...`` lines as label and value; a line without a colon is a value alone."""
    return tuple(map(_detail, address_lines(text)))


def ways_of(view: View) -> tuple[PayWay, ...]:
    """Return how ``view`` may be paid; one from before there were several has the bank details of then."""
    return view.ways or ((PayWay(kind="bank", details=view.bank),) if view.bank else ())


def said_by(way: PayWay) -> tuple[BankDetail, ...]:
    """Return what ``way`` says, in its order; a label without a value is a line of its own."""
    rows = (row if row.value else BankDetail(label="", value=f"{row.label}:") for row in way.details)
    return tuple(row for row in rows if row.value != ":")


def heading_of(way: PayWay, labels: Labels) -> str:
    """Return the words under which ``way`` stands: the office's own, else those for its kind."""
    if way.label:
        return way.label
    if way.kind in NAMES:
        return labels.pay_with.format(name=NAMES[way.kind])
    return {"bank": labels.bank_details, "crypto": labels.pay_with_crypto}.get(way.kind, labels.pay_otherwise)


def _detail(line: str) -> BankDetail:
    found = _LABELLED.fullmatch(line)
    if found is None:
        return BankDetail(label="", value=line)
    return BankDetail(label=found[1].strip(), value=found[2].strip())
