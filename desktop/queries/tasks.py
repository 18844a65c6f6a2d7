"""What a person still has to do."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, or_, select, text
from sqlalchemy.orm import Session

from billing.issued import DocumentKind
from desktop.models import Customer, Document, Task


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One task with the document or the customer that it is about; ``number`` is "" of a draft and of a customer."""

    id: UUID
    says: str
    due_on: date | None
    at: datetime
    document_id: UUID | None
    document_kind: DocumentKind
    customer_id: UUID | None
    number: str
    customer: str
    who: str


def open_tasks(session: Session, *, due_by: date | None = None, limit: int = 200) -> tuple[TaskRow, ...]:
    """Return what is still to be done, what is due first first, what has no day last; ``due_by`` leaves out what is
    for a later day.
    """
    query = (
        select(Task, Document.number, Document.kind, func.coalesce(Document.customer_name, Customer.name))
        .outerjoin(Document, Document.id == Task.document_id)
        .outerjoin(Customer, Customer.id == Task.customer_id)
        .where(text("task.done_at IS NULL"))
        .order_by(Task.due_on.is_(None), Task.due_on, Task.at, Task.id)
        .limit(limit)
    )
    if due_by is not None:
        query = query.where(or_(Task.due_on.is_(None), Task.due_on <= due_by))
    return tuple(
        TaskRow(
            id=task.id,
            says=task.says,
            due_on=task.due_on,
            at=task.at,
            document_id=task.document_id,
            document_kind=kind or "invoice",
            customer_id=task.customer_id,
            number=number or "",
            customer=customer or "",
            who=task.who,
        )
        for task, number, kind, customer in session.execute(query)
    )
