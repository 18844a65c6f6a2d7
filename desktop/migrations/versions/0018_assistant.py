"""The assistant: keys of AI clients, each call, what they propose, and answers given before."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.create_table(
        "assistant_key",
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("hint", sa.String(length=4), nullable=False),
        sa.Column("scope", sa.String(length=10), nullable=False),
        sa.Column("acts", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("last_used_at", sa.BigInteger(), nullable=True),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.Column("marked_until", sa.BigInteger(), nullable=True),
        sa.Column("marked_by", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_assistant_key"),
        sa.UniqueConstraint("hash", name="uq_assistant_key_hash"),
    )
    _calls()
    _proposals()
    op.create_table(
        "remembered",
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("tool", sa.String(length=100), nullable=False),
        sa.Column("idempotency_key", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["key_id"], ["assistant_key.id"], name="fk_remembered_key_id_assistant_key"),
        sa.PrimaryKeyConstraint("id", name="pk_remembered"),
        sa.UniqueConstraint("key_id", "tool", "idempotency_key", name="uq_remembered_key_id_tool_idempotency_key"),
    )


def _calls() -> None:
    op.create_table(
        "assistant_call",
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("tool", sa.String(length=100), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("says", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["key_id"], ["assistant_key.id"], name="fk_assistant_call_key_id_assistant_key"),
        sa.PrimaryKeyConstraint("id", name="pk_assistant_call"),
    )
    op.create_index("ix_assistant_call_key_id", "assistant_call", ["key_id"])
    op.create_index("ix_assistant_call_at", "assistant_call", ["at", "id"])
    for act in ("update", "delete"):
        op.execute(
            f"CREATE TRIGGER assistant_call_refuses_{act} BEFORE {act.upper()} ON assistant_call "
            "BEGIN SELECT RAISE(ABORT, 'assistant_call is insert-only'); END"
        )


def _proposals() -> None:
    op.create_table(
        "proposal",
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("tool", sa.String(length=100), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("says", sa.JSON(), nullable=False),
        sa.Column("recipients", sa.JSON(), nullable=False),
        sa.Column("documents", sa.JSON(), nullable=False),
        sa.Column("amounts", sa.JSON(), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("bulk", sa.Boolean(), nullable=False),
        sa.Column("untrusted", sa.String(length=200), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["key_id"], ["assistant_key.id"], name="fk_proposal_key_id_assistant_key"),
        sa.PrimaryKeyConstraint("id", name="pk_proposal"),
    )
    op.create_index("ix_proposal_key_id", "proposal", ["key_id"])
    op.create_index("ix_proposal_state", "proposal", ["state", "expires_at"])
