"""A document while it is typed and what has happened to it since; what was issued stands in ``Issued``."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, Text, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from billing.errors import Refused
from billing.issued import DocumentKind
from billing.terms import Instalment, next_due
from desktop.models.base import Base, Instant, Keyed, Scaled
from desktop.models.customer import Customer

# SQLite takes a partial index only where a query says the very same; 100,000 documents are never read for a sum.
OWED = (
    "document.kind = 'invoice' AND document.number IS NOT NULL AND document.voided_at IS NULL "
    "AND document.withdrawn_at IS NULL "
    "AND document.payable_minor > document.settled_minor + document.credited_minor + document.written_off_minor"
)
OFFERED = (
    "document.kind = 'quote' AND document.number IS NOT NULL AND document.answer = '' "
    "AND document.voided_at IS NULL AND document.withdrawn_at IS NULL AND document.converted_at IS NULL"
)


class AlreadyIssued(Refused):
    """Issued documents are immutable; correct them with a credit note."""

    def __init__(self, number: str) -> None:
        super().__init__(f"{number} is already issued and stays as it is. A credit note corrects it.")
        self.number = number


class NoCreditDraft(Refused):
    """A credit note is given on an invoice in one act; it is never a draft of its own."""

    def __init__(self) -> None:
        super().__init__("A credit note is made of the invoice that it corrects. Nothing was made. Credit the invoice.")


class Document(Keyed, Base):
    """An invoice, a quote or a credit note.

    Facts, never states: what a person calls its state is derived from the instants and amounts below
    (``queries/states.py``). ``ordinal`` is a local integer for lists and search. ``doc`` is the document's random name
    at the portal, made at issue. ``version`` rises with every change that a customer must see,
    ``payable`` is random and new whenever balance, currency or the permission to pay changes. ``payable_minor`` is the
    total less what is withheld, rounded to coins; of it ``settled_minor`` is the money that was applied less what of it
    was refunded, ``credited_minor`` the sum of the credit allocations that count: credit taken off an invoice, or used
    of a credit note, and ``written_off_minor`` what the office lets go. ``corrects_id``
    is the invoice that a credit note corrects. ``due_on`` is the day on which the next part falls due, and follows
    from ``payment_terms`` and ``parts`` at issue; ``instalments`` are what came of them. ``from_quote_id`` is the quote
    that an invoice was made of, and ``bears_quote_amounts`` says that its charges and discount came along, where they
    are amounts; ``deposit_for_id`` the quote or draft that a deposit invoice will be deducted from.
    ``answer`` is what the customer said to the revision ``answered_revision``, "" for nothing that holds; ``accepts``
    and what a quote ``asks`` of whoever accepts it are None and "" where the office's own rule holds; so are
    ``pays_online`` and ``pays_parts``, whether an invoice may be paid on its page, and in parts.
    ``pay_ways`` are the ids of the ways to pay that it shows, None for all that are on offer when it is issued.
    ``template`` is that of its paper, "" for the office's. ``typed`` maps a field to what stands there and cannot be
    read yet.
    """

    __tablename__ = "document"
    __table_args__ = (
        Index("ix_document_list", "kind", "issued_at", "ordinal"),
        Index("ix_document_dated", "kind", "issued_on", "ordinal"),
        Index("ix_document_customer_list", "customer_id", "ordinal"),
        Index(
            "ix_document_owed",
            "kind",
            "due_on",
            "currency",
            "payable_minor",
            "settled_minor",
            "credited_minor",
            "written_off_minor",
            sqlite_where=text(OWED.replace("document.", "")),
        ),
        Index(
            "ix_document_offered",
            "kind",
            "valid_until",
            "currency",
            "total_minor",
            sqlite_where=text(OFFERED.replace("document.", "")),
        ),
    )

    ordinal: Mapped[int] = mapped_column(unique=True)
    kind: Mapped[DocumentKind] = mapped_column(String(10))
    customer_id: Mapped[UUID | None] = mapped_column(ForeignKey("customer.id"))
    customer_name: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = mapped_column(Instant)
    changed_at: Mapped[datetime] = mapped_column(Instant)

    currency: Mapped[str] = mapped_column(String(3))
    price_mode: Mapped[str] = mapped_column(String(10))
    rounding: Mapped[str] = mapped_column(String(10))
    dated: Mapped[date | None]
    due_on: Mapped[date | None]
    valid_until: Mapped[date | None]
    supplied: Mapped[str] = mapped_column(String(100), default="")
    order_reference: Mapped[str] = mapped_column(String(100), default="")
    discount_percent: Mapped[Decimal | None] = mapped_column(Scaled(4))
    discount_minor: Mapped[int | None] = mapped_column(BigInteger)
    discount_reason: Mapped[str] = mapped_column(String(200), default="")
    charges: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    withholding_label: Mapped[str] = mapped_column(String(40), default="")
    withholding_rate: Mapped[Decimal | None] = mapped_column(Scaled(4))
    cash_step: Mapped[int] = mapped_column(default=0)
    typed: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    message: Mapped[str] = mapped_column(Text, default="")
    payment_terms: Mapped[str] = mapped_column(String(40), default="fixed")
    parts: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    terms: Mapped[str] = mapped_column(Text, default="")
    late_fee: Mapped[str] = mapped_column(Text, default="")
    notes: Mapped[str] = mapped_column(Text, default="")
    pay_ways: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    template: Mapped[str] = mapped_column(String(20), default="", server_default="")

    doc: Mapped[str | None] = mapped_column(String(32), unique=True)
    number: Mapped[str | None] = mapped_column(String(60), unique=True)
    issued_on: Mapped[date | None]
    issued_at: Mapped[datetime | None] = mapped_column(Instant)
    handed_over_at: Mapped[datetime | None] = mapped_column(Instant)
    viewed_at: Mapped[datetime | None] = mapped_column(Instant)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)
    voided_at: Mapped[datetime | None] = mapped_column(Instant)
    answer: Mapped[str] = mapped_column(String(10), default="")
    answered_revision: Mapped[int] = mapped_column(default=0, server_default="0")
    accepts: Mapped[bool | None]
    asks_signature: Mapped[str] = mapped_column(String(5), default="", server_default="")
    asks_terms: Mapped[bool | None]
    asks_order_number: Mapped[str] = mapped_column(String(5), default="", server_default="")
    pays_online: Mapped[bool | None]
    pays_parts: Mapped[bool | None]
    total_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    payable_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    settled_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    credited_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    written_off_minor: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    instalments: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    from_quote_id: Mapped[UUID | None] = mapped_column(ForeignKey("document.id"), index=True)
    bears_quote_amounts: Mapped[bool] = mapped_column(default=False, server_default=false())
    deposit_for_id: Mapped[UUID | None] = mapped_column(ForeignKey("document.id"), index=True)
    converted_at: Mapped[datetime | None] = mapped_column(Instant)
    corrects_id: Mapped[UUID | None] = mapped_column(ForeignKey("document.id"), index=True)
    payable: Mapped[str] = mapped_column(String(32), default="")
    version: Mapped[int] = mapped_column(default=0)

    customer: Mapped[Customer | None] = relationship()
    lines: Mapped[list["Line"]] = relationship(
        order_by="Line.position",
        cascade="all, delete-orphan",
        back_populates="document",
        foreign_keys="Line.document_id",
    )

    def follow_instalments(self) -> None:
        """Let ``due_on`` be the day on which what is still open falls due first."""
        if (following := self.next_instalment()) is not None:
            self.due_on = following.due_on

    def next_instalment(self) -> Instalment | None:
        """Return what is open of the first part that is not covered yet; None where it is not paid in parts."""
        schedule = tuple(Instalment(date.fromisoformat(row["due_on"]), row["minor"]) for row in self.instalments)
        return next_due(schedule, self.settled_minor + self.credited_minor + self.written_off_minor)

    def must_be_draft(self) -> None:
        """Raise AlreadyIssued when the document has its number."""
        if self.number is not None:
            raise AlreadyIssued(self.number)


class Line(Keyed, Base):
    """One line of a draft. ``deposit_id`` is the deposit invoice that it takes off.

    ``typed`` keeps what stands in a cell and is no number yet, so that nothing is lost.
    """

    __tablename__ = "line"

    document_id: Mapped[UUID] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    item_id: Mapped[UUID | None] = mapped_column(ForeignKey("item.id"), index=True)
    title: Mapped[str] = mapped_column(Text, default="")
    detail: Mapped[str] = mapped_column(Text, default="")
    quantity: Mapped[Decimal] = mapped_column(Scaled(6), default=Decimal(1))
    unit: Mapped[str] = mapped_column(String(20), default="")
    unit_price: Mapped[Decimal] = mapped_column(Scaled(6), default=Decimal(0))
    discount_percent: Mapped[Decimal | None] = mapped_column(Scaled(4))
    discount_minor: Mapped[int | None] = mapped_column(BigInteger)
    taxes: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    optional: Mapped[bool] = mapped_column(default=False)
    chosen: Mapped[bool] = mapped_column(default=True)
    quote_position: Mapped[int | None]
    deposit_id: Mapped[UUID | None] = mapped_column(ForeignKey("document.id"), index=True)
    typed: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    document: Mapped[Document] = relationship(back_populates="lines", foreign_keys=[document_id])
