"""What issuing would freeze, as one hash: an approval is for exactly these words, figures, parties and looks."""

from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models import Document, Office
from desktop.services.assembly import assemble, seller


def draft_hash(session: Session, document_id: UUID, *, on: date) -> str:
    """Return the SHA-256 of the draft as it would be issued with ``on`` as today: everything but its number.

    Both parties, ways to pay and the look of the paper are in it. Raises as ``assemble``.
    """
    document = session.get_one(Document, document_id)
    body = assemble(session, document_id, number="", on=document.dated or on)
    return _hash(body, document.template, *_look(session))


def credit_hash(session: Session, *facts: Any) -> str:
    """Return the SHA-256 of what a credit note would bear that its invoice does not hold: the seller as of now, and
    ``facts`` such as figures and the reason.
    """
    office = session.scalars(select(Office)).one()
    return _hash(seller(office), office.time_zone, *_look(session), *facts)


def _look(session: Session) -> tuple[Any, ...]:
    office = session.scalars(select(Office)).one()
    return (office.template, office.colour, office.paper, office.logo)


def _hash(*facts: Any) -> str:
    return sha256(repr(facts).encode()).hexdigest()
