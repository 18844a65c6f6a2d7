"""What customers said, as the feed brings it: each answer and message once, in the books with everything it says."""

from datetime import datetime

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from billing.acceptance import Acceptance, NotARecord, SignedAcceptance, check
from billing.answering import MAX_NAME, MAX_ORDER_NUMBER, MAX_WORDS, tidy, tidy_line
from billing.choosing import as_chosen
from billing.errors import Refused
from billing.issued import IssuedDocument, revision_hash
from billing.totals import calculate
from billing.wire import EventBody, EventRow
from desktop.models import Answer, Comment, Document, Issued
from desktop.queries.answers import holding_answer
from desktop.queries.sync import pinned_keys
from desktop.services import outbox, search
from desktop.services.activity import record
from desktop.services.answering import choose_lines


def accepted(session: Session, document: Document, row: EventRow, body: EventBody) -> None:
    """Book an acceptance: what was chosen counts from now on, and the page shows the record on every link."""
    text = str(body.data.get("record", ""))
    try:
        found = SignedAcceptance.model_validate_json(text).record
    except ValidationError:
        record(session, "answer.unreadable", at=row.at, document=document.id, who="customer")
        return
    if _is_second(session, document, row):
        return
    issued = _seen(session, document, row.revision)
    total = _total(issued, found)
    if issued is not None and total is None:
        record(session, "answer.unreadable", at=row.at, document=document.id, who="customer")
        return
    if issued is not None:
        choose_lines(session, document, found.chosen)
    answer = Answer(
        kind="accepted",
        name=tidy_line(found.name)[:MAX_NAME],
        order_number=tidy_line(found.order_number)[:MAX_ORDER_NUMBER],
        record=text,
        total_minor=found.total_minor,
        is_verified=total == found.total_minor and _is_verified(session, document, row, found, text),
    )
    document.order_reference = answer.order_number or document.order_reference
    kind = "accepted" if answer.is_verified else "accepted.unverified"
    record(session, kind, at=row.at, document=document.id, who="customer", name=answer.name, minor=answer.total_minor)
    _answered(session, document, row, answer, issued)


def declined(session: Session, document: Document, row: EventRow, body: EventBody) -> None:
    """Book that the customer declined, with the reason."""
    if _is_second(session, document, row):
        return
    answer = Answer(kind="declined", reason=tidy(str(body.data.get("reason", "")))[:MAX_WORDS])
    record(session, "declined", at=row.at, document=document.id, who="customer", why=answer.reason)
    _answered(session, document, row, answer, _seen(session, document, row.revision))


def commented(session: Session, document: Document, row: EventRow, body: EventBody) -> None:
    """Keep a message of the customer; the next view of the page carries it to every link."""
    text = tidy(str(body.data.get("text", "")))[:MAX_WORDS]
    session.add(Comment(document_id=document.id, by_office=False, at=row.at, text=text))
    record(session, "comment.added", at=row.at, document=document.id, who="customer")
    _published(session, document, row.at)


def wants_new_quote(session: Session, document: Document, row: EventRow, _body: EventBody) -> None:
    """Note that the customer asks for a new offer."""
    record(session, "quote.requested", at=row.at, document=document.id, who="customer")


def _is_second(session: Session, document: Document, row: EventRow) -> bool:
    """Tell whether an answer holds already: the portal takes one, so that this one came from an older copy of it."""
    if document.kind == "quote" and holding_answer(session, document.id) is None:
        return False
    record(session, "answer.second", at=row.at, document=document.id, who="portal")
    return True


def _answered(session: Session, document: Document, row: EventRow, answer: Answer, issued: Issued | None) -> None:
    """Keep the answer whole, as it stays, and let every link show it; revision 0 is one that these books lack."""
    answer.document_id, answer.at = document.id, row.at
    answer.revision = issued.revision if issued is not None else 0
    session.add(answer)
    document.answer, document.answered_revision = answer.kind, answer.revision
    document.viewed_at = document.viewed_at or row.at
    _published(session, document, row.at)


def _seen(session: Session, document: Document, seen: str) -> Issued | None:
    """Return the revision with the hash that the customer saw; older books do not know every one."""
    rows = session.scalars(select(Issued).where(Issued.document_id == document.id))
    return next((row for row in rows if revision_hash(row.body, row.pdf_sha256) == seen), None)


def _total(issued: Issued | None, found: Acceptance) -> int | None:
    """Return what the revision comes to (minor units) with the lines that were chosen; None where that is nothing."""
    if issued is None:
        return None
    try:
        return calculate(as_chosen(IssuedDocument.model_validate_json(issued.body), found.chosen).sheet()).total
    except Refused:  # a discount that is more than what was chosen: no page of the portal offers that
        return None


def _is_verified(session: Session, document: Document, row: EventRow, found: Acceptance, text: str) -> bool:
    """Tell whether a pinned key signed the record, of this very document, event and revision."""
    try:
        result = check(text.encode(), pinned_keys(session))
    except NotARecord:
        return False
    same = (found.id, found.doc, found.revision) == (row.id, document.doc, row.revision)
    return result.is_sound and result.is_trusted and same


def _published(session: Session, document: Document, at: datetime) -> None:
    search.index(session, document)
    session.flush()
    outbox.publish(session, document, at=at)
