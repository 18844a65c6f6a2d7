"""Online payment: the Stripe account of these books, and each payment that was reported or read there."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import Base, Instant, Keyed

# SQLite takes a partial index only where a query says the very same.
WAITS = "online_charge.waits = 1"


class StripeAccount(Keyed, Base):
    """Whose key lies in the keychain; no row where nobody can pay online. No key and no secret stands here.

    ``hint`` is the last four characters of the key. ``hook`` is the address that Stripe was told to call, "" where the
    portal has no public one and asks Stripe itself. ``trouble`` is what only a person can end, in one sentence.
    """

    __tablename__ = "stripe_account"

    account: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(200), default="")
    currency: Mapped[str] = mapped_column(String(3), default="")
    livemode: Mapped[bool]
    hint: Mapped[str] = mapped_column(String(4), default="")
    hook: Mapped[str] = mapped_column(String(400), default="")
    connected_at: Mapped[datetime] = mapped_column(Instant)
    checked_at: Mapped[datetime] = mapped_column(Instant)
    trouble: Mapped[str] = mapped_column(Text, default="")


class OnlineCharge(Keyed, Base):
    """One payment at Stripe, by its ``intent``, as it was read last; amounts in minor units of ``currency``.

    ``state`` is ``billing.charges.ChargeState``, "" as long as it was only reported. ``waits``: it is to be read
    (again), and ``sequence`` is then the place in the feed of the first report that the books do not count yet.
    ``misfit`` says why not all of it went to its invoice, ``problem`` why it could not be read or booked; both "" where
    all is well. ``pending_minor`` is on its way back, ``dispute`` Stripe's word for how far one is.
    """

    __tablename__ = "online_charge"
    __table_args__ = (
        Index("ix_online_charge_waiting", "document_id", "sequence", sqlite_where=text("waits = 1")),
        Index("ix_online_charge_checked_at", "state", "checked_at"),
    )

    intent: Mapped[str] = mapped_column(String(255), unique=True)
    document_id: Mapped[UUID | None] = mapped_column(ForeignKey("document.id"), index=True)
    payment_id: Mapped[UUID | None] = mapped_column(ForeignKey("payment.id"), index=True)
    doc: Mapped[str] = mapped_column(String(64), default="")
    minor: Mapped[int] = mapped_column(BigInteger, default=0)
    currency: Mapped[str] = mapped_column(String(3), default="")
    livemode: Mapped[bool] = mapped_column(default=True)
    state: Mapped[str] = mapped_column(String(20), default="")
    method: Mapped[str] = mapped_column(String(40), default="")
    failure_code: Mapped[str] = mapped_column(String(100), default="")
    failure: Mapped[str] = mapped_column(Text, default="")
    refunded_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    pending_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    dispute: Mapped[str] = mapped_column(String(40), default="")
    dispute_reason: Mapped[str] = mapped_column(String(100), default="")
    dispute_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    evidence_due_by: Mapped[datetime | None] = mapped_column(Instant)
    reported_at: Mapped[datetime] = mapped_column(Instant)
    sequence: Mapped[int | None]
    waits: Mapped[bool] = mapped_column(default=True)
    checked_at: Mapped[datetime | None] = mapped_column(Instant)
    misfit: Mapped[str] = mapped_column(String(200), default="")
    problem: Mapped[str] = mapped_column(Text, default="")
