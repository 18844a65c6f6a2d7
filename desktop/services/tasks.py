"""Tasks: written down and ticked off; none is ever sent to anybody."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from sqlalchemy.orm import Session

from billing.errors import Refused
from billing.letters import whole_letters
from desktop.models import Document, Task
from desktop.services.activity import LONGEST_REASON, record

LONGEST = 2_000


class EmptyTask(Refused):
    """A task says what is to be done."""

    def __init__(self) -> None:
        super().__init__("The task says nothing yet. Nothing was written down. Type what is to be done.")


def add_task(
    session: Session,
    says: str,
    *,
    at: datetime,
    document_id: UUID | None = None,
    customer_id: UUID | None = None,
    due_on: date | None = None,
    who: Literal["office", "assistant"] = "office",
) -> UUID:
    """Write down what is to be done about a document or a customer; their story tells of it. Raises EmptyTask.

    A draft has no story: it may be thrown away, and its tasks with it.
    """
    said = whole_letters(says.strip()[:LONGEST])
    if not said:
        raise EmptyTask
    task = Task(says=said, due_on=due_on, at=at, document_id=document_id, customer_id=customer_id, who=who)
    session.add(task)
    _tell(session, "task.added", task, at=at)
    session.flush()
    return task.id


def tick_off(session: Session, task_id: UUID, *, at: datetime) -> None:
    """Note that a task is done; once is enough."""
    task = session.get_one(Task, task_id)
    if task.done_at is None:
        task.done_at = at
        _tell(session, "task.done", task, at=at)
        session.flush()


def _tell(session: Session, kind: str, task: Task, *, at: datetime) -> None:
    document = session.get_one(Document, task.document_id) if task.document_id else None
    if document is None or document.number is not None:
        why = task.says[:LONGEST_REASON]
        record(session, kind, at=at, document=task.document_id, customer=task.customer_id, why=why)
