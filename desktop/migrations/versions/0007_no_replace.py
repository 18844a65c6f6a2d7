"""A row that takes the place of an insert-only one is refused too: SQLite fires no DELETE trigger for REPLACE."""

from alembic import op

revision = "0007"
down_revision = "0006"

# What makes a row the same as one that is there, by key or by rule.
_SAME = {
    "issued": (
        "id = NEW.id OR rowid = NEW.rowid OR (document_id = NEW.document_id AND revision = NEW.revision) "
        "OR (series_id = NEW.series_id AND position = NEW.position)"
    ),
    "activity": "id = NEW.id OR rowid = NEW.rowid",
}


def upgrade() -> None:
    for table, same in _SAME.items():
        known = f"EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608 - our own names
        op.execute(
            f"CREATE TRIGGER {table}_refuses_replace BEFORE INSERT ON {table} WHEN {known} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is insert-only'); END"
        )
