"""Money: payments, what they are for, refunds and write-offs; each stays as it came and can only be undone."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

_OWED = (
    "kind = 'invoice' AND number IS NOT NULL AND voided_at IS NULL AND withdrawn_at IS NULL "
    "AND payable_minor > settled_minor + credited_minor + written_off_minor"
)
_UNAPPLIED = "undone_at IS NULL AND amount_minor > applied_minor + refunded_minor"
_STAYS = {
    "payment": "id, ordinal, received_on, amount_minor, currency, method, reference, note, at, intent, livemode",
    "allocation": 'id, payment_id, invoice_id, amount_minor, "on", at',
    "refund": 'id, payment_id, invoice_id, amount_minor, reason, note, "by", operation, "on", at',
    "write_off": 'id, invoice_id, amount_minor, kind, reason, "on", at',
}
# What of a payment is given away already, by allocations that count and by refunds of what no invoice had.
_GIVEN = (
    "(SELECT coalesce(sum(amount_minor), 0) FROM allocation WHERE payment_id = NEW.payment_id AND undone_at IS NULL) "
    "+ (SELECT coalesce(sum(amount_minor), 0) FROM refund WHERE payment_id = NEW.payment_id "
    "AND invoice_id IS NULL AND undone_at IS NULL AND state <> 'failed')"
)
_ARRIVED = "(SELECT amount_minor FROM payment WHERE id = NEW.payment_id)"
_PAIR = "payment_id = NEW.payment_id AND invoice_id = NEW.invoice_id AND undone_at IS NULL"


def upgrade() -> None:
    op.add_column("document", sa.Column("written_off_minor", sa.BigInteger(), nullable=False, server_default="0"))
    op.drop_index("ix_document_owed", "document")
    owed = ["kind", "due_on", "currency", "payable_minor", "settled_minor", "credited_minor", "written_off_minor"]
    op.create_index("ix_document_owed", "document", owed, sqlite_where=sa.text(_OWED))
    _payments()
    _allocations()
    _refunds()
    _write_offs()
    _guards()


def _payments() -> None:
    op.create_table(
        "payment",
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("method", sa.String(length=20), nullable=False),
        sa.Column("reference", sa.String(length=140), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("undone_at", sa.BigInteger(), nullable=True),
        sa.Column("undone_because", sa.String(length=200), nullable=False),
        sa.Column("intent", sa.String(length=255), nullable=True),
        sa.Column("livemode", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("applied_minor", sa.BigInteger(), nullable=False),
        sa.Column("refunded_minor", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name="ck_payment_is_positive"),
        sa.CheckConstraint("applied_minor >= 0 AND refunded_minor >= 0", name="ck_payment_is_counted"),
        sa.CheckConstraint("applied_minor + refunded_minor <= amount_minor", name="ck_payment_is_enough"),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="fk_payment_customer_id_customer"),
        sa.PrimaryKeyConstraint("id", name="pk_payment"),
        sa.UniqueConstraint("ordinal", name="uq_payment_ordinal"),
        sa.UniqueConstraint("intent", name="uq_payment_intent"),
    )
    op.create_index("ix_payment_customer_id", "payment", ["customer_id"])
    op.create_index("ix_payment_received_on_ordinal", "payment", ["received_on", "ordinal"])
    op.create_index("ix_payment_unapplied", "payment", ["received_on", "ordinal"], sqlite_where=sa.text(_UNAPPLIED))


def _allocations() -> None:
    op.create_table(
        "allocation",
        sa.Column("payment_id", sa.Uuid(), nullable=False),
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("undone_at", sa.BigInteger(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name="ck_allocation_is_positive"),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name="fk_allocation_payment_id_payment"),
        sa.ForeignKeyConstraint(["invoice_id"], ["document.id"], name="fk_allocation_invoice_id_document"),
        sa.PrimaryKeyConstraint("id", name="pk_allocation"),
    )
    for column in ("payment_id", "invoice_id"):
        op.create_index(f"ix_allocation_{column}", "allocation", [column])


def _refunds() -> None:
    op.create_table(
        "refund",
        sa.Column("payment_id", sa.Uuid(), nullable=False),
        sa.Column("invoice_id", sa.Uuid(), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=30), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("by", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("stripe_id", sa.String(length=255), nullable=True),
        sa.Column("operation", sa.Uuid(), nullable=True),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("undone_at", sa.BigInteger(), nullable=True),
        sa.Column("undone_because", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name="ck_refund_is_positive"),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name="fk_refund_payment_id_payment"),
        sa.ForeignKeyConstraint(["invoice_id"], ["document.id"], name="fk_refund_invoice_id_document"),
        sa.PrimaryKeyConstraint("id", name="pk_refund"),
        sa.UniqueConstraint("stripe_id", name="uq_refund_stripe_id"),
    )
    for column in ("payment_id", "invoice_id"):
        op.create_index(f"ix_refund_{column}", "refund", [column])


def _write_offs() -> None:
    op.create_table(
        "write_off",
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("undone_at", sa.BigInteger(), nullable=True),
        sa.Column("undone_because", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name="ck_write_off_is_positive"),
        sa.ForeignKeyConstraint(["invoice_id"], ["document.id"], name="fk_write_off_invoice_id_document"),
        sa.PrimaryKeyConstraint("id", name="pk_write_off"),
    )
    op.create_index("ix_write_off_invoice_id", "write_off", ["invoice_id"])


def _guards() -> None:
    """Whoever writes the file past the app: nothing of money changes or goes, and nothing is given away twice."""
    for table, columns in _STAYS.items():
        _refuse(f"{table}_refuses_update", f"UPDATE OF {columns} ON {table}", f"{table} stays as it came")
        _refuse(f"{table}_refuses_delete", f"DELETE ON {table}", f"{table} stays as it came")
        known = f"EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id OR rowid = NEW.rowid)"  # noqa: S608 - our own names
        _refuse(f"{table}_refuses_replace", f"INSERT ON {table}", f"{table} stays as it came", known)
        undone = "OLD.undone_at IS NOT NULL"
        _refuse(f"{table}_stays_undone", f"UPDATE OF undone_at ON {table}", f"{table} is undone once", undone)
    whose = "OLD.customer_id IS NOT NULL"
    _refuse("payment_keeps_its_customer", "UPDATE OF customer_id ON payment", "payment stays as it came", whose)
    enough = f"{_GIVEN} + NEW.amount_minor > {_ARRIVED}"
    _refuse("allocation_has_enough", "INSERT ON allocation", "more than arrived", enough)
    free = f"NEW.invoice_id IS NULL AND {enough}"
    _refuse("refund_has_enough", "INSERT ON refund", "more than arrived", free)
    had = (
        f"NEW.invoice_id IS NOT NULL AND NEW.amount_minor "  # noqa: S608 - our own names
        f"+ (SELECT coalesce(sum(amount_minor), 0) FROM refund WHERE {_PAIR} AND state <> 'failed') "
        f"> (SELECT coalesce(sum(amount_minor), 0) FROM allocation WHERE {_PAIR})"
    )
    _refuse("refund_of_what_was_applied", "INSERT ON refund", "more than was paid", had)


def _refuse(name: str, event: str, sentence: str, when: str = "") -> None:
    condition = f"WHEN {when} " if when else ""
    op.execute(f"CREATE TRIGGER {name} BEFORE {event} {condition}BEGIN SELECT RAISE(ABORT, '{sentence}'); END")
