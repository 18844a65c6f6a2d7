"""The office's own rules about giving money back and letting it go."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.add_column("office", sa.Column("money_policy", sa.Text(), nullable=False, server_default=sa.text("''")))
    op.add_column("office", sa.Column("small_minor", sa.BigInteger(), nullable=False, server_default="0"))
