"""Several ways to pay in place of one text of bank details, and which of them a document shows."""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    method = op.create_table(
        "payment_method",
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("label", sa.String(length=100), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("archived_at", sa.BigInteger(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_payment_method"),
    )
    bank = op.get_bind().scalar(sa.text("SELECT bank FROM office WHERE trim(bank, char(9, 10, 13, 32)) <> ''"))
    if bank is not None:
        row = {"kind": "bank", "label": "", "details": bank, "position": 0, "archived_at": None, "id": uuid4()}
        op.bulk_insert(method, [row])
    op.drop_column("office", "bank")  # in one statement: a batch would rebuild the table
    op.add_column("document", sa.Column("pay_ways", sa.JSON(), nullable=True))
