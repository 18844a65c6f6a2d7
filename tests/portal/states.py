"""Every page in every state there is, by name: whoever brings a page or a state adds its line, and all tests look."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any, get_args

from billing.issued import IssuedInstalment
from billing.snapshot import CreditGiven, PaymentView, Standing, View
from portal.pages import DeadEnd, Page
from tests.portal import samples
from tests.portal.samples import PAID_IN_PART, drawn, ended

Drawing = Callable[[str], Page]  # of a language

_PARTS = (
    IssuedInstalment(due_on=date(2026, 11, 6), minor=150_000),
    IssuedInstalment(due_on=date(2026, 12, 18), minor=609_721),
)
_PAYMENT = PaymentView(on="20 November 2026", method="Card", amount="€7,597.21")
_PAID = Standing(state="paid", paid_minor=759_721, payments=(_PAYMENT,))
_CREDIT = CreditGiven(number="CRN-2026-0009", on=date(2026, 11, 9), minor=759_721)
_CREDITED = Standing(state="credited", credits=(_CREDIT,))
_LATER = date(2027, 1, 4)


def _of(
    make: Callable[..., View], *standing: Standing, page: Mapping[str, Any] | None = None, **changes: Any
) -> Drawing:
    values: dict[str, Any] = {"lines": samples.lines(3)} | changes
    return lambda language: drawn(make(*standing, language=language, **values), **(page or {}))


def _quote(*standing: Standing, lines: object, **changes: Any) -> View:
    """Its lines are the sample's own: optional ones are what a quote has more than an invoice."""
    return samples.quote(*standing, **changes)


def _dead_end(kind: DeadEnd, language: str, **changes: Any) -> Page:
    return ended(kind, language=language, **changes)


STATES: dict[str, Drawing] = {
    "invoice, open": _of(samples.view),
    "invoice, partly paid": _of(samples.view, PAID_IN_PART),
    "invoice, overdue": _of(samples.view, page={"today": _LATER}),
    "invoice, in parts": _of(samples.view, PAID_IN_PART, instalments=_PARTS),
    "invoice, paid": _of(samples.view, _PAID, page={"state": "settled"}),
    "invoice, credited": _of(samples.view, _CREDITED, page={"state": "settled"}),
    "invoice without a file": _of(samples.view, pdf=False),
    "invoice, preview": _of(samples.view, page={"preview": True}),
    "invoice, practice": _of(samples.view, page={"practice": True}),
    "quote, open": _of(_quote),
    "quote, ended": _of(_quote, page={"today": _LATER}),
    "quote, accepted": _of(_quote, Standing(state="accepted"), page={"state": "settled"}),
    "quote, declined": _of(_quote, Standing(state="declined"), page={"state": "settled"}),
    "quote, preview": _of(_quote, page={"preview": True}),
    "credit note": _of(samples.credit, page={"state": "settled"}),
    **{f"dead end, {kind}": partial(_dead_end, kind) for kind in get_args(DeadEnd)},
    "dead end of nobody": partial(_dead_end, "unknown", profile=None),
}
