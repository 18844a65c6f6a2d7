"""The first shape of the store: offices, links, sealed contents, the feed."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "office",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("log", sa.String(length=32), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("tip", sa.String(length=64), nullable=False),
        sa.Column("books", sa.String(length=36), nullable=True),
        sa.Column("writer", sa.String(length=36), nullable=True),
        sa.Column("receipt", sa.String(length=32), nullable=False),
        sa.Column("receipt_before", sa.String(length=32), nullable=False),
        sa.Column("batch", sa.String(length=36), nullable=False),
        sa.Column("batch_answer", sa.Text(), nullable=False),
        sa.Column("on_hold", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_office"),
    )
    op.create_table(
        "api_key",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("office", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["office"], ["office.id"], name="fk_api_key_office_office"),
        sa.PrimaryKeyConstraint("id", name="pk_api_key"),
        sa.UniqueConstraint("hash", name="uq_api_key_hash"),
    )
    op.create_index("ix_api_key_office", "api_key", ["office"], unique=False)
    op.create_table(
        "content",
        sa.Column("office", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("blob", sa.LargeBinary(), nullable=False),
        sa.Column("loose_since", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["office"], ["office.id"], name="fk_content_office_office"),
        sa.PrimaryKeyConstraint("office", "id", name="pk_content"),
    )
    op.create_index("ix_content_loose_since", "content", ["loose_since"], unique=False)
    op.create_table(
        "doc",
        sa.Column("office", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.Column("answered", sa.BigInteger(), nullable=True),
        sa.Column("answered_revision", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["office"], ["office.id"], name="fk_doc_office_office"),
        sa.PrimaryKeyConstraint("office", "id", name="pk_doc"),
    )
    op.create_table(
        "feed",
        sa.Column("office", sa.String(length=36), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("lookup", sa.String(length=64), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.Column("blob", sa.LargeBinary(), nullable=False),
        sa.Column("tip", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["office"], ["office.id"], name="fk_feed_office_office"),
        sa.PrimaryKeyConstraint("office", "sequence", name="pk_feed"),
        sa.UniqueConstraint("id", name="uq_feed_id"),
    )
    op.create_index("ix_feed_at", "feed", ["at"], unique=False)
    op.create_table(
        "link",
        sa.Column("lookup", sa.String(length=64), nullable=False),
        sa.Column("office", sa.String(length=36), nullable=False),
        sa.Column("doc", sa.String(length=32), nullable=True),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("payable", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.String(length=64), nullable=False),
        sa.Column("view", sa.String(length=32), nullable=False),
        sa.Column("through", sa.BigInteger(), nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_as", sa.String(length=10), nullable=True),
        sa.Column("asked_at", sa.BigInteger(), nullable=True),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("day_views", sa.Integer(), nullable=False),
        sa.Column("day_downloads", sa.Integer(), nullable=False),
        sa.Column("office_copy", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["office"], ["office.id"], name="fk_link_office_office"),
        sa.PrimaryKeyConstraint("lookup", name="pk_link"),
    )
    op.create_index("ix_link_office_doc", "link", ["office", "doc"], unique=False)
    op.create_index("ix_link_office_expires_at", "link", ["office", "expires_at"], unique=False)
    op.create_table(
        "operation",
        sa.Column("office", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["office"], ["office.id"], name="fk_operation_office_office"),
        sa.PrimaryKeyConstraint("office", "id", name="pk_operation"),
    )
    op.create_index("ix_operation_at", "operation", ["at"], unique=False)
    op.create_table(
        "series",
        sa.Column("office", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("office_copy", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["office"], ["office.id"], name="fk_series_office_office"),
        sa.PrimaryKeyConstraint("office", "id", name="pk_series"),
    )
    op.create_table(
        "seen",
        sa.Column("lookup", sa.String(length=64), nullable=False),
        sa.Column("browser", sa.String(length=64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["lookup"], ["link.lookup"], name="fk_seen_lookup_link"),
        sa.PrimaryKeyConstraint("lookup", "browser", name="pk_seen"),
    )
    op.create_index("ix_seen_at", "seen", ["at"], unique=False)
    op.create_table(
        "wrap",
        sa.Column("lookup", sa.String(length=64), nullable=False),
        sa.Column("content", sa.String(length=32), nullable=False),
        sa.Column("office", sa.String(length=36), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["lookup"], ["link.lookup"], name="fk_wrap_lookup_link"),
        sa.PrimaryKeyConstraint("lookup", "content", name="pk_wrap"),
    )
    op.create_index("ix_wrap_office_content", "wrap", ["office", "content"], unique=False)
