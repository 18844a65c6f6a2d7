"""Are the customers' answers still what they said? Every signed record, and what the books show of it."""

from collections.abc import Iterator

from pydantic import ValidationError
from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from billing.acceptance import NotARecord, SignedAcceptance, check
from billing.answering import MAX_NAME, MAX_ORDER_NUMBER, tidy_line
from desktop.models import Answer, Document
from desktop.queries.sync import pinned_keys

_STAYS = {
    "answer": "id, document_id, kind, at, revision, name, order_number, reason, total_minor, record, is_verified",
    "comment": "id, document_id, by_office, at, text",
}
_AT_ONCE = 100
_Found = tuple[str, str]  # a document's number, and a sentence's end


def guards() -> dict[str, str]:
    """Return, by name, the SQL of the triggers that let answers only be taken back and messages only be seen."""
    wanted = {
        "answer_stays_undone": "CREATE TRIGGER answer_stays_undone BEFORE UPDATE OF undone_at, undone_why ON answer "
        "WHEN OLD.undone_at IS NOT NULL BEGIN SELECT RAISE(ABORT, 'an answer is taken back once'); END"
    }
    for table, columns in _STAYS.items():
        there = f"EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id OR rowid = NEW.rowid)"  # noqa: S608 - our own names
        for act, event in (
            ("update", f"UPDATE OF {columns} ON {table}"),
            ("delete", f"DELETE ON {table}"),
            ("replace", f"INSERT ON {table} WHEN {there}"),
        ):
            name = f"{table}_refuses_{act}"
            stays = f"BEGIN SELECT RAISE(ABORT, '{table} stays as it came'); END"
            wanted[name] = f"CREATE TRIGGER {name} BEFORE {event} {stays}"
    return wanted


def answer_faults(session: Session) -> Iterator[_Found]:
    """Yield what is not as it came, in the order of the answers; a record that was never proven needs no key."""
    trusted = pinned_keys(session)
    for row in session.execute(_answers().execution_options(yield_per=_AT_ONCE)):
        if row.record and not _is_as_signed(row, trusted):
            yield row.number or "", "what its customer accepted was changed after it arrived"
    for number in session.scalars(_shown_otherwise()):
        yield number or "", "the list shows another answer than its customer gave"


def _answers() -> Select[str, str, int, str, bool, str | None]:
    columns = Answer.name, Answer.order_number, Answer.total_minor, Answer.record, Answer.is_verified, Document.number
    return select(*columns).join(Document, Document.id == Answer.document_id).order_by(Answer.at, Answer.id)


def _is_as_signed(row: Row[str, str, int, str, bool, str | None], trusted: dict[str, bytes]) -> bool:
    try:
        record = SignedAcceptance.model_validate_json(row.record).record
        found = check(row.record.encode(), trusted)
    except (ValidationError, NotARecord):
        return not row.is_verified
    shown = tidy_line(record.name)[:MAX_NAME], tidy_line(record.order_number)[:MAX_ORDER_NUMBER], record.total_minor
    if shown != (row.name, row.order_number, row.total_minor):
        return False
    return not row.is_verified or (found.is_sound and found.is_trusted)


def _shown_otherwise() -> Select[str | None]:
    """Select the numbers of quotes whose own word for their answer is not that of the answer that holds."""
    newest = select(Answer.kind).where(Answer.document_id == Document.id, Answer.undone_at.is_(None))
    holding = newest.order_by(Answer.at.desc(), Answer.id.desc()).limit(1).scalar_subquery()
    return select(Document.number).where(Document.answer != func.coalesce(holding, "")).order_by(Document.ordinal)
