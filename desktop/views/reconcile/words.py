"""What a compared payment says of itself: its state as a pill, and one sentence on what is the matter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from desktop.views.tables.roles import PillValue
from desktop.views.theme import Tone

if TYPE_CHECKING:
    from desktop.queries.reconciling import ReconciledRow

_PILLS = {
    "agrees": PillValue(Tone.GOOD, "check", "Agrees", filled=False),
    "under_way": PillValue(Tone.INFO, "hourglass", "Under way"),
    "not_booked": PillValue(Tone.WARN, "warning-circle", "Not booked"),
    "refund_differs": PillValue(Tone.WARN, "arrow-u-up-left", "Refund differs"),
    "amount_differs": PillValue(Tone.BAD, "warning-circle", "Amount differs"),
    "not_at_stripe": PillValue(Tone.BAD, "warning-circle", "Not at Stripe"),
    "only_reported": PillValue(Tone.BAD, "warning-circle", "Only reported"),
    "misfit": PillValue(Tone.WARN, "wallet", "Does not fit"),
    "problem": PillValue(Tone.BAD, "warning-circle", "Not booked"),
}
_SENTENCES = {
    "agrees": "Stripe and the books have the same.",
    "under_way": "The bank, or Stripe, has not finished. Nothing is to be done.",
    "not_booked": "Stripe has the money and the books do not: no report of it arrived. One press books it.",
    "refund_differs": "Money went back at Stripe that the books still have. One press books the refund.",
    "amount_differs": "The books have another amount under this payment. Look at both before anything is changed.",
    "not_at_stripe": "The account of this key does not have it. Another account may, or its test mode.",
    "only_reported": "The portal reported money that Stripe does not have. Nothing was booked.",
    "misfit": "It is booked, and waits as credit to be used or given back.",
    "problem": "It could not be booked.",
}
_TOLD = {
    "processing": "under way",
    "succeeded": "paid",
    "failed": "failed",
    "refunded": "refunded",
    "disputed": "disputed",
    "started": "begun",
    "abandoned": "left",
}


def verdict_pill(row: ReconciledRow) -> PillValue:
    """Return the pill of what the comparison came to."""
    pill = _PILLS[row.verdict]
    return PillValue(pill.tone, pill.icon, _tr(pill.word), pill.filled)


def explained(row: ReconciledRow) -> str:
    """Return what is the matter with a payment, and what can be done."""
    return " ".join(filter(None, (_tr(_SENTENCES[row.verdict]), row.why)))


def told_word(row: ReconciledRow) -> str:
    """Return what the portal reported last."""
    return _tr(_TOLD.get(row.reported, row.reported)) if row.reported else "–"


def _tr(text: str) -> str:
    return QCoreApplication.translate("reconcile", text)
