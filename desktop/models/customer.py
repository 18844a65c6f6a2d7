"""A customer: who is billed."""

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import Base, Instant, Keyed


class Customer(Keyed, Base):
    """Who gets quotes and invoices. An issued document keeps its own copy of these words.

    ``version`` rises with every change that the page of all the customer's documents must show.
    """

    __tablename__ = "customer"

    name: Mapped[str] = mapped_column(String(200), index=True)
    contact: Mapped[str] = mapped_column(String(200), default="")
    email: Mapped[str] = mapped_column(String(320), default="")
    phone: Mapped[str] = mapped_column(String(50), default="")
    address: Mapped[str] = mapped_column(Text, default="")
    country: Mapped[str] = mapped_column(String(2), default="")
    tax_label: Mapped[str] = mapped_column(String(40), default="")
    tax_id: Mapped[str] = mapped_column(String(40), default="")
    language: Mapped[str] = mapped_column(String(35), default="")
    currency: Mapped[str] = mapped_column(String(3), default="")
    payment_terms: Mapped[str] = mapped_column(String(40), default="")
    notes: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(Instant)
    archived_at: Mapped[datetime | None] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=0, server_default="0")
