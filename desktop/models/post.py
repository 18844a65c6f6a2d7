"""What waits for the portal, what came from it, and where the exchange stands."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ColumnElement, ForeignKey, Index, LargeBinary, String, Text, literal_column, text
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import Base, Instant, Keyed


class Outbox(Keyed, Base):
    """One change that waits for the portal; its id is the operation's id.

    ``body`` is written before the row is sent the first time and does not change until it is answered; only one that
    the portal could not apply for want of contents that are gone here, too, is written anew. A parked row was refused
    for a business reason and waits for a person.
    """

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_unsent", "kind", "link_id", sqlite_where=text("body IS NULL")),)

    kind: Mapped[str] = mapped_column(String(20))
    link_id: Mapped[UUID | None] = mapped_column(ForeignKey("link.id"), index=True)
    document_id: Mapped[UUID | None] = mapped_column(ForeignKey("document.id"), index=True)
    customer_id: Mapped[UUID | None] = mapped_column(ForeignKey("customer.id"), index=True)
    series_id: Mapped[UUID | None] = mapped_column(ForeignKey("series.id"), index=True)
    seconds: Mapped[int | None]
    only_if_expired: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(Instant)
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
    parked_at: Mapped[datetime | None] = mapped_column(Instant)
    parked_why: Mapped[str] = mapped_column(Text, default="")


# SQLite numbers rows in the order in which they came; their times would change places when a clock is set back.
OUTBOX_ORDER: ColumnElement[int] = literal_column("outbox.rowid")


class Inbox(Base):
    """One event of the portal's feed, applied once. ``body`` is the opened JSON; unknown kinds wait for an upgrade."""

    __tablename__ = "inbox"

    event: Mapped[str] = mapped_column(String(36), primary_key=True)
    sequence: Mapped[int] = mapped_column(index=True)
    link_id: Mapped[UUID | None] = mapped_column(ForeignKey("link.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(Instant)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    applied: Mapped[bool]


class PortalState(Keyed, Base):
    """Where the exchange with the portal stands; one row. The key is in the keychain, never here.

    ``offset_ms`` is portal clock minus this computer's. ``batch`` was written before it was sent and is cleared by its
    answer; ``keys`` are the portal's public keys by key id, base64, pinned when it was set up; ``trouble`` is a state
    that only a person can end (diverged, other computer, other books).
    """

    __tablename__ = "portal_state"

    address: Mapped[str] = mapped_column(String(300), default="")
    practice: Mapped[bool] = mapped_column(default=False)
    office: Mapped[str] = mapped_column(String(36), default="")
    log: Mapped[str] = mapped_column(String(32), default="")
    cursor: Mapped[int] = mapped_column(default=0)
    tip: Mapped[str] = mapped_column(String(64), default="")
    receipt: Mapped[str] = mapped_column(String(32), default="")
    batch: Mapped[str] = mapped_column(String(36), default="")
    batch_body: Mapped[bytes | None] = mapped_column(LargeBinary)
    offset_ms: Mapped[int] = mapped_column(default=0)
    synced_at: Mapped[datetime | None] = mapped_column(Instant)
    keys: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")
    trouble: Mapped[str] = mapped_column(String(20), default="")
    trouble_why: Mapped[str] = mapped_column(Text, default="")
