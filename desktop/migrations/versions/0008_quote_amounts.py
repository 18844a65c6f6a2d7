"""Which invoice of a quote bears what of it is an amount: its charges that are no percentage, and its discount."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Until now it was the first invoice of each quote that was there when no line of it stood on another."""
    bears: sa.Column[bool] = sa.Column("bears_quote_amounts", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("document", bears)
    op.execute(
        "UPDATE document SET bears_quote_amounts = 1 WHERE ordinal IN ("
        "SELECT min(ordinal) FROM document WHERE from_quote_id IS NOT NULL "
        "AND voided_at IS NULL AND withdrawn_at IS NULL GROUP BY from_quote_id)"
    )
