"""Tasks: what a person still has to do about a document or a customer."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import Base, Instant, Keyed


class Task(Keyed, Base):
    """One thing to do, perhaps by the office's calendar date ``due_on``; open until ``done_at``.

    ``who`` is who wrote it down: ``office`` or ``assistant``. No token stands in ``says``.
    """

    __tablename__ = "task"
    __table_args__ = (Index("ix_task_open", "due_on", "at", sqlite_where=text("done_at IS NULL")),)

    document_id: Mapped[UUID | None] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"), index=True)
    customer_id: Mapped[UUID | None] = mapped_column(ForeignKey("customer.id"), index=True)
    says: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date | None]
    at: Mapped[datetime] = mapped_column(Instant)
    done_at: Mapped[datetime | None] = mapped_column(Instant)
    who: Mapped[Literal["office", "assistant"]] = mapped_column(String(10))
