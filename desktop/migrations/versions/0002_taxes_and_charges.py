"""Several taxes a line, charges, what is withheld, cash rounding, and half-typed fields of a whole document."""

import json
from decimal import Decimal

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_EMPTY_LIST, _EMPTY_MAP = sa.text("'[]'"), sa.text("'{}'")
_NOTHING, _NO, _ZERO = sa.text("''"), sa.text("0"), sa.text("0")


def upgrade() -> None:
    _tax_rates()
    _lines()
    _documents()
    op.add_column(
        "office", sa.Column("withholding_label", sa.String(length=40), nullable=False, server_default=_NOTHING)
    )
    op.add_column(
        "office", sa.Column("withholding_rate", sa.String(length=12), nullable=False, server_default=_NOTHING)
    )
    op.add_column("office", sa.Column("round_cash", sa.Boolean(), nullable=False, server_default=_NO))


def _tax_rates() -> None:
    op.add_column("tax_rate", sa.Column("reason", sa.String(length=500), nullable=False, server_default=_NOTHING))
    op.add_column("tax_rate", sa.Column("compound", sa.Boolean(), nullable=False, server_default=_NO))
    with op.batch_alter_table("tax_rate") as table:
        table.add_column(sa.Column("beside_id", sa.Uuid(), nullable=True))
        table.create_foreign_key("fk_tax_rate_beside_id_tax_rate", "tax_rate", ["beside_id"], ["id"])
    op.create_index("ix_tax_rate_beside_id", "tax_rate", ["beside_id"], unique=False)


def _lines() -> None:
    """Put the one tax of each line into its list; there are few different ones, however many lines there are."""
    op.add_column("line", sa.Column("taxes", sa.JSON(), nullable=False, server_default=_EMPTY_LIST))
    connection = op.get_bind()
    found = connection.execute(sa.text("SELECT DISTINCT tax_label, tax_category, tax_rate FROM line"))
    change = sa.text(
        "UPDATE line SET taxes = :taxes WHERE tax_label = :label AND tax_category = :category AND tax_rate = :rate"
    )
    for label, category, rate in found.fetchall():
        percent = f"{Decimal(rate).scaleb(-4).normalize():f}"
        tax = {"label": label, "category": category, "rate": percent, "compound": False, "reason": ""}
        values = {"taxes": json.dumps([tax]), "label": label, "category": category, "rate": rate}
        connection.execute(change, values)
    for column in ("tax_label", "tax_category", "tax_rate"):
        op.drop_column("line", column)


def _documents() -> None:
    for column in (
        sa.Column("charges", sa.JSON(), nullable=False, server_default=_EMPTY_LIST),
        sa.Column("withholding_label", sa.String(length=40), nullable=False, server_default=_NOTHING),
        sa.Column("withholding_rate", sa.BigInteger(), nullable=True),
        sa.Column("cash_step", sa.Integer(), nullable=False, server_default=_ZERO),
        sa.Column("typed", sa.JSON(), nullable=False, server_default=_EMPTY_MAP),
        sa.Column("payable_minor", sa.BigInteger(), nullable=False, server_default=_ZERO),
    ):
        op.add_column("document", column)
    op.execute("UPDATE document SET payable_minor = total_minor")
