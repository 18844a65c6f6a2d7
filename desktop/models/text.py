"""Text messages: the office's account, each message with what became of it, and who wants none."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy import Text as LongText
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import Base, Instant, Keyed

TextFact = Literal["queued", "sending", "sent", "failed", "unsure"]


class TextAccount(Keyed, Base):
    """Whose token lies in the keychain; no row where there is none.

    ``sender`` is a number of the account in E.164, or one of its messaging services (MG…). ``trouble`` is what only a
    person can end, in one sentence; nothing is sent before it is ended.
    """

    __tablename__ = "text_account"

    account: Mapped[str] = mapped_column(String(34))
    sender: Mapped[str] = mapped_column(String(34))
    name: Mapped[str] = mapped_column(String(200), default="")
    checked_at: Mapped[datetime | None] = mapped_column(Instant)
    trouble: Mapped[str] = mapped_column(LongText, default="")


class Text(Keyed, Base):
    """One message to one number, as a person has seen it before it was sent.

    ``number`` is E.164; ``body`` keeps ``{link}`` where the address stands. ``sending`` stands while Twilio is spoken
    to; found at a start it becomes ``unsure``, as does a message whose answer was lost. ``sid`` is Twilio's name of it,
    ``arrived_at`` when it was seen to have arrived, ``looked_at`` when that was asked last, ``left_at`` when a person
    let one rest that was not, or may not have been, sent.
    """

    __tablename__ = "text_message"
    __table_args__ = (Index("ix_text_message_at", "at", "id"), Index("ix_text_message_state", "state", "at"))

    document_id: Mapped[UUID] = mapped_column(ForeignKey("document.id"), index=True)
    customer_id: Mapped[UUID | None] = mapped_column(ForeignKey("customer.id"), index=True)
    link_id: Mapped[UUID] = mapped_column(ForeignKey("link.id"), index=True)
    number: Mapped[str] = mapped_column(String(16))
    body: Mapped[str] = mapped_column(String(500))
    state: Mapped[TextFact] = mapped_column(String(10), default="queued")
    reason: Mapped[str] = mapped_column(LongText, default="")
    at: Mapped[datetime] = mapped_column(Instant)
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    arrived_at: Mapped[datetime | None] = mapped_column(Instant)
    looked_at: Mapped[datetime | None] = mapped_column(Instant)
    tries: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime | None] = mapped_column(Instant)
    left_at: Mapped[datetime | None] = mapped_column(Instant)
    sid: Mapped[str | None] = mapped_column(String(34), unique=True)


class OptOut(Keyed, Base):
    """Whoever has this number wants no more messages; ``told_by`` is ``twilio``, or ``office`` where a person heard so.

    ``ended_at`` is set where the office has heard that messages are welcome again.
    """

    __tablename__ = "opt_out"

    number: Mapped[str] = mapped_column(String(16), index=True)
    told_by: Mapped[Literal["twilio", "office"]] = mapped_column(String(10))
    at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
