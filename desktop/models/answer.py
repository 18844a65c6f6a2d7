"""What customers said: answers to quotes and the conversation about a document; nothing of it is ever changed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from billing.answering import AnswerKind
from desktop.models.base import Base, Instant, Keyed


class Answer(Keyed, Base):
    """One answer to a quote; the newest that is not undone is the one that holds.

    ``record`` is the signed acceptance as it arrived, "" of a decline. ``revision`` (from 1) is the one that was
    answered, 0 where these books do not know it; ``is_verified``: the key that signed is the one that was pinned when
    the portal was set up, and nothing was changed since. ``seen_at`` is when somebody in the office had the quote
    before them.
    """

    __tablename__ = "answer"
    __table_args__ = (
        Index("ix_answer_at", "at"),
        Index("ix_answer_unseen", "document_id", sqlite_where=text("seen_at IS NULL")),
    )

    document_id: Mapped[UUID] = mapped_column(ForeignKey("document.id"), index=True)
    kind: Mapped[AnswerKind] = mapped_column(String(10))
    at: Mapped[datetime] = mapped_column(Instant)
    revision: Mapped[int]
    name: Mapped[str] = mapped_column(String(120), default="")
    order_number: Mapped[str] = mapped_column(String(60), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    total_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    record: Mapped[str] = mapped_column(Text, default="")
    is_verified: Mapped[bool] = mapped_column(default=False)
    undone_at: Mapped[datetime | None] = mapped_column(Instant)
    undone_why: Mapped[str] = mapped_column(String(200), default="")
    seen_at: Mapped[datetime | None] = mapped_column(Instant)


class Comment(Keyed, Base):
    """One message about a document; ``read_at`` is when the office saw a customer's."""

    __tablename__ = "comment"
    __table_args__ = (
        Index("ix_comment_document_id_at", "document_id", "at"),
        Index("ix_comment_unread", "document_id", "at", sqlite_where=text("by_office = 0 AND read_at IS NULL")),
    )

    document_id: Mapped[UUID] = mapped_column(ForeignKey("document.id"))
    by_office: Mapped[bool]
    at: Mapped[datetime] = mapped_column(Instant)
    text: Mapped[str] = mapped_column(Text)
    read_at: Mapped[datetime | None] = mapped_column(Instant)
