"""How a quote may be answered, what the answer was, and what was said about a document."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from billing.answering import Answering, AnswerKind, AnswerView, CommentView, Wanted
from billing.formatting import day_of, format_date, format_moment
from desktop.models import Answer, Comment, Document, Office

MAX_SHOWN = 200  # messages on a page; the books keep all of them


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One answer; ``undone_why`` is "" while it holds. ``has_record``: there is a signed acceptance to keep.

    ``is_new``: nobody in the office has had it before them.
    """

    id: UUID
    kind: AnswerKind
    at: datetime
    name: str
    order_number: str
    reason: str
    total_minor: int
    has_record: bool
    is_verified: bool
    undone_at: datetime | None
    undone_why: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class CommentRow:
    """One message; ``is_new``: a customer's that the office has not seen."""

    id: UUID
    by_office: bool
    at: datetime
    text: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class AnsweringRow:
    """How a quote may be answered, if it ``accepts`` at all; ``own_*`` are None where the office's rule holds."""

    accepts: bool
    asked: Answering
    own_accepts: bool | None
    own_signature: Wanted | None
    own_terms: bool | None
    own_order_number: Wanted | None


def holding_answer(session: Session, document_id: UUID) -> Answer | None:
    """Return the answer that holds, or None."""
    newest = select(Answer).where(Answer.document_id == document_id, Answer.undone_at.is_(None))
    return session.scalars(newest.order_by(Answer.at.desc(), Answer.id.desc()).limit(1)).one_or_none()


def answer_rows(session: Session, document_id: UUID) -> tuple[AnswerRow, ...]:
    """Return every answer to the quote, newest first, those that were undone too."""
    rows = session.scalars(
        select(Answer).where(Answer.document_id == document_id).order_by(Answer.at.desc(), Answer.id.desc())
    )
    return tuple(
        AnswerRow(
            row.id,
            row.kind,
            row.at,
            row.name,
            row.order_number,
            row.reason,
            row.total_minor,
            bool(row.record),
            row.is_verified,
            row.undone_at,
            row.undone_why,
            row.seen_at is None,
        )
        for row in rows
    )


def signed_record(session: Session, answer_id: UUID) -> str:
    """Return the signed acceptance as JSON, "" of a decline."""
    return session.get_one(Answer, answer_id).record


def comment_rows(session: Session, document_id: UUID) -> tuple[CommentRow, ...]:
    """Return the conversation about a document, oldest first."""
    return tuple(
        CommentRow(row.id, row.by_office, row.at, row.text, not row.by_office and row.read_at is None)
        for row in _comments(session, document_id)
    )


def new_comments(session: Session) -> int:
    """Return how many customers' messages the office has not seen."""
    unseen = select(func.count()).select_from(Comment).where(Comment.by_office.is_(False), Comment.read_at.is_(None))
    return session.scalar(unseen) or 0


def answering_row(session: Session, document: Document) -> AnsweringRow:
    """Return how ``document`` may be answered, by its own rules and else the office's."""
    office = session.scalars(select(Office)).one()
    return AnsweringRow(
        accepts=office.quote_accepts if document.accepts is None else document.accepts,
        asked=Answering(
            signature=cast("Wanted", document.asks_signature) or office.quote_signature,
            terms=office.quote_terms if document.asks_terms is None else document.asks_terms,
            order_number=cast("Wanted", document.asks_order_number) or office.quote_order_number,
        ),
        own_accepts=document.accepts,
        own_signature=cast("Wanted", document.asks_signature) or None,
        own_terms=document.asks_terms,
        own_order_number=cast("Wanted", document.asks_order_number) or None,
    )


def published_answering(session: Session, document: Document) -> Answering | None:
    """Return how the customer may answer ``document`` on its page; None where not at all."""
    if document.kind != "quote" or document.answer or document.converted_at is not None:
        return None
    row = answering_row(session, document)
    return row.asked if row.accepts else None


def published_answer(session: Session, document: Document, *, time_zone: str, language: str) -> AnswerView | None:
    """Return the answer as its customer sees it."""
    row = holding_answer(session, document.id)
    if row is None:
        return None
    on = format_date(day_of(row.at, time_zone), language)
    return AnswerView(kind=row.kind, name=row.name, on=on, reason=row.reason, record=row.record)


def published_comments(
    session: Session, document_id: UUID, *, time_zone: str, language: str
) -> tuple[CommentView, ...]:
    """Return the newest messages as the customer sees them; all of them would outgrow the portal one day."""
    return tuple(
        CommentView(by_office=row.by_office, at=format_moment(row.at, time_zone, language), text=row.text)
        for row in _comments(session, document_id, most=MAX_SHOWN)
    )


def _comments(session: Session, document_id: UUID, *, most: int | None = None) -> list[Comment]:
    """Return the newest ``most`` messages, or all of them, oldest first."""
    newest = select(Comment).where(Comment.document_id == document_id).order_by(Comment.at.desc(), Comment.id.desc())
    return list(session.scalars(newest.limit(most)))[::-1]
