"""What is sold, and the taxes it carries."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import Base, Instant, Keyed, Scaled


class TaxRate(Keyed, Base):
    """A rate in percent with its EN 16931 category letter; a line keeps its own copy.

    ``reason`` says why there is none, in the office's words; "" is the ordinary reason in the customer's language.
    A tax with ``beside_id`` comes together with that one: QST with GST.
    """

    __tablename__ = "tax_rate"

    label: Mapped[str] = mapped_column(String(40))
    category: Mapped[str] = mapped_column(String(2), default="S")
    rate: Mapped[Decimal] = mapped_column(Scaled(4))
    reason: Mapped[str] = mapped_column(String(500), default="")
    compound: Mapped[bool] = mapped_column(default=False)
    beside_id: Mapped[UUID | None] = mapped_column(ForeignKey("tax_rate.id"), index=True)
    is_default: Mapped[bool] = mapped_column(default=False)
    archived_at: Mapped[datetime | None] = mapped_column(Instant)


class Item(Keyed, Base):
    """An entry of the catalogue; choosing it fills a line, changing it changes no line."""

    __tablename__ = "item"

    code: Mapped[str] = mapped_column(String(60), default="")
    title: Mapped[str] = mapped_column(String(300), index=True)
    detail: Mapped[str] = mapped_column(Text, default="")
    unit: Mapped[str] = mapped_column(String(20), default="")
    unit_price: Mapped[Decimal] = mapped_column(Scaled(6))
    tax_rate_id: Mapped[UUID | None] = mapped_column(ForeignKey("tax_rate.id"), index=True)
    archived_at: Mapped[datetime | None] = mapped_column(Instant)
