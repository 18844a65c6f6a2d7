"""What happened, in the order it happened; append-only."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import Base, Instant, Keyed

# SQLite takes a partial index only where a query says the very same.
_NOTICED = "who = 'customer' OR kind IN ('mail.failed', 'mail.unsure', 'text.failed', 'text.unsure')"
NOTICED = "(activity.who = 'customer' OR activity.kind IN ('mail.failed', 'mail.unsure', 'text.failed', 'text.unsure'))"


class Activity(Keyed, Base):
    """One thing that happened to a document or customer; ``who``: ``office``, ``customer``, ``portal``, ``stripe``."""

    __tablename__ = "activity"
    __table_args__ = (
        Index("ix_activity_document_at", "document_id", "at"),
        Index("ix_activity_noticed", "id", sqlite_where=text(_NOTICED)),
        Index("ix_activity_quote_requested", "document_id", "at", sqlite_where=text("kind = 'quote.requested'")),
    )

    document_id: Mapped[UUID | None] = mapped_column(ForeignKey("document.id"))
    customer_id: Mapped[UUID | None] = mapped_column(ForeignKey("customer.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    who: Mapped[str] = mapped_column(String(10), default="office")
    at: Mapped[datetime] = mapped_column(Instant, index=True)
    data: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
