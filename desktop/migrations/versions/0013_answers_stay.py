"""What customers said stays as it came: answers can only be taken back, messages only be seen."""

from alembic import op

revision = "0013"
down_revision = "0012"

_STAYS = {
    "answer": "id, document_id, kind, at, revision, name, order_number, reason, total_minor, record, is_verified",
    "comment": "id, document_id, by_office, at, text",
}


def upgrade() -> None:
    for table, columns in _STAYS.items():
        for act, event in (
            ("update", f"UPDATE OF {columns} ON {table}"),
            ("delete", f"DELETE ON {table}"),
            (
                "replace",
                f"INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id OR rowid = NEW.rowid)",  # noqa: S608 - our own names
            ),
        ):
            op.execute(
                f"CREATE TRIGGER {table}_refuses_{act} BEFORE {event} "
                f"BEGIN SELECT RAISE(ABORT, '{table} stays as it came'); END"
            )
    op.execute(
        "CREATE TRIGGER answer_stays_undone BEFORE UPDATE OF undone_at, undone_why ON answer "
        "WHEN OLD.undone_at IS NOT NULL BEGIN SELECT RAISE(ABORT, 'an answer is taken back once'); END"
    )
