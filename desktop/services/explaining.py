"""Why a document comes to what it does: its own frozen figures, or those of the draft as it was saved."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing.issued import IssuedDocument
from billing.steps import Names, Part, Step, explain, leading_to
from desktop.models import Document, Issued
from desktop.queries.balance import balance_of
from desktop.queries.drafts import DraftValues, draft_of
from desktop.services.drafts import sheet_of


def why(session: Session, document_id: UUID, language: str) -> tuple[Step, ...]:
    """Return the steps to what is open of an invoice, else to its total; figures in the format of ``language``.

    Raises Refused where a draft cannot be calculated.
    """
    document = session.get_one(Document, document_id)
    newest = select(Issued.body).where(Issued.document_id == document_id).order_by(Issued.revision.desc()).limit(1)
    body = session.scalars(newest).one_or_none()
    if body is None:
        values = draft_of(document)
        steps = explain(sheet_of(values), names_of(values), language)
    else:
        issued = IssuedDocument.model_validate_json(body)
        gone = document.payable_minor - balance_of(document)
        steps = explain(issued.sheet(), _names(issued), language, settled=gone)
    found = {step.part for step in steps}
    asked = next(part for part in (Part.OPEN, Part.PAYABLE, Part.TOTAL) if part in found)
    return leading_to(steps, asked)


def names_of(values: DraftValues) -> Names:
    """Return what the rows of a draft are called; one without words is called by its number."""
    kept = values.withholding
    return Names(
        lines=tuple(line.title.strip() for line in values.lines),
        charges=tuple(charge.label.strip() for charge in values.charges),
        withholding=kept.label.strip() if kept else "",
    )


def _names(issued: IssuedDocument) -> Names:
    kept = issued.withholding
    return Names(
        lines=tuple(line.title for line in issued.lines),
        charges=tuple(charge.label for charge in issued.charges),
        withholding=kept.label if kept else "",
    )
