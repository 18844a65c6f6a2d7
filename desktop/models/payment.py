"""Money: what arrived, which invoices it is for, what was given back, and what was let go."""

from datetime import date, datetime
from typing import Literal, get_args
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, text, true
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import Base, Instant, Keyed

Method = Literal["bank_transfer", "cash", "card", "paypal", "check", "stripe", "other"]
METHODS: tuple[Method, ...] = get_args(Method)
RefundReason = Literal["duplicate", "fraudulent", "requested_by_customer", "other"]
RefundState = Literal["pending", "done", "failed"]
WriteOffKind = Literal["cents", "bank_fee", "other"]

# SQLite takes a partial index only where a query says the very same.
UNAPPLIED = "payment.undone_at IS NULL AND payment.amount_minor > payment.applied_minor + payment.refunded_minor"


class Payment(Keyed, Base):
    """Money that arrived, in minor units of ``currency``, on the office's calendar date ``received_on``.

    It stays as it came; ``undone_at`` says that it never did. ``applied_minor`` is what invoices have of it now, less
    what of that was refunded; ``refunded_minor`` all that was given back; what is left is the customer's credit.
    ``customer_id`` is None for money of which nobody knows whose it is. ``intent`` is Stripe's PaymentIntent;
    ``livemode`` is False of Stripe's test money.
    """

    __tablename__ = "payment"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="is_positive"),
        CheckConstraint("applied_minor >= 0 AND refunded_minor >= 0", name="is_counted"),
        CheckConstraint("applied_minor + refunded_minor <= amount_minor", name="is_enough"),
        Index("ix_payment_received_on_ordinal", "received_on", "ordinal"),
        Index("ix_payment_unapplied", "received_on", "ordinal", sqlite_where=text(UNAPPLIED.replace("payment.", ""))),
    )

    ordinal: Mapped[int] = mapped_column(unique=True)
    customer_id: Mapped[UUID | None] = mapped_column(ForeignKey("customer.id"), index=True)
    received_on: Mapped[date]
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    method: Mapped[Method] = mapped_column(String(20))
    reference: Mapped[str] = mapped_column(String(140), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(Instant)
    undone_at: Mapped[datetime | None] = mapped_column(Instant)
    undone_because: Mapped[str] = mapped_column(String(200), default="")
    intent: Mapped[str | None] = mapped_column(String(255), unique=True)
    livemode: Mapped[bool] = mapped_column(default=True, server_default=true())
    applied_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    refunded_minor: Mapped[int] = mapped_column(BigInteger, default=0)

    @property
    def unapplied_minor(self) -> int:
        """What no invoice has and nobody got back: the customer's credit; 0 of a payment that was taken back."""
        return 0 if self.undone_at else self.amount_minor - self.applied_minor - self.refunded_minor


class Allocation(Keyed, Base):
    """A part of a payment, in minor units, that counts for an invoice from ``on`` until it is undone."""

    __tablename__ = "allocation"
    __table_args__ = (CheckConstraint("amount_minor > 0", name="is_positive"),)

    payment_id: Mapped[UUID] = mapped_column(ForeignKey("payment.id"), index=True)
    invoice_id: Mapped[UUID] = mapped_column(ForeignKey("document.id"), index=True)
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    on: Mapped[date]
    at: Mapped[datetime] = mapped_column(Instant)
    undone_at: Mapped[datetime | None] = mapped_column(Instant)


class Refund(Keyed, Base):
    """Money that went back, in minor units: of what an invoice had, or, ``invoice_id`` None, of what none had.

    It counts from the moment it is asked for, so that nothing goes back twice, until it failed or was undone.
    ``operation`` is the outbox row that asks Stripe for it, ``stripe_id`` Stripe's name for it.
    """

    __tablename__ = "refund"
    __table_args__ = (CheckConstraint("amount_minor > 0", name="is_positive"),)

    payment_id: Mapped[UUID] = mapped_column(ForeignKey("payment.id"), index=True)
    invoice_id: Mapped[UUID | None] = mapped_column(ForeignKey("document.id"), index=True)
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    reason: Mapped[RefundReason] = mapped_column(String(30))
    note: Mapped[str] = mapped_column(String(200), default="")
    by: Mapped[Literal["hand", "stripe"]] = mapped_column(String(10), default="hand")
    state: Mapped[RefundState] = mapped_column(String(10), default="done")
    stripe_id: Mapped[str | None] = mapped_column(String(255), unique=True)
    operation: Mapped[UUID | None]
    on: Mapped[date]
    at: Mapped[datetime] = mapped_column(Instant)
    undone_at: Mapped[datetime | None] = mapped_column(Instant)
    undone_because: Mapped[str] = mapped_column(String(200), default="")

    @property
    def counts(self) -> bool:
        return self.undone_at is None and self.state != "failed"


class WriteOff(Keyed, Base):
    """What of an invoice the office lets go, in minor units; it is no money, changes no tax, and can be undone."""

    __tablename__ = "write_off"
    __table_args__ = (CheckConstraint("amount_minor > 0", name="is_positive"),)

    invoice_id: Mapped[UUID] = mapped_column(ForeignKey("document.id"), index=True)
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[WriteOffKind] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(200))
    on: Mapped[date]
    at: Mapped[datetime] = mapped_column(Instant)
    undone_at: Mapped[datetime | None] = mapped_column(Instant)
    undone_because: Mapped[str] = mapped_column(String(200), default="")
