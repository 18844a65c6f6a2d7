"""E-mail: the office's mail server, and each message with what became of it."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import Base, Instant, Keyed

MailSecurity = Literal["implicit", "starttls", "none"]
MailFact = Literal["queued", "sending", "sent", "failed", "unsure"]


class MailAccount(Keyed, Base):
    """Where mail is handed in and who it is from; no row where there is no server. The password is in the keychain.

    ``trouble`` is what only a person can end, in one sentence; nothing is sent before it is ended.
    """

    __tablename__ = "mail_account"

    host: Mapped[str] = mapped_column(String(253))
    port: Mapped[int]
    security: Mapped[MailSecurity] = mapped_column(String(10))
    username: Mapped[str] = mapped_column(String(320), default="")
    sender: Mapped[str] = mapped_column(String(320))
    sender_name: Mapped[str] = mapped_column(String(200), default="")
    checked_at: Mapped[datetime | None] = mapped_column(Instant)
    trouble: Mapped[str] = mapped_column(Text, default="")


class Mail(Keyed, Base):
    """One message to one set of recipients, as a person has seen it before it was sent; with a document, or about all
    of a customer's (``document_id`` is None).

    ``body`` keeps ``{link}`` where the button stands. ``link_id`` is None where nothing is behind a link,
    ``pdf_sha256`` is "" where nothing is attached; ``pdf_name`` is "" where it is a document's own. ``sending`` stands
    while a server is spoken to; found at a start it becomes ``unsure``, as does a message whose server never said
    whether it took it: only a person can say. ``reason`` is the server's own words, or ours. ``first_at`` is when it
    was first handed in, ``next_at`` when a server that said *later* is asked again, ``left_at`` when a person let a
    failed or unsure one rest.
    """

    __tablename__ = "mail"
    __table_args__ = (Index("ix_mail_at", "at", "id"), Index("ix_mail_state", "state", "at"))

    document_id: Mapped[UUID | None] = mapped_column(ForeignKey("document.id"), index=True)
    customer_id: Mapped[UUID | None] = mapped_column(ForeignKey("customer.id"), index=True)
    link_id: Mapped[UUID | None] = mapped_column(ForeignKey("link.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20), default="document")
    recipients: Mapped[list[str]] = mapped_column(JSON)
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(35))
    action: Mapped[Literal["pay", "accept", "view"]] = mapped_column(String(10))
    pdf_sha256: Mapped[str] = mapped_column(String(64), default="")
    pdf_name: Mapped[str] = mapped_column(String(120), default="", server_default="")
    state: Mapped[MailFact] = mapped_column(String(10), default="queued")
    reason: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(Instant)
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    tries: Mapped[int] = mapped_column(default=0)
    first_at: Mapped[datetime | None] = mapped_column(Instant)
    next_at: Mapped[datetime | None] = mapped_column(Instant)
    left_at: Mapped[datetime | None] = mapped_column(Instant)
    message_id: Mapped[str] = mapped_column(String(320), unique=True)
