"""What the portal holds: ciphertext, times, counters and hashes; no customer's word stands in the clear.

SQLite by default, PostgreSQL for many workers: plain types only. Instants are UTC microseconds since 1970.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# One business. ``profile`` is its public profile as JSON; ``rev`` rises with every change that its pages show.
# ``books``, ``writer`` (an api_key) and the receipts bind it to one database on one computer.
office = Table(
    "office",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("profile", Text, nullable=False),
    Column("rev", BigInteger, nullable=False),
    Column("log", String(32), nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("tip", String(64), nullable=False),
    Column("books", String(36)),
    Column("writer", String(36)),
    Column("receipt", String(32), nullable=False),
    Column("receipt_before", String(32), nullable=False),
    Column("batch", String(36), nullable=False),
    Column("batch_answer", Text, nullable=False),
    Column("on_hold", Boolean, nullable=False),
    Column("created_at", BigInteger, nullable=False),
)

# One computer's key: only its SHA-256 is kept.
api_key = Table(
    "api_key",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("office", ForeignKey("office.id"), nullable=False, index=True),
    Column("name", String(100), nullable=False),
    Column("hash", String(64), nullable=False, unique=True),
    Column("created_at", BigInteger, nullable=False),
    Column("used_at", BigInteger),
    Column("revoked_at", BigInteger),
)

# One document, whichever of its links is used. ``answer`` is what the customer said (accepted, declined, "" for nothing
# yet), ``answered`` its place in the feed, ``answered_revision`` what it was said to. ``payable`` is the mark of what
# may be paid now; ``charged`` the place in the feed of the newest thing that is told of its payments.
doc = Table(
    "doc",
    metadata,
    Column("office", ForeignKey("office.id"), primary_key=True),
    Column("id", String(32), primary_key=True),
    Column("withdrawn_at", BigInteger),
    Column("answered", BigInteger),
    Column("answered_revision", String(64), nullable=False),
    Column("answer", String(10), nullable=False, server_default=""),
    Column("payable", String(32), nullable=False, server_default=""),
    Column("charged", BigInteger),
)

# One link. ``state`` is what the office published (open, settled, withdrawn); times tell the rest of its life.
# ``rev`` rises with every change that its page shows. ``day`` (days since 1970, UTC): so many views,
# downloads and messages of that day were told.
link = Table(
    "link",
    metadata,
    Column("lookup", String(64), primary_key=True),
    Column("office", ForeignKey("office.id"), nullable=False),
    Column("doc", String(32)),
    Column("kind", String(10), nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("state", String(10), nullable=False),
    Column("payable", String(32), nullable=False),
    Column("revision", String(64), nullable=False),
    Column("view", String(32), nullable=False),
    Column("through", BigInteger, nullable=False),
    Column("rev", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
    Column("ended_as", String(10)),
    Column("asked_at", BigInteger),
    Column("day", Integer, nullable=False),
    Column("day_views", Integer, nullable=False),
    Column("day_downloads", Integer, nullable=False),
    Column("day_comments", Integer, nullable=False, server_default="0"),
    Column("office_copy", LargeBinary),
    Index("ix_link_office_doc", "office", "doc"),
    Index("ix_link_office_expires_at", "office", "expires_at"),
)

# Sealed bytes, immutable under their id. ``loose_since``: no link names it; after 24 hours it is deleted.
content = Table(
    "content",
    metadata,
    Column("office", ForeignKey("office.id"), primary_key=True),
    Column("id", String(32), primary_key=True),
    Column("kind", String(12), nullable=False),
    Column("size", Integer, nullable=False),
    Column("blob", LargeBinary, nullable=False),
    Column("loose_since", BigInteger, index=True),
)

# A content's key sealed under one link's wrap key. ``doc`` is the document that it is for, behind a customer's link.
wrap = Table(
    "wrap",
    metadata,
    Column("lookup", ForeignKey("link.lookup"), primary_key=True),
    Column("content", String(32), primary_key=True),
    Column("office", String(36), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("doc", String(32)),
    Index("ix_wrap_office_content", "office", "content"),
    Index("ix_wrap_office_doc", "office", "doc"),
)

# One ordered feed per office; the sequence is taken under the office's row lock.
feed = Table(
    "feed",
    metadata,
    Column("office", ForeignKey("office.id"), primary_key=True),
    Column("sequence", BigInteger, primary_key=True),
    Column("id", String(36), nullable=False, unique=True),
    Column("lookup", String(64)),
    Column("kind", String(40), nullable=False),
    Column("at", BigInteger, nullable=False, index=True),
    Column("revision", String(64), nullable=False),
    Column("sealed", Boolean, nullable=False),
    Column("blob", LargeBinary, nullable=False),
    Column("tip", String(64), nullable=False),
    Index("ix_feed_lookup_sequence", "lookup", "sequence"),
)

# Answers, so that an operation is applied once.
operation = Table(
    "operation",
    metadata,
    Column("office", ForeignKey("office.id"), primary_key=True),
    Column("id", String(36), primary_key=True),
    Column("answer", Text, nullable=False),
    Column("at", BigInteger, nullable=False, index=True),
)

# The office's sealed copy of where a series of numbers stands.
series = Table(
    "series",
    metadata,
    Column("office", ForeignKey("office.id"), primary_key=True),
    Column("id", String(32), primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("office_copy", LargeBinary, nullable=False),
)

# A browser that has seen a link lately, so that one person's reload is one view.
seen = Table(
    "seen",
    metadata,
    Column("lookup", ForeignKey("link.lookup"), primary_key=True),
    Column("browser", String(64), primary_key=True),
    Column("at", BigInteger, nullable=False, index=True),
)

# An office's account at Stripe. ``secrets``: key and webhook secret under the portal's master key. ``trouble``: Stripe
# refused the key. ``removed_at``: nobody pays any more, and the row goes once what was open is closed.
# ``polled_at``: up to then Stripe's lists were read; ``leased_until``: one worker reads them.
provider = Table(
    "provider",
    metadata,
    Column("office", ForeignKey("office.id"), primary_key=True),
    Column("account", String(64), nullable=False),
    Column("livemode", Boolean, nullable=False),
    Column("secrets", LargeBinary, nullable=False),
    Column("has_webhook", Boolean, nullable=False),
    Column("trouble", String(20), nullable=False),
    Column("removed_at", BigInteger),
    Column("polled_at", BigInteger, nullable=False),
    Column("asked_at", BigInteger, nullable=False),
    Column("leased_until", BigInteger, nullable=False),
)

# One Checkout session. Its id is the idempotency key, stored before Stripe is asked. It is bound to ``payable``,
# currency and amounts (minor units). ``back`` is the SHA-256 of the nonce in its return address, good until
# ``back_until``. ``state``: open (at most one per doc), closing (a job expires it at Stripe from ``next_at`` on), done.
checkout = Table(
    "checkout",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("office", ForeignKey("office.id"), nullable=False),
    Column("doc", String(32), nullable=False),
    Column("lookup", String(64), nullable=False),
    Column("payable", String(32), nullable=False),
    Column("currency", String(3), nullable=False),
    Column("minor", BigInteger, nullable=False),
    Column("balance_minor", BigInteger, nullable=False),
    Column("livemode", Boolean, nullable=False),
    Column("session", String(255)),
    Column("state", String(10), nullable=False),
    Column("back", String(64), nullable=False, unique=True),
    Column("back_until", BigInteger, nullable=False),
    Column("at", BigInteger, nullable=False, index=True),
    Column("tries", Integer, nullable=False),
    Column("next_at", BigInteger, nullable=False),
    Index("ix_checkout_office_doc", "office", "doc"),
    Index("ix_checkout_session", "session"),
    Index("ix_checkout_state_next_at", "state", "next_at"),
    Index(
        "uq_checkout_open_doc",
        "office",
        "doc",
        unique=True,
        sqlite_where=text("state = 'open'"),  # the migration says it to PostgreSQL too, whose dialect weighs 3 MiB
    ),
)

# One payment at Stripe as it was read last; amounts in minor units. ``balance_minor`` is what was open before it (of a
# session that this portal made), ``settles`` that it covers all of that. ``paid_at`` and ``paid_event`` are place
# and id of the event that told that the money is there; ``sequence`` the place of the newest one.
payment = Table(
    "payment",
    metadata,
    Column("office", ForeignKey("office.id"), primary_key=True),
    Column("intent", String(255), primary_key=True),
    Column("doc", String(32), nullable=False),
    Column("session", String(255), nullable=False),
    Column("livemode", Boolean, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("minor", BigInteger, nullable=False),
    Column("balance_minor", BigInteger),
    Column("settles", Boolean, nullable=False),
    Column("state", String(20), nullable=False),
    Column("refunded_minor", BigInteger, nullable=False),
    Column("refunding_minor", BigInteger, nullable=False),
    Column("dispute", String(40), nullable=False),
    Column("is_disputed", Boolean, nullable=False),
    Column("due_by", BigInteger),
    Column("method", String(40), nullable=False),
    Column("code", String(80), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("paid_at", BigInteger),
    Column("paid_event", String(36), nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Index("ix_payment_office_doc", "office", "doc"),
    Index("ix_payment_office_state", "office", "state"),
)

# Events that Stripe has sent, so that each is heard once; ``is_done`` once what it hints at was read.
heard = Table(
    "heard",
    metadata,
    Column("office", ForeignKey("office.id"), primary_key=True),
    Column("id", String(255), primary_key=True),
    Column("is_done", Boolean, nullable=False),
    Column("at", BigInteger, nullable=False, index=True),
)
