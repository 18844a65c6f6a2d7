"""A link: one secret behind which a customer finds a document."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from billing.links import LinkKind
from desktop.models.base import Base, Instant, Keyed


class Link(Keyed, Base):
    """Facts of one link; its state is derived (``queries/links.py``).

    ``published_at`` and ``expires_at`` are the portal's answers, in portal time. ``ended_at`` is when it was replaced
    or revoked; ``replaces_id`` is the older link this one ended or will end. A link opens one document or, as kind
    ``customer``, all of one customer's; at most one link of either is current.
    """

    __tablename__ = "link"
    __table_args__ = (
        Index("uq_link_current", "document_id", unique=True, sqlite_where=text("current")),
        Index("uq_link_current_customer", "customer_id", unique=True, sqlite_where=text("current")),
        CheckConstraint("(document_id IS NULL) <> (customer_id IS NULL)", name="opens_one"),
        Index("uq_link_lookup", "lookup", unique=True),
        Index("ix_link_ends", "expires_at", sqlite_where=text("current")),
        Index("ix_link_asked", "asked_at", sqlite_where=text("asked_at IS NOT NULL")),
    )

    document_id: Mapped[UUID | None] = mapped_column(ForeignKey("document.id"), index=True)
    customer_id: Mapped[UUID | None] = mapped_column(ForeignKey("customer.id"), index=True)
    kind: Mapped[LinkKind] = mapped_column(String(10))
    token: Mapped[str] = mapped_column(String(32))
    lookup: Mapped[str] = mapped_column(String(64))
    current: Mapped[bool] = mapped_column(default=True)
    lifetime: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(Instant)
    published_at: Mapped[datetime | None] = mapped_column(Instant)
    published_version: Mapped[int] = mapped_column(default=0)
    expires_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_why: Mapped[str] = mapped_column(String(200), default="")
    ended_as: Mapped[str] = mapped_column(String(10), default="")
    replaces_id: Mapped[UUID | None] = mapped_column(ForeignKey("link.id"), index=True)
    views: Mapped[int] = mapped_column(default=0)
    viewed_at: Mapped[datetime | None] = mapped_column(Instant)
    checks: Mapped[int] = mapped_column(default=0)
    checked_at: Mapped[datetime | None] = mapped_column(Instant)
    downloads: Mapped[int] = mapped_column(default=0)
    downloaded_at: Mapped[datetime | None] = mapped_column(Instant)
    asked_at: Mapped[datetime | None] = mapped_column(Instant)

    def __repr__(self) -> str:
        return f"Link({self.lookup[:8]})"


class LinkDay(Base):
    """How often a link was viewed and checked on one day of the office's calendar."""

    __tablename__ = "link_day"

    link_id: Mapped[UUID] = mapped_column(ForeignKey("link.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    views: Mapped[int] = mapped_column(default=0)
    checks: Mapped[int] = mapped_column(default=0)
