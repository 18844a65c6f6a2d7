"""Mail that is about no single document, mail that a person let rest, and since when a server says *later*."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    with op.batch_alter_table("mail") as table:
        table.alter_column("document_id", existing_type=sa.Uuid(), nullable=True)
        table.add_column(sa.Column("pdf_name", sa.String(length=120), nullable=False, server_default=sa.text("''")))
        table.add_column(sa.Column("first_at", sa.BigInteger(), nullable=True))
        table.add_column(sa.Column("left_at", sa.BigInteger(), nullable=True))
