"""Where a credit note is used."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import Base, Instant, Keyed


class CreditAllocation(Keyed, Base):
    """A part of a credit note, in minor units, taken off what an invoice owes; it counts until it is undone."""

    __tablename__ = "credit_allocation"
    __table_args__ = (CheckConstraint("amount_minor > 0", name="is_positive"),)

    credit_id: Mapped[UUID] = mapped_column(ForeignKey("document.id"), index=True)
    invoice_id: Mapped[UUID] = mapped_column(ForeignKey("document.id"), index=True)
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime] = mapped_column(Instant)
    undone_at: Mapped[datetime | None] = mapped_column(Instant)
