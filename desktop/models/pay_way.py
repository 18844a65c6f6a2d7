"""Ways to pay outside of the page: where the office takes money."""

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from billing.issued import PayWayKind
from desktop.models.base import Base, Instant, Keyed


class PaymentMethod(Keyed, Base):
    """One way to pay, in the order in which papers show them; what was issued keeps its own copy.

    ``label`` "" stands under the word for its kind, in the customer's language. ``details`` are lines such as
    ``IBAN: IE29...``; a line without a colon stands alone.
    """

    __tablename__ = "payment_method"

    kind: Mapped[PayWayKind] = mapped_column(String(10))
    label: Mapped[str] = mapped_column(String(100), default="")
    details: Mapped[str] = mapped_column(Text)
    position: Mapped[int]
    archived_at: Mapped[datetime | None] = mapped_column(Instant)
