"""The lines of a draft in the books; one that says the same is neither written again nor made an entity.

A save may fall between two keys, and what it does in Python keeps them waiting: the books are compared as they stand
in their columns. They are always asked, so what was written elsewhere meanwhile is found and gives way to what is kept.
"""

import json
from collections.abc import Iterable, Sequence
from functools import lru_cache, partial
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, inspect, update
from sqlalchemy.orm import Session

from billing.issued import IssuedTax
from desktop.models import Document, Line
from desktop.models.base import scaled
from desktop.queries.drafts import LineValues, stored_taxes

_FIELDS = tuple(LineValues.__slots__)
_KEPT = f"SELECT id, position, {', '.join(_FIELDS)} FROM line WHERE document_id = ? ORDER BY position"  # noqa: S608 - our own names
_CACHED = 4_096  # figures; those of a document that is typed in stay the same from save to save
_scaled = lru_cache(_CACHED)(scaled)
_json = partial(json.dumps, ensure_ascii=False)


def keep_lines(session: Session, document: Document, lines: Sequence[LineValues]) -> None:
    """Let ``document`` have these lines, in this order; each place keeps its row."""
    session.flush()
    kept = session.connection().exec_driver_sql(_KEPT, (document.id.hex,)).fetchall()
    rows = [UUID(row[0]) for row in kept]
    stands = [tuple(row)[1:] for row in kept]
    changed = [place for place, row in enumerate(stands[: len(lines)]) if row != _columns(place, lines[place])]
    gone, added = rows[len(lines) :], range(len(rows), len(lines))
    if changed or gone or added:
        _forget_read(session, document)
    if changed:
        session.execute(update(Line), [{"id": rows[place], **_row(place, lines[place])} for place in changed])
    if gone:
        session.execute(delete(Line).where(Line.id.in_(gone)))
    if added:
        owner = {"document_id": document.id}
        session.execute(insert(Line), [owner | _row(place, lines[place]) for place in added])


def _forget_read(session: Session, document: Document) -> None:
    """Let lines that were read in this session before be read anew after this."""
    read: Iterable[Line] = () if "lines" in inspect(document).unloaded else document.lines
    for line in read:
        session.expire(line)
    session.expire(document, ["lines"])


def _row(place: int, line: LineValues) -> dict[str, Any]:
    """Return the line's values as its entity has them."""
    plain = {name: getattr(line, name) for name in _FIELDS}
    return plain | {"position": place, "typed": dict(line.typed), "taxes": stored_taxes(line.taxes)}


def _columns(place: int, line: LineValues) -> tuple[Any, ...]:
    """Return what ``_KEPT`` reads where the books hold this line."""
    return (
        place,
        line.title,
        line.detail,
        _scaled(line.quantity, 6),
        line.unit,
        _scaled(line.unit_price, 6),
        None if line.discount_percent is None else _scaled(line.discount_percent, 4),
        line.discount_minor,
        _taxes_as_json(line.taxes),
        line.optional,
        line.chosen,
        line.item_id and line.item_id.hex,
        line.quote_position,
        line.deposit_id and line.deposit_id.hex,
        _json(dict(line.typed)) if line.typed else "{}",
    )


@lru_cache(maxsize=256)
def _taxes_as_json(taxes: tuple[IssuedTax, ...]) -> str:
    return _json(stored_taxes(taxes))
