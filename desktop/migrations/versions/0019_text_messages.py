"""Text messages: the office's account, each message with what became of it, and who wants none."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    _add_account()
    _add_messages()
    op.create_table(
        "opt_out",
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("told_by", sa.String(length=10), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_opt_out"),
    )
    op.create_index("ix_opt_out_number", "opt_out", ["number"])


def _add_account() -> None:
    op.create_table(
        "text_account",
        sa.Column("account", sa.String(length=34), nullable=False),
        sa.Column("sender", sa.String(length=34), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("checked_at", sa.BigInteger(), nullable=True),
        sa.Column("trouble", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_text_account"),
    )


def _add_messages() -> None:
    op.create_table(
        "text_message",
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("link_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("body", sa.String(length=500), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.Column("arrived_at", sa.BigInteger(), nullable=True),
        sa.Column("looked_at", sa.BigInteger(), nullable=True),
        sa.Column("left_at", sa.BigInteger(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=True),
        sa.Column("sid", sa.String(length=34), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name="fk_text_message_document_id_document"),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="fk_text_message_customer_id_customer"),
        sa.ForeignKeyConstraint(["link_id"], ["link.id"], name="fk_text_message_link_id_link"),
        sa.PrimaryKeyConstraint("id", name="pk_text_message"),
        sa.UniqueConstraint("sid", name="uq_text_message_sid"),
    )
    for column in ("customer_id", "document_id", "link_id"):
        op.create_index(f"ix_text_message_{column}", "text_message", [column])
    op.create_index("ix_text_message_at", "text_message", ["at", "id"])
    op.create_index("ix_text_message_state", "text_message", ["state", "at"])
