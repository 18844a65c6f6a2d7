"""Quotes are answered online: how they may be, what the answers were, the conversation, and the keys of the portal."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Columns are added one by one: a batch would lose the triggers."""
    for table, columns in _columns().items():
        for column in columns:
            op.add_column(table, column)
    _answers()
    _comments()


def _columns() -> dict[str, tuple[sa.Column[Any], ...]]:
    return {
        "office": (
            sa.Column("quote_accepts", sa.Boolean(), nullable=False, server_default=sa.true()),
            sa.Column("quote_signature", sa.String(length=5), nullable=False, server_default="may"),
            sa.Column("quote_terms", sa.Boolean(), nullable=False, server_default=sa.true()),
            sa.Column("quote_order_number", sa.String(length=5), nullable=False, server_default="may"),
        ),
        "document": (
            sa.Column("accepts", sa.Boolean(), nullable=True),
            sa.Column("asks_signature", sa.String(length=5), nullable=False, server_default=""),
            sa.Column("asks_terms", sa.Boolean(), nullable=True),
            sa.Column("asks_order_number", sa.String(length=5), nullable=False, server_default=""),
            sa.Column("answered_revision", sa.Integer(), nullable=False, server_default="0"),
        ),
        "portal_state": (sa.Column("keys", sa.JSON(), nullable=False, server_default="{}"),),
    }


def _answers() -> None:
    op.create_table(
        "answer",
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("order_number", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("is_verified", sa.Boolean(), nullable=False),
        sa.Column("undone_at", sa.BigInteger(), nullable=True),
        sa.Column("undone_why", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name="fk_answer_document_id_document"),
        sa.PrimaryKeyConstraint("id", name="pk_answer"),
    )
    op.create_index("ix_answer_document_id", "answer", ["document_id"], unique=False)


def _comments() -> None:
    op.create_table(
        "comment",
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("by_office", sa.Boolean(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("read_at", sa.BigInteger(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name="fk_comment_document_id_document"),
        sa.PrimaryKeyConstraint("id", name="pk_comment"),
    )
    op.create_index("ix_comment_document_id_at", "comment", ["document_id", "at"], unique=False)
