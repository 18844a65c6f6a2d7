"""Notices: what was read, which kinds say so by themselves; what books of before tell of counts as read."""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.create_table(
        "notice_rule",
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("pops", sa.Boolean(), nullable=False),
        sa.Column("mails", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_notice_rule"),
        sa.UniqueConstraint("kind", name="uq_notice_rule_kind"),
    )
    op.create_table(
        "notice_read",
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name="fk_notice_read_activity_id_activity"),
        sa.PrimaryKeyConstraint("id", name="pk_notice_read"),
        sa.UniqueConstraint("activity_id", name="uq_notice_read_activity_id"),
    )
    mark = op.create_table(
        "notice_mark",
        sa.Column("read_through", sa.Uuid(), nullable=True),
        sa.Column("mailed_through", sa.Uuid(), nullable=True),
        sa.Column("mail_to", sa.String(length=254), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_notice_mark"),
    )
    newest = op.get_bind().scalar(sa.text("SELECT max(id) FROM activity"))
    op.bulk_insert(mark, [{"id": uuid4(), "read_through": None, "mailed_through": None, "mail_to": ""}])
    op.get_bind().execute(
        sa.text("UPDATE notice_mark SET read_through = :newest, mailed_through = :newest"), {"newest": newest}
    )
    told = "who = 'customer' OR kind IN ('mail.failed', 'mail.unsure', 'text.failed', 'text.unsure')"
    op.create_index("ix_activity_noticed", "activity", ["id"], sqlite_where=sa.text(told))
