"""What needs a hand today is found without reading every row, and an answer is new until somebody saw it."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

_OWED = (
    "kind = 'invoice' AND number IS NOT NULL AND voided_at IS NULL AND withdrawn_at IS NULL "
    "AND payable_minor > settled_minor + credited_minor"
)
_OFFERED = (
    "kind = 'quote' AND number IS NOT NULL AND answer = '' AND voided_at IS NULL AND withdrawn_at IS NULL "
    "AND converted_at IS NULL"
)


def upgrade() -> None:
    """Answers that are here already count as seen: they were on the screen before there was a page of what is new."""
    op.add_column("answer", sa.Column("seen_at", sa.BigInteger(), nullable=True))
    op.execute("UPDATE answer SET seen_at = at")
    owed = ["kind", "due_on", "currency", "payable_minor", "settled_minor", "credited_minor"]
    op.create_index("ix_document_owed", "document", owed, sqlite_where=sa.text(_OWED))
    offered = ["kind", "valid_until", "currency", "total_minor"]
    op.create_index("ix_document_offered", "document", offered, sqlite_where=sa.text(_OFFERED))
    op.create_index("ix_link_ends", "link", ["expires_at"], sqlite_where=sa.text("current"))
    op.create_index("ix_link_asked", "link", ["asked_at"], sqlite_where=sa.text("asked_at IS NOT NULL"))
    requested = sa.text("kind = 'quote.requested'")
    op.create_index("ix_activity_quote_requested", "activity", ["document_id", "at"], sqlite_where=requested)
    op.create_index("ix_answer_at", "answer", ["at"])
    op.create_index("ix_answer_unseen", "answer", ["document_id"], sqlite_where=sa.text("seen_at IS NULL"))
    unread = sa.text("by_office = 0 AND read_at IS NULL")
    op.create_index("ix_comment_unread", "comment", ["document_id", "at"], sqlite_where=unread)
