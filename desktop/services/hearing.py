"""What customers said, as the feed brings it: each answer and message once, in the books with everything it says."""

from datetime import datetime

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from billing.acceptance import Acceptance, SignedAcceptance, check
from billing.answering import MAX_NAME, MAX_ORDER_NUMBER, MAX_WORDS, tidy, tidy_line
from billing.issued import revision_hash
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
    answer = _answer(session, document, row, kind="accepted")
    answer.name = tidy_line(found.name)[:MAX_NAME]
    answer.order_number = tidy_line(found.order_number)[:MAX_ORDER_NUMBER]
    answer.record, answer.total_minor = text, found.total_minor
    choose_lines(session, document, found.chosen)
    document.order_reference = answer.order_number or document.order_reference
    agrees = document.total_minor == found.total_minor
    answer.is_verified = agrees and _is_verified(session, document, row, found, text)
    kind, total = "accepted" if answer.is_verified else "accepted.unverified", found.total_minor
    record(session, kind, at=row.at, document=document.id, who="customer", name=answer.name, minor=total)
    _published(session, document, row.at)


def declined(session: Session, document: Document, row: EventRow, body: EventBody) -> None:
    """Book that the customer declined, with the reason."""
    if _is_second(session, document, row):
        return
    answer = _answer(session, document, row, kind="declined")
    answer.reason = tidy(str(body.data.get("reason", "")))[:MAX_WORDS]
    record(session, "declined", at=row.at, document=document.id, who="customer", why=answer.reason)
    _published(session, document, row.at)


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


def _answer(session: Session, document: Document, row: EventRow, *, kind: str) -> Answer:
    revision = _revision(session, document, row.revision)
    answer = Answer(document_id=document.id, kind=kind, at=row.at, revision=revision)
    session.add(answer)
    document.answer, document.answered_revision = kind, revision
    document.viewed_at = document.viewed_at or row.at
    return answer


def _revision(session: Session, document: Document, seen: str) -> int:
    """Return which revision (from 1) has the hash that the customer saw, 0 where none has."""
    rows = session.scalars(select(Issued).where(Issued.document_id == document.id))
    return next((row.revision for row in rows if revision_hash(row.body, row.pdf_sha256) == seen), 0)


def _is_verified(session: Session, document: Document, row: EventRow, found: Acceptance, text: str) -> bool:
    """Tell whether a pinned key signed the record, of this very document, event and revision."""
    result = check(text.encode(), pinned_keys(session))
    same = (found.id, found.doc, found.revision) == (row.id, document.doc, row.revision)
    return result.is_sound and result.is_trusted and same


def _published(session: Session, document: Document, at: datetime) -> None:
    search.index(session, document)
    session.flush()
    outbox.publish(session, document, at=at)
