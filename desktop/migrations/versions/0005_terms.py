"""Payment terms in place of days, totals that fall due in parts, and which document another one was made of."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_NOTHING, _EMPTY_LIST = sa.text("''"), sa.text("'[]'")


def upgrade() -> None:
    _terms()
    _texts()
    _sources()


def _terms() -> None:
    """Until now an invoice was due a number of days after its date, or on the day that stands in it."""
    for table, default in (("office", "net:30"), ("customer", ""), ("document", "fixed")):
        kept = sa.Column("payment_terms", sa.String(length=40), nullable=False, server_default=sa.text(f"'{default}'"))
        op.add_column(table, kept)
    for table in ("office", "customer"):
        op.execute(f"UPDATE {table} SET payment_terms = 'net:' || payment_days WHERE payment_days IS NOT NULL")  # noqa: S608 - our own names
        op.drop_column(table, "payment_days")
    op.add_column("document", sa.Column("parts", sa.JSON(), nullable=False, server_default=_EMPTY_LIST))
    op.add_column("document", sa.Column("instalments", sa.JSON(), nullable=False, server_default=_EMPTY_LIST))


def _texts() -> None:
    for table in ("office", "document"):
        op.add_column(table, sa.Column("late_fee", sa.Text(), nullable=False, server_default=_NOTHING))
    op.add_column("office", sa.Column("registration", sa.String(length=100), nullable=False, server_default=_NOTHING))


def _sources() -> None:
    """A column that names another row is added in one statement: a batch would lose the triggers."""
    for column in ("from_quote_id", "deposit_for_id"):
        op.execute(
            f"ALTER TABLE document ADD COLUMN {column} CHAR(32) "
            f"CONSTRAINT fk_document_{column}_document REFERENCES document (id)"
        )
        op.create_index(f"ix_document_{column}", "document", [column], unique=False)
    op.add_column("document", sa.Column("converted_at", sa.BigInteger(), nullable=True))
    op.add_column("line", sa.Column("quote_position", sa.Integer(), nullable=True))
