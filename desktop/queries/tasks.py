"""What a person still has to do."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.models import Customer, Document, Task


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One task with the document or the customer that it is about; ``number`` is "" of a draft and of a customer."""

    id: UUID
    says: str
    due_on: date | None
    at: datetime
    document_id: UUID | None
    customer_id: UUID | None
    number: str
    customer: str
    who: str


def open_tasks(session: Session, limit: int = 200) -> tuple[TaskRow, ...]:
    """Return what is still to be done, what is due first first, what has no day last."""
    rows = session.execute(
        select(Task, Document.number, func.coalesce(Document.customer_name, Customer.name))
        .outerjoin(Document, Document.id == Task.document_id)
        .outerjoin(Customer, Customer.id == Task.customer_id)
        .where(Task.done_at.is_(None))
        .order_by(Task.due_on.is_(None), Task.due_on, Task.at, Task.id)
        .limit(limit)
    )
    return tuple(
        TaskRow(
            id=task.id,
            says=task.says,
            due_on=task.due_on,
            at=task.at,
            document_id=task.document_id,
            customer_id=task.customer_id,
            number=number or "",
            customer=customer or "",
            who=task.who,
        )
        for task, number, customer in rows
    )
