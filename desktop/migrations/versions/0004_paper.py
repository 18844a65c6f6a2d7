"""The paper: which template and sheet the office prints on, and a document's own template."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

# Countries on US Letter (CLDR, measurementData); everywhere else sheets are A4.
_LETTER = "('BZ','CA','CL','CO','CR','GT','MX','NI','PA','PH','PR','SV','US','VE')"


def upgrade() -> None:
    op.add_column("office", sa.Column("template", sa.String(length=20), nullable=False, server_default="classic"))
    op.add_column("office", sa.Column("paper", sa.String(length=10), nullable=False, server_default="a4"))
    op.add_column("document", sa.Column("template", sa.String(length=20), nullable=False, server_default=""))
    op.execute(f"UPDATE office SET paper = 'letter' WHERE country IN {_LETTER}")  # noqa: S608 - our own words
