"""What a link's keys open: the view for the page, the PDF for the customer. Plain bytes live as long as the answer."""

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Row, bindparam, select

from billing.errors import Refused
from billing.sealing import Unsealable, content_place, open_key, open_sealed, wrap_place
from billing.snapshot import View
from portal.database import Database
from portal.opening import Opened
from portal.tables import content, wrap

_SEALED = (
    select(wrap.c.sealed, content.c.blob)
    .join(content, (content.c.office == wrap.c.office) & (content.c.id == wrap.c.content))
    .where(wrap.c.lookup == bindparam("lookup"), wrap.c.content == bindparam("content"))
)


class CannotShow(Refused):
    """What is stored does not open or cannot be read; the page stays calm and the operator's log says so."""

    def __init__(self, why: str) -> None:
        super().__init__(f"A link's content cannot be shown: {why}.")


class Moved(Refused):
    """The link was published anew between two reads; reading again is right."""

    def __init__(self) -> None:
        super().__init__("The link was published anew meanwhile.")


def read_view(database: Database, opened: Opened) -> View:
    """Return the view that the link shows, on the held connection. Raises CannotShow, Moved."""
    rows = database.rows(_SEALED, {"lookup": opened.lookup, "content": opened.row.view})
    try:
        return View.model_validate_json(_plain(opened, rows, opened.row.view, "view"))
    except ValidationError as error:
        raise CannotShow("the view is of a newer format") from error


def read_pdf(database: Database, opened: Opened, view: View) -> bytes:
    """Return the very PDF that was archived; blocks, for a thread of its own. Raises CannotShow, Moved."""
    assert view.pdf is not None
    with database.read() as connection:
        rows = connection.execute(_SEALED, {"lookup": opened.lookup, "content": view.pdf.content}).all()
    return _plain(opened, rows, view.pdf.content, "pdf")


def _plain(opened: Opened, rows: Sequence[Row[Any]] | Sequence[Row[Any, Any]], identifier: str, kind: str) -> bytes:
    if not rows:
        raise Moved
    office = opened.row.office
    try:
        key = open_key(opened.keys.wrap, wrap_place(office, opened.lookup, identifier), rows[0].sealed)
        return open_sealed(key, content_place(office, identifier, kind), rows[0].blob)
    except (Unsealable, ValueError) as error:
        raise CannotShow("it was changed or belongs elsewhere") from error
