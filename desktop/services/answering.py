"""Answers to quotes and the conversation: how they may be given, what the office does with them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from billing.answering import MAX_WORDS, Wanted, tidy
from billing.errors import Refused
from billing.issued import IssuedDocument
from billing.letters import whole_letters
from desktop.models import Answer, Comment, Document
from desktop.queries.answers import holding_answer
from desktop.queries.drafts import draft_of
from desktop.services import outbox, search
from desktop.services.activity import reason, record
from desktop.services.drafts import amounts_of
from desktop.services.links import publish_reopened
from desktop.services.publishing import latest_issued


class NothingToUndo(Refused):
    """Only an answer that holds can be taken back, and only while nothing was made of it."""

    def __init__(self, number: str, why: str) -> None:
        super().__init__(f"The answer to {number} stays: {why}. Nothing was changed.")


class EmptyMessage(Refused):
    """A message says something."""

    def __init__(self) -> None:
        super().__init__("The message is empty. Nothing was sent. Type what the customer is to read.")


class MessageTooLong(Refused):
    """The page takes messages of a bounded length."""

    def __init__(self) -> None:
        super().__init__(f"The message has more than {MAX_WORDS:,} characters. It stays as it is. Shorten it.")


@dataclass(frozen=True, slots=True)
class OwnAnswering:
    """A quote's own rules; None where the office's holds."""

    accepts: bool | None = None
    signature: Wanted | None = None
    terms: bool | None = None
    order_number: Wanted | None = None


def publish_waiting_quotes(session: Session, *, at: datetime) -> None:
    """Let the page of every quote that waits for its answer follow the office's rules."""
    waiting = select(Document).where(
        Document.kind == "quote",
        Document.number.is_not(None),
        Document.answer == "",
        Document.withdrawn_at.is_(None),
        Document.voided_at.is_(None),
        Document.converted_at.is_(None),
    )
    for document in session.scalars(waiting):
        outbox.publish(session, document, at=at)


def set_own_answering(session: Session, document_id: UUID, own: OwnAnswering, *, at: datetime) -> None:
    """Give one quote rules of its own, or the office's again; its page follows."""
    document = session.get_one(Document, document_id)
    document.accepts, document.asks_terms = own.accepts, own.terms
    document.asks_signature, document.asks_order_number = own.signature or "", own.order_number or ""
    if document.number is not None:
        outbox.publish(session, document, at=at)


def undo_answer(session: Session, document_id: UUID, *, why: str, at: datetime) -> None:
    """Take the answer that holds back, for a reason that is kept: the quote waits again, its record stays in the books.

    The customer may answer anew; behind an expired link a fresh one takes its place. Raises NothingToUndo, NoReason.
    """
    document = session.get_one(Document, document_id)
    number = document.number or "this quote"
    answer = holding_answer(session, document_id)
    if answer is None:
        raise NothingToUndo(number, "there is none that holds")
    if document.converted_at is not None:
        raise NothingToUndo(number, "an invoice was made of it")
    if document.withdrawn_at is not None or document.voided_at is not None:
        raise NothingToUndo(number, "the quote was taken back")
    answer.undone_at, answer.undone_why = at, reason(why)
    document.answer, document.answered_revision = "", 0
    _offer_as_issued(session, document)
    record(session, "answer.undone", at=at, document=document_id, why=answer.undone_why, answer=answer.kind)
    search.index(session, document)
    publish_reopened(session, document, at=at)


def reply(session: Session, document_id: UUID, text: str, *, at: datetime) -> None:
    """Answer the customer on the document's page. Raises EmptyMessage, MessageTooLong."""
    said = tidy(whole_letters(text))
    if not said:
        raise EmptyMessage
    if len(said) > MAX_WORDS:
        raise MessageTooLong
    document = session.get_one(Document, document_id)
    session.add(Comment(document_id=document_id, by_office=True, at=at, text=said, read_at=at))
    record(session, "comment.replied", at=at, document=document_id)
    session.flush()
    outbox.publish(session, document, at=at)


def read_comments(session: Session, document_id: UUID, *, at: datetime) -> None:
    """Note that the office has seen what customers wrote about the document."""
    unseen = (Comment.document_id == document_id) & Comment.by_office.is_(False) & Comment.read_at.is_(None)
    session.execute(update(Comment).where(unseen).values(read_at=at))


def see_answers(session: Session, document_id: UUID, *, at: datetime) -> None:
    """Note that the office has had what customers answered to the quote before it."""
    unseen = (Answer.document_id == document_id) & Answer.seen_at.is_(None)
    session.execute(update(Answer).where(unseen).values(seen_at=at))


def _offer_as_issued(session: Session, document: Document) -> None:
    """Let go of what came with the answer: the lines that were chosen, and the customer's order number."""
    body = IssuedDocument.model_validate_json(latest_issued(session, document).body)
    choose_lines(session, document, tuple(at for at, line in enumerate(body.lines) if line.chosen))
    document.order_reference = body.order_reference


def choose_lines(session: Session, document: Document, chosen: tuple[int, ...]) -> None:
    """Let the optional lines at the positions ``chosen`` (from 0, of those that were issued) count, and no others."""
    issued = [line for line in document.lines if line.title.strip()]  # blank lines were not issued
    for at, line in enumerate(issued):
        if line.optional:
            line.chosen = at in chosen
    session.flush()
    document.total_minor, document.payable_minor = amounts_of(draft_of(document))
