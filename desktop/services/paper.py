"""A snapshot drawn as the office's PDF."""

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

import resources
from billing import pdf
from billing.snapshot import View, view_of
from desktop.models import Office
from desktop.services.assembly import assemble


def draw(view: View, office: Office) -> bytes:
    """Return the PDF of ``view`` in the office's branding. Raises Uncovered when a character has no glyph."""
    return pdf.render(view, logo=office.logo, fonts=resources.font_bytes(), accent=office.colour)


def draw_draft(session: Session, document_id: UUID, *, number: str, on: date) -> bytes:
    """Return the page as it would be issued today under the placeholder ``number``. Raises NotReady, Uncovered."""
    body = assemble(session, document_id, number=number, on=on)
    return draw(view_of(body), session.scalars(select(Office)).one())
