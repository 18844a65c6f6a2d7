"""The first shape of the books: tables, search, and the triggers that keep issued documents as they are."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_FROZEN = ("issued", "activity")


def upgrade() -> None:
    _tables()
    for table in _FROZEN:
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_refuses_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is insert-only'); END"
            )
    op.execute(
        "CREATE VIRTUAL TABLE document_search USING fts5("
        "number, customer, words, prefix='2 3 4', tokenize='unicode61 remove_diacritics 2')"
    )


def _tables() -> None:
    op.create_table(
        "customer",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("phone", sa.String(length=50), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("tax_label", sa.String(length=40), nullable=False),
        sa.Column("tax_id", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("payment_days", sa.Integer(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("archived_at", sa.BigInteger(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_customer"),
    )
    op.create_index("ix_customer_name", "customer", ["name"], unique=False)
    op.create_table(
        "office",
        sa.Column("books", sa.Uuid(), nullable=False),
        sa.Column("office_key", sa.LargeBinary(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("phone", sa.String(length=50), nullable=False),
        sa.Column("website", sa.String(length=200), nullable=False),
        sa.Column("tax_label", sa.String(length=40), nullable=False),
        sa.Column("tax_id", sa.String(length=40), nullable=False),
        sa.Column("bank", sa.Text(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("price_mode", sa.String(length=10), nullable=False),
        sa.Column("rounding", sa.String(length=10), nullable=False),
        sa.Column("payment_days", sa.Integer(), nullable=False),
        sa.Column("quote_days", sa.Integer(), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("colour", sa.String(length=7), nullable=False),
        sa.Column("logo", sa.LargeBinary(), nullable=True),
        sa.Column("logo_width", sa.Integer(), nullable=False),
        sa.Column("logo_height", sa.Integer(), nullable=False),
        sa.Column("link_days", sa.Integer(), nullable=False),
        sa.Column("settled_days", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_office"),
    )
    op.create_table(
        "portal_state",
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("practice", sa.Boolean(), nullable=False),
        sa.Column("office", sa.String(length=36), nullable=False),
        sa.Column("log", sa.String(length=32), nullable=False),
        sa.Column("cursor", sa.Integer(), nullable=False),
        sa.Column("tip", sa.String(length=64), nullable=False),
        sa.Column("receipt", sa.String(length=32), nullable=False),
        sa.Column("batch", sa.String(length=36), nullable=False),
        sa.Column("batch_body", sa.LargeBinary(), nullable=True),
        sa.Column("offset_ms", sa.Integer(), nullable=False),
        sa.Column("synced_at", sa.BigInteger(), nullable=True),
        sa.Column("trouble", sa.String(length=20), nullable=False),
        sa.Column("trouble_why", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_portal_state"),
    )
    op.create_table(
        "series",
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("prefix", sa.String(length=20), nullable=False),
        sa.Column("padding", sa.Integer(), nullable=False),
        sa.Column("yearly", sa.Boolean(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_series"),
        sa.UniqueConstraint("kind", name="uq_series_kind"),
    )
    op.create_table(
        "tax_rate",
        sa.Column("label", sa.String(length=40), nullable=False),
        sa.Column("category", sa.String(length=2), nullable=False),
        sa.Column("rate", sa.BigInteger(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("archived_at", sa.BigInteger(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tax_rate"),
    )
    op.create_table(
        "document",
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("customer_name", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("price_mode", sa.String(length=10), nullable=False),
        sa.Column("rounding", sa.String(length=10), nullable=False),
        sa.Column("dated", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("supplied", sa.String(length=100), nullable=False),
        sa.Column("order_reference", sa.String(length=100), nullable=False),
        sa.Column("discount_percent", sa.BigInteger(), nullable=True),
        sa.Column("discount_minor", sa.BigInteger(), nullable=True),
        sa.Column("discount_reason", sa.String(length=200), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("doc", sa.String(length=32), nullable=True),
        sa.Column("number", sa.String(length=60), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("issued_at", sa.BigInteger(), nullable=True),
        sa.Column("handed_over_at", sa.BigInteger(), nullable=True),
        sa.Column("viewed_at", sa.BigInteger(), nullable=True),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.Column("voided_at", sa.BigInteger(), nullable=True),
        sa.Column("answer", sa.String(length=10), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("settled_minor", sa.BigInteger(), nullable=False),
        sa.Column("payable", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="fk_document_customer_id_customer"),
        sa.PrimaryKeyConstraint("id", name="pk_document"),
        sa.UniqueConstraint("doc", name="uq_document_doc"),
        sa.UniqueConstraint("number", name="uq_document_number"),
        sa.UniqueConstraint("ordinal", name="uq_document_ordinal"),
    )
    op.create_index("ix_document_customer_list", "document", ["customer_id", "ordinal"], unique=False)
    op.create_index("ix_document_list", "document", ["kind", "issued_at", "ordinal"], unique=False)
    op.create_table(
        "item",
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("unit_price", sa.BigInteger(), nullable=False),
        sa.Column("tax_rate_id", sa.Uuid(), nullable=True),
        sa.Column("archived_at", sa.BigInteger(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["tax_rate_id"], ["tax_rate.id"], name="fk_item_tax_rate_id_tax_rate"),
        sa.PrimaryKeyConstraint("id", name="pk_item"),
    )
    op.create_index("ix_item_tax_rate_id", "item", ["tax_rate_id"], unique=False)
    op.create_index("ix_item_title", "item", ["title"], unique=False)
    op.create_table(
        "activity",
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("who", sa.String(length=10), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="fk_activity_customer_id_customer"),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name="fk_activity_document_id_document"),
        sa.PrimaryKeyConstraint("id", name="pk_activity"),
    )
    op.create_index("ix_activity_at", "activity", ["at"], unique=False)
    op.create_index("ix_activity_customer_id", "activity", ["customer_id"], unique=False)
    op.create_index("ix_activity_document_at", "activity", ["document_id", "at"], unique=False)
    op.create_table(
        "content",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("blob", sa.LargeBinary(), nullable=True),
        sa.Column("uploaded_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name="fk_content_document_id_document"),
        sa.PrimaryKeyConstraint("id", name="pk_content"),
    )
    op.create_index("ix_content_document_id", "content", ["document_id"], unique=False)
    op.create_table(
        "issued",
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("series_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("pdf_sha256", sa.String(length=64), nullable=False),
        sa.Column("pdf_size", sa.Integer(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("issued_at", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name="fk_issued_document_id_document"),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name="fk_issued_series_id_series"),
        sa.PrimaryKeyConstraint("id", name="pk_issued"),
        sa.UniqueConstraint("document_id", "revision", name="uq_issued_document_id_revision"),
        sa.UniqueConstraint("series_id", "position", name="uq_issued_series_id_position"),
    )
    op.create_index("ix_issued_document_id", "issued", ["document_id"], unique=False)
    op.create_table(
        "line",
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("unit_price", sa.BigInteger(), nullable=False),
        sa.Column("discount_percent", sa.BigInteger(), nullable=True),
        sa.Column("discount_minor", sa.BigInteger(), nullable=True),
        sa.Column("tax_label", sa.String(length=40), nullable=False),
        sa.Column("tax_category", sa.String(length=2), nullable=False),
        sa.Column("tax_rate", sa.BigInteger(), nullable=False),
        sa.Column("optional", sa.Boolean(), nullable=False),
        sa.Column("chosen", sa.Boolean(), nullable=False),
        sa.Column("typed", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name="fk_line_document_id_document", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name="fk_line_item_id_item"),
        sa.PrimaryKeyConstraint("id", name="pk_line"),
    )
    op.create_index("ix_line_document_id", "line", ["document_id"], unique=False)
    op.create_index("ix_line_item_id", "line", ["item_id"], unique=False)
    op.create_table(
        "link",
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("lookup", sa.String(length=64), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("lifetime", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("published_at", sa.BigInteger(), nullable=True),
        sa.Column("published_version", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_why", sa.String(length=200), nullable=False),
        sa.Column("ended_as", sa.String(length=10), nullable=False),
        sa.Column("replaces_id", sa.Uuid(), nullable=True),
        sa.Column("views", sa.Integer(), nullable=False),
        sa.Column("viewed_at", sa.BigInteger(), nullable=True),
        sa.Column("checks", sa.Integer(), nullable=False),
        sa.Column("checked_at", sa.BigInteger(), nullable=True),
        sa.Column("downloads", sa.Integer(), nullable=False),
        sa.Column("downloaded_at", sa.BigInteger(), nullable=True),
        sa.Column("asked_at", sa.BigInteger(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(document_id IS NULL) <> (customer_id IS NULL)", name="ck_link_opens_one"),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="fk_link_customer_id_customer"),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name="fk_link_document_id_document"),
        sa.ForeignKeyConstraint(["replaces_id"], ["link.id"], name="fk_link_replaces_id_link"),
        sa.PrimaryKeyConstraint("id", name="pk_link"),
    )
    op.create_index("ix_link_customer_id", "link", ["customer_id"], unique=False)
    op.create_index("ix_link_document_id", "link", ["document_id"], unique=False)
    op.create_index("ix_link_replaces_id", "link", ["replaces_id"], unique=False)
    op.create_index("uq_link_current", "link", ["document_id"], unique=True, sqlite_where=sa.text("current"))
    op.create_index("uq_link_current_customer", "link", ["customer_id"], unique=True, sqlite_where=sa.text("current"))
    op.create_index("uq_link_lookup", "link", ["lookup"], unique=True)
    op.create_table(
        "inbox",
        sa.Column("event", sa.String(length=36), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("applied", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["link_id"], ["link.id"], name="fk_inbox_link_id_link"),
        sa.PrimaryKeyConstraint("event", name="pk_inbox"),
    )
    op.create_index("ix_inbox_link_id", "inbox", ["link_id"], unique=False)
    op.create_index("ix_inbox_sequence", "inbox", ["sequence"], unique=False)
    op.create_table(
        "link_day",
        sa.Column("link_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("views", sa.Integer(), nullable=False),
        sa.Column("checks", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["link_id"], ["link.id"], name="fk_link_day_link_id_link"),
        sa.PrimaryKeyConstraint("link_id", "day", name="pk_link_day"),
    )
    op.create_table(
        "outbox",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("link_id", sa.Uuid(), nullable=True),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("series_id", sa.Uuid(), nullable=True),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.Column("only_if_expired", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("parked_at", sa.BigInteger(), nullable=True),
        sa.Column("parked_why", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name="fk_outbox_document_id_document"),
        sa.ForeignKeyConstraint(["link_id"], ["link.id"], name="fk_outbox_link_id_link"),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name="fk_outbox_series_id_series"),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
    )
    op.create_index("ix_outbox_document_id", "outbox", ["document_id"], unique=False)
    op.create_index("ix_outbox_link_id", "outbox", ["link_id"], unique=False)
    op.create_index("ix_outbox_series_id", "outbox", ["series_id"], unique=False)
    op.create_index(
        "ix_outbox_unsent", "outbox", ["kind", "link_id"], unique=False, sqlite_where=sa.text("body IS NULL")
    )
