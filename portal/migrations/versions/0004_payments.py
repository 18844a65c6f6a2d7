"""Paying online: the account at Stripe, Checkout sessions, payments, and which of Stripe's events were heard."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("doc", sa.Column("payable", sa.String(length=32), nullable=False, server_default=""))
    op.add_column("doc", sa.Column("charged", sa.BigInteger(), nullable=True))
    _provider()
    _checkout()
    _payment()
    _heard()


def _provider() -> None:
    op.create_table(
        "provider",
        sa.Column("office", sa.String(length=36), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("livemode", sa.Boolean(), nullable=False),
        sa.Column("secrets", sa.LargeBinary(), nullable=False),
        sa.Column("has_webhook", sa.Boolean(), nullable=False),
        sa.Column("trouble", sa.String(length=20), nullable=False),
        sa.Column("removed_at", sa.BigInteger(), nullable=True),
        sa.Column("polled_at", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("leased_until", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["office"], ["office.id"], name="fk_provider_office_office"),
        sa.PrimaryKeyConstraint("office", name="pk_provider"),
    )


def _checkout() -> None:
    op.create_table(
        "checkout",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("office", sa.String(length=36), nullable=False),
        sa.Column("doc", sa.String(length=32), nullable=False),
        sa.Column("lookup", sa.String(length=64), nullable=False),
        sa.Column("payable", sa.String(length=32), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("minor", sa.BigInteger(), nullable=False),
        sa.Column("balance_minor", sa.BigInteger(), nullable=False),
        sa.Column("livemode", sa.Boolean(), nullable=False),
        sa.Column("session", sa.String(length=255), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("back", sa.String(length=64), nullable=False),
        sa.Column("back_until", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["office"], ["office.id"], name="fk_checkout_office_office"),
        sa.PrimaryKeyConstraint("id", name="pk_checkout"),
        sa.UniqueConstraint("back", name="uq_checkout_back"),
    )
    op.create_index("ix_checkout_at", "checkout", ["at"], unique=False)
    op.create_index("ix_checkout_office_doc", "checkout", ["office", "doc"], unique=False)
    op.create_index("ix_checkout_session", "checkout", ["session"], unique=False)
    op.create_index("ix_checkout_state_next_at", "checkout", ["state", "next_at"], unique=False)
    op.create_index(
        "uq_checkout_open_doc",
        "checkout",
        ["office", "doc"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )


def _payment() -> None:
    op.create_table(
        "payment",
        sa.Column("office", sa.String(length=36), nullable=False),
        sa.Column("intent", sa.String(length=255), nullable=False),
        sa.Column("doc", sa.String(length=32), nullable=False),
        sa.Column("session", sa.String(length=255), nullable=False),
        sa.Column("livemode", sa.Boolean(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("minor", sa.BigInteger(), nullable=False),
        sa.Column("balance_minor", sa.BigInteger(), nullable=True),
        sa.Column("settles", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("refunded_minor", sa.BigInteger(), nullable=False),
        sa.Column("refunding_minor", sa.BigInteger(), nullable=False),
        sa.Column("dispute", sa.String(length=40), nullable=False),
        sa.Column("is_disputed", sa.Boolean(), nullable=False),
        sa.Column("due_by", sa.BigInteger(), nullable=True),
        sa.Column("method", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("paid_at", sa.BigInteger(), nullable=True),
        sa.Column("paid_event", sa.String(length=36), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["office"], ["office.id"], name="fk_payment_office_office"),
        sa.PrimaryKeyConstraint("office", "intent", name="pk_payment"),
    )
    op.create_index("ix_payment_office_doc", "payment", ["office", "doc"], unique=False)
    op.create_index("ix_payment_office_state", "payment", ["office", "state"], unique=False)


def _heard() -> None:
    op.create_table(
        "heard",
        sa.Column("office", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=255), nullable=False),
        sa.Column("is_done", sa.Boolean(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["office"], ["office.id"], name="fk_heard_office_office"),
        sa.PrimaryKeyConstraint("office", "id", name="pk_heard"),
    )
    op.create_index("ix_heard_at", "heard", ["at"], unique=False)
