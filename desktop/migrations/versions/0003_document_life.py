"""The life of a document: patterns of numbers, numbers left out, what a credit note corrects and where it is used."""

import hashlib

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    _number_patterns()
    _issued_counters()
    _skipped_numbers()
    _credits()


def _number_patterns() -> None:
    """Until now the year was printed where, and only where, the count restarted with it."""
    op.add_column("series", sa.Column("shows_year", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("series", sa.Column("shows_month", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute("UPDATE series SET shows_year = yearly")


def _issued_counters() -> None:
    """Keep the count and the year it belongs to beside each number, and seal the row; what was frozen stays.

    Until now a number had one shape, prefix, year and count, so that both can be read from it.
    """
    op.add_column("issued", sa.Column("period", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("issued", sa.Column("counter", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("issued", sa.Column("seal", sa.String(length=64), nullable=False, server_default=""))
    op.create_index("ix_issued_count", "issued", ["series_id", "period", "counter"], unique=False)
    op.execute("DROP TRIGGER issued_refuses_update")
    rows = op.get_bind().execute(
        sa.text("SELECT id, document_id, series_id, position, revision, number, pdf_size, issued_at, hash FROM issued")
    )
    if values := [_counted(row) for row in rows.mappings()]:
        keep = sa.text("UPDATE issued SET period = :period, counter = :counter, seal = :seal WHERE id = :id")
        op.get_bind().execute(keep, values)
    op.execute(
        "CREATE TRIGGER issued_refuses_update BEFORE UPDATE ON issued "
        "BEGIN SELECT RAISE(ABORT, 'issued is insert-only'); END"
    )


def _counted(row: sa.RowMapping) -> dict[str, str | int]:
    period, counter = _period(row["number"]), _counter(row["number"])
    told = [row[name] for name in ("id", "document_id", "series_id", "position", "revision", "number")]
    told += [period, counter, row["pdf_size"], row["issued_at"], row["hash"]]
    seal = hashlib.sha256("|".join(map(str, told)).encode()).hexdigest()
    return {"id": row["id"], "period": period, "counter": counter, "seal": seal}


def _period(number: str) -> int:
    before = number.rpartition("-")[0].rpartition("-")[2]
    return int(before) if before.isdecimal() else 0


def _counter(number: str) -> int:
    return int(number.rpartition("-")[2])


def _skipped_numbers() -> None:
    op.create_table(
        "skipped_number",
        sa.Column("series_id", sa.Uuid(), nullable=False),
        sa.Column("period", sa.Integer(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name="fk_skipped_number_series_id_series"),
        sa.PrimaryKeyConstraint("id", name="pk_skipped_number"),
    )
    op.create_index("ix_skipped_number_series_id", "skipped_number", ["series_id"], unique=False)


def _credits() -> None:
    op.execute(
        "ALTER TABLE document ADD COLUMN corrects_id CHAR(32) "
        "CONSTRAINT fk_document_corrects_id_document REFERENCES document (id)"
    )
    op.create_index("ix_document_dated", "document", ["kind", "issued_on", "ordinal"], unique=False)
    op.create_index("ix_document_corrects_id", "document", ["corrects_id"], unique=False)
    op.add_column("document", sa.Column("credited_minor", sa.BigInteger(), nullable=False, server_default="0"))
    op.create_table(
        "credit_allocation",
        sa.Column("credit_id", sa.Uuid(), nullable=False),
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("undone_at", sa.BigInteger(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name="ck_credit_allocation_is_positive"),
        sa.ForeignKeyConstraint(["credit_id"], ["document.id"], name="fk_credit_allocation_credit_id_document"),
        sa.ForeignKeyConstraint(["invoice_id"], ["document.id"], name="fk_credit_allocation_invoice_id_document"),
        sa.PrimaryKeyConstraint("id", name="pk_credit_allocation"),
    )
    op.create_index("ix_credit_allocation_credit_id", "credit_allocation", ["credit_id"], unique=False)
    op.create_index("ix_credit_allocation_invoice_id", "credit_allocation", ["invoice_id"], unique=False)
