"""For which document a key behind a customer's link is, so that its change reaches every link that shows it."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("wrap", sa.Column("doc", sa.String(length=32), nullable=True))
    op.create_index("ix_wrap_office_doc", "wrap", ["office", "doc"], unique=False)
