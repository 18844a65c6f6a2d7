"""Every online payment of some invoices, for the statement of their customer: what was read, and what was left."""

from collections import defaultdict
from collections.abc import Sequence
from typing import cast
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing.attempts import Attempt, attempt_state
from billing.charges import ChargeState
from desktop.models import Activity, Document, Office, OnlineCharge


def attempts_on(session: Session, documents: Sequence[Document]) -> dict[str, list[Attempt]]:
    """Return the online payments of ``documents`` by the currency of the document, on days of the office's calendar.

    One that was only reported is not there before Stripe was read.
    """
    zone = ZoneInfo(session.scalars(select(Office.time_zone)).one())
    by_id = {each.id: each for each in documents if each.kind == "invoice"}
    found: defaultdict[str, list[Attempt]] = defaultdict(list)
    for charge in session.scalars(select(OnlineCharge).where(OnlineCharge.document_id.in_(by_id))):
        state = attempt_state(cast(ChargeState, charge.state), charge.dispute) if charge.state else None
        if state is None or charge.document_id is None:
            continue
        invoice = by_id[charge.document_id]
        on = charge.reported_at.astimezone(zone).date()
        attempt = Attempt(
            on, invoice.number or "", charge.minor, charge.currency, state, charge.method, charge.failure_code
        )
        found[invoice.currency].append(attempt)
    left = select(Activity).where(Activity.document_id.in_(by_id), Activity.kind == "payment.abandoned")
    for row in session.scalars(left):
        if row.document_id is not None and row.data.get("currency"):
            invoice = by_id[row.document_id]
            on = row.at.astimezone(zone).date()
            attempt = Attempt(on, invoice.number or "", row.data["minor"], row.data["currency"], "abandoned")
            found[invoice.currency].append(attempt)
    return found
