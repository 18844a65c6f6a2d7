"""A customer's link: the version of its page, what waits for the portal, and contents of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Columns that name another row are added in one statement; the contents, which nothing names, are made anew."""
    op.add_column("customer", sa.Column("version", sa.Integer(), nullable=False, server_default="0"))
    op.execute(
        "ALTER TABLE outbox ADD COLUMN customer_id CHAR(32) "
        "CONSTRAINT fk_outbox_customer_id_customer REFERENCES customer (id)"
    )
    op.create_index("ix_outbox_customer_id", "outbox", ["customer_id"], unique=False)
    op.execute(
        "CREATE TABLE content_new (id VARCHAR(32) NOT NULL CONSTRAINT pk_content PRIMARY KEY, "
        "document_id CHAR(32) CONSTRAINT fk_content_document_id_document REFERENCES document (id), "
        "customer_id CHAR(32) CONSTRAINT fk_content_customer_id_customer REFERENCES customer (id), "
        "kind VARCHAR(12) NOT NULL, version INTEGER NOT NULL, key BLOB NOT NULL, blob BLOB, uploaded_at BIGINT)"
    )
    columns = "id, document_id, kind, version, key, blob, uploaded_at"
    op.execute(f"INSERT INTO content_new ({columns}) SELECT {columns} FROM content ORDER BY rowid")  # noqa: S608
    op.execute("DROP TABLE content")
    op.execute("ALTER TABLE content_new RENAME TO content")
    for column in ("document_id", "customer_id"):
        op.create_index(f"ix_content_{column}", "content", [column], unique=False)
