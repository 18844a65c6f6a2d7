"""Tasks: what a person still has to do about a document or a customer."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.create_table(
        "task",
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("says", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.Column("who", sa.String(length=10), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name="fk_task_document_id_document", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="fk_task_customer_id_customer"),
        sa.PrimaryKeyConstraint("id", name="pk_task"),
    )
    for column in ("customer_id", "document_id"):
        op.create_index(f"ix_task_{column}", "task", [column])
    op.create_index("ix_task_open", "task", ["due_on", "at"], sqlite_where=sa.text("done_at IS NULL"))
