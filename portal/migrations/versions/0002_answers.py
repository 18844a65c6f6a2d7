"""Quotes are answered: the doc knows how, a link counts its messages of a day, and its events are found by it."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("doc", sa.Column("answer", sa.String(length=10), nullable=False, server_default=""))
    op.add_column("link", sa.Column("day_comments", sa.Integer(), nullable=False, server_default="0"))
    op.create_index("ix_feed_lookup_sequence", "feed", ["lookup", "sequence"], unique=False)
