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
from desktop.system.fonts import find_fonts, font_folders


def draw(view: View, office: Office) -> bytes:
    """Return the PDF of ``view`` in the office's branding; what the shipped fonts lack, fonts of this computer print.

    Raises Uncovered when no font has a character.
    """
    try:
        return _render(view, office, resources.font_bytes())
    except pdf.Uncovered as lacking:
        return _render(view, office, _with_fonts_of_this_computer(lacking.characters, view.language))


def _render(view: View, office: Office, fonts: pdf.Fonts) -> bytes:
    return pdf.render(view, logo=office.logo, fonts=fonts, accent=office.colour)


def _with_fonts_of_this_computer(characters: str, language: str) -> pdf.Fonts:
    found = find_fonts(language, font_folders())
    families = (pdf.Family(pdf.FontFile(each.regular), pdf.FontFile(each.bold)) for each in found)
    return pdf.supplement(resources.font_bytes(), characters, families)


def draw_draft(session: Session, document_id: UUID, *, number: str, on: date) -> bytes:
    """Return the page as it would be issued today under the placeholder ``number``. Raises NotReady, Uncovered."""
    body = assemble(session, document_id, number=number, on=on)
    return draw(view_of(body), session.scalars(select(Office)).one())
