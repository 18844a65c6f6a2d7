"""What a link's keys open: view or list for the page, PDF for the customer. Plain bytes live as long as the answer."""

from collections.abc import Sequence
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ValidationError
from sqlalchemy import bindparam, select

from billing.customer_index import CustomerIndex
from billing.errors import Refused
from billing.sealing import Unsealable, content_place, open_key, open_sealed, wrap_place
from billing.snapshot import PdfView, View
from portal.database import Database, Prepared
from portal.opening import DocFate, Opened
from portal.tables import content, doc, wrap

_Model = TypeVar("_Model", bound=BaseModel)

_SEALED = Prepared(
    select(wrap.c.sealed, content.c.blob)
    .join(content, (content.c.office == wrap.c.office) & (content.c.id == wrap.c.content))
    .where(wrap.c.lookup == bindparam("lookup"), wrap.c.content == bindparam("content"))
)


_FATES = select(doc.c.id, doc.c.withdrawn_at, doc.c.answer, doc.c.answered, doc.c.payable, doc.c.charged).where(
    doc.c.office == bindparam("office"), doc.c.id.in_(bindparam("docs", expanding=True))
)


class CannotShow(Refused):
    """What is stored does not open or cannot be read; the page stays calm and the operator's log says so."""

    def __init__(self, why: str) -> None:
        super().__init__(f"A link's content cannot be shown: {why}.")


class Moved(Refused):
    """The link was published anew between two reads; reading again is right."""

    def __init__(self) -> None:
        super().__init__("The link was published anew meanwhile.")


class _Shown(View):
    """A view for looking: what a choice would be counted from is passed over, which is half of reading a quote."""

    figures: Annotated[None, BeforeValidator(lambda _: None)] = None


def read_shown(database: Database, opened: Opened) -> View:
    """Return the view without its figures, so that nothing can be chosen in it. Raises CannotShow, Moved."""
    return _read(database, opened, opened.view, _Shown)


def read_view(database: Database, opened: Opened) -> View:
    """Return the view that the link shows, on the held connection. Raises CannotShow, Moved."""
    return _read(database, opened, opened.view, View)


def read_index(database: Database, opened: Opened) -> CustomerIndex:
    """Return the list that a customer's link shows, on the held connection. Raises CannotShow, Moved."""
    return _read(database, opened, opened.row.view, CustomerIndex)


def fates_among(database: Database, office: str, docs: Sequence[str]) -> dict[str, DocFate]:
    """Return what became of those of ``docs`` that are known, whichever link they are shown behind.

    Raises StoreUnavailable.
    """
    rows = database.rows(_FATES, {"office": office, "docs": list(docs)})
    return {
        row.id: DocFate(row.withdrawn_at is not None, row.answer, row.answered, row.payable, row.charged)
        for row in rows
    }


def read_pdf(database: Database, opened: Opened, pdf: PdfView) -> bytes:
    """Return a document's very PDF, or a statement; blocks, for a thread of its own. Raises CannotShow, Moved."""
    with database.read() as connection:
        found = connection.execute(_SEALED.statement, {"lookup": opened.lookup, "content": pdf.content}).first()
    return _plain(opened, found, pdf.content, "pdf")


def _read(database: Database, opened: Opened, content: str, model: type[_Model]) -> _Model:
    found = database.first(_SEALED, {"lookup": opened.lookup, "content": content})
    try:
        return model.model_validate_json(_plain(opened, found, content, "view"))
    except ValidationError as error:
        raise CannotShow("the view is of a newer format") from error


def _plain(opened: Opened, found: Sequence[Any] | None, identifier: str, kind: str) -> bytes:
    if found is None:
        raise Moved
    office = opened.row.office
    sealed, blob = found
    try:
        key = open_key(opened.keys.wrap, wrap_place(office, opened.lookup, identifier), sealed)
        return open_sealed(key, content_place(office, identifier, kind), blob)
    except (Unsealable, ValueError) as error:
        raise CannotShow("it was changed or belongs elsewhere") from error
