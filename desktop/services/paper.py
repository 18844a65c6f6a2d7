"""A snapshot drawn as the office's PDF."""

from dataclasses import dataclass
from datetime import date
from typing import cast
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

import resources
from billing import pdf
from billing.errors import Refused
from billing.snapshot import View, view_of
from desktop.models import Document, Office
from desktop.services.assembly import assemble
from desktop.system.fonts import find_fonts, font_folders


def draw(view: View, office: Office, template: str = "") -> bytes:
    """Return the PDF of ``view`` in the office's branding, on ``template`` or else the office's own.

    What the shipped fonts lack, fonts of this computer print. Raises Uncovered when no font has a character.
    """
    look = Look(office.logo, office.colour, template or office.template, office.paper)
    return look.draw(view)


@dataclass(frozen=True, slots=True)
class Look:
    """How an office's papers look; ``template`` and ``paper`` are as the books name them."""

    logo: bytes | None
    colour: str
    template: str
    paper: str

    def draw(self, view: View) -> bytes:
        """Return the PDF of ``view``. Raises Uncovered when no font has a character."""
        try:
            return self._render(view, resources.font_bytes())
        except pdf.Uncovered as lacking:
            return self._render(view, _with_fonts_of_this_computer(lacking.characters, view.language))

    def _render(self, view: View, fonts: pdf.Fonts) -> bytes:
        return pdf.render(
            view,
            logo=self.logo,
            fonts=fonts,
            accent=self.colour,
            paper=pdf.Paper[self.paper.upper()],
            template=cast("pdf.TemplateName", self.template),
        )


def _with_fonts_of_this_computer(characters: str, language: str) -> pdf.Fonts:
    found = find_fonts(language, font_folders())
    families = (pdf.Family(pdf.FontFile(each.regular), pdf.FontFile(each.bold)) for each in found)
    return pdf.supplement(resources.font_bytes(), characters, families)


class ThrownAway(Refused):
    """A draft can go while its page is being drawn."""

    def __init__(self) -> None:
        super().__init__("This draft was thrown away. Nothing else was changed.")


def draw_draft(session: Session, document_id: UUID, *, number: str, on: date) -> bytes:
    """Return the page as it would be issued today under the placeholder ``number``.

    Raises NotReady, Uncovered, ThrownAway.
    """
    if session.get(Document, document_id) is None:
        raise ThrownAway
    body = assemble(session, document_id, number=number, on=on)
    template = session.get_one(Document, document_id).template
    return draw(view_of(body), session.scalars(select(Office)).one(), template)
