"""The business whose books these are; one row."""

from uuid import UUID

from sqlalchemy import BigInteger, LargeBinary, String, Text, Uuid, false, true
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from billing.answering import Wanted
from desktop.models.base import Base, Keyed


class Office(Keyed, Base):
    """Name, branding and habits of the business.

    ``withholding_rate`` is a percentage as text, "" for none. ``round_cash`` rounds what is paid to the smallest coin.

    ``quote_accepts``: quotes may be accepted online, and the three after it say what is asked of whoever does.

    ``pay_online``: invoices may be paid on their page, once there is a Stripe account; ``pay_parts``: in parts of at
    least ``pay_part_minor`` of the office's currency, 0 for as little as Stripe takes.

    ``money_policy`` stands wherever money is given back or let go, and at most ``small_minor`` is let go without a
    second look.

    ``books`` is this database's id (the portal binds the office to it); ``office_key`` seals the copies from which lost
    books are rebuilt, and so travels with every backup.
    """

    __tablename__ = "office"

    books: Mapped[UUID] = mapped_column(Uuid, default=uuid7)
    office_key: Mapped[bytes] = mapped_column(LargeBinary)
    demo: Mapped[bool] = mapped_column(default=False)

    name: Mapped[str] = mapped_column(String(200))
    address: Mapped[str] = mapped_column(Text, default="")
    country: Mapped[str] = mapped_column(String(2))
    email: Mapped[str] = mapped_column(String(320), default="")
    phone: Mapped[str] = mapped_column(String(50), default="")
    website: Mapped[str] = mapped_column(String(200), default="")
    tax_label: Mapped[str] = mapped_column(String(40), default="")
    tax_id: Mapped[str] = mapped_column(String(40), default="")
    registration: Mapped[str] = mapped_column(String(100), default="")

    currency: Mapped[str] = mapped_column(String(3))
    language: Mapped[str] = mapped_column(String(35))
    time_zone: Mapped[str] = mapped_column(String(64))
    price_mode: Mapped[str] = mapped_column(String(10), default="exclusive")
    rounding: Mapped[str] = mapped_column(String(10), default="per_total")
    withholding_label: Mapped[str] = mapped_column(String(40), default="")
    withholding_rate: Mapped[str] = mapped_column(String(12), default="")
    round_cash: Mapped[bool] = mapped_column(default=False)
    payment_terms: Mapped[str] = mapped_column(String(40), default="net:30")
    quote_days: Mapped[int] = mapped_column(default=30)
    terms: Mapped[str] = mapped_column(Text, default="")
    late_fee: Mapped[str] = mapped_column(Text, default="")

    colour: Mapped[str] = mapped_column(String(7), default="#0b6075")
    logo: Mapped[bytes | None] = mapped_column(LargeBinary)
    logo_width: Mapped[int] = mapped_column(default=0)
    logo_height: Mapped[int] = mapped_column(default=0)
    template: Mapped[str] = mapped_column(String(20), default="classic", server_default="classic")
    paper: Mapped[str] = mapped_column(String(10), default="a4", server_default="a4")

    quote_accepts: Mapped[bool] = mapped_column(default=True, server_default=true())
    quote_signature: Mapped[Wanted] = mapped_column(String(5), default="may", server_default="may")
    quote_terms: Mapped[bool] = mapped_column(default=True, server_default=true())
    quote_order_number: Mapped[Wanted] = mapped_column(String(5), default="may", server_default="may")

    pay_online: Mapped[bool] = mapped_column(default=True, server_default=true())
    pay_parts: Mapped[bool] = mapped_column(default=False, server_default=false())
    pay_part_minor: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    money_policy: Mapped[str] = mapped_column(Text, default="", server_default="")
    small_minor: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")

    link_days: Mapped[int] = mapped_column(default=30)
    settled_days: Mapped[int] = mapped_column(default=400)
