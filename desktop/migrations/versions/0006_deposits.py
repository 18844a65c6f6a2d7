"""Lines that take a deposit invoice off the final one."""

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """A column that names another row is added in one statement: a batch would lose the triggers."""
    op.execute(
        "ALTER TABLE line ADD COLUMN deposit_id CHAR(32) "
        "CONSTRAINT fk_line_deposit_id_document REFERENCES document (id)"
    )
    op.create_index("ix_line_deposit_id", "line", ["deposit_id"], unique=False)
