"""Notices: what a person has read of what happened, which kinds say so by themselves, and to whom they are mailed."""

from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import Base, Keyed


class NoticeRule(Keyed, Base):
    """What one kind does by itself; a kind without a row does what it does at first (``queries/notices.py``)."""

    __tablename__ = "notice_rule"

    kind: Mapped[str] = mapped_column(String(30), unique=True)
    pops: Mapped[bool]
    mails: Mapped[bool]


class NoticeRead(Keyed, Base):
    """One notice that a person has read, after the last time that all were."""

    __tablename__ = "notice_read"

    activity_id: Mapped[UUID] = mapped_column(ForeignKey("activity.id"), unique=True)


class NoticeMark(Keyed, Base):
    """One row: up to which activity all was read, and up to which it was mailed, to ``mail_to`` ("" for nobody).

    Activity ids are made in the order in which things came into these books.
    """

    __tablename__ = "notice_mark"

    read_through: Mapped[UUID | None]
    mailed_through: Mapped[UUID | None]
    mail_to: Mapped[str] = mapped_column(String(254), default="")
