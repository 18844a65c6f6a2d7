"""Paying online: the office's rules and a document's own, the Stripe account, and what was reported or read there."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    for name in ("pays_online", "pays_parts"):
        op.add_column("document", sa.Column(name, sa.Boolean(), nullable=True))
    op.add_column("office", sa.Column("pay_online", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("office", sa.Column("pay_parts", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("office", sa.Column("pay_part_minor", sa.BigInteger(), nullable=False, server_default="0"))
    op.create_table(
        "stripe_account",
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("livemode", sa.Boolean(), nullable=False),
        sa.Column("hint", sa.String(length=4), nullable=False),
        sa.Column("hook", sa.String(length=400), nullable=False),
        sa.Column("connected_at", sa.BigInteger(), nullable=False),
        sa.Column("checked_at", sa.BigInteger(), nullable=False),
        sa.Column("trouble", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_stripe_account"),
    )
    _charges()


def _charges() -> None:
    op.create_table(
        "online_charge",
        sa.Column("intent", sa.String(length=255), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("payment_id", sa.Uuid(), nullable=True),
        sa.Column("doc", sa.String(length=64), nullable=False),
        sa.Column("minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("livemode", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("method", sa.String(length=40), nullable=False),
        sa.Column("failure_code", sa.String(length=100), nullable=False),
        sa.Column("failure", sa.Text(), nullable=False),
        sa.Column("refunded_minor", sa.BigInteger(), nullable=False),
        sa.Column("pending_minor", sa.BigInteger(), nullable=False),
        sa.Column("dispute", sa.String(length=40), nullable=False),
        sa.Column("dispute_reason", sa.String(length=100), nullable=False),
        sa.Column("dispute_minor", sa.BigInteger(), nullable=False),
        sa.Column("evidence_due_by", sa.BigInteger(), nullable=True),
        sa.Column("reported_at", sa.BigInteger(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=True),
        sa.Column("waits", sa.Boolean(), nullable=False),
        sa.Column("checked_at", sa.BigInteger(), nullable=True),
        sa.Column("misfit", sa.String(length=200), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name="fk_online_charge_document_id_document"),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name="fk_online_charge_payment_id_payment"),
        sa.PrimaryKeyConstraint("id", name="pk_online_charge"),
        sa.UniqueConstraint("intent", name="uq_online_charge_intent"),
    )
    for column in ("document_id", "payment_id"):
        op.create_index(f"ix_online_charge_{column}", "online_charge", [column])
    op.create_index("ix_online_charge_checked_at", "online_charge", ["state", "checked_at"])
    op.create_index(
        "ix_online_charge_waiting", "online_charge", ["document_id", "sequence"], sqlite_where=sa.text("waits = 1")
    )
