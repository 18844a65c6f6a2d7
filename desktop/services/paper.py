"""A snapshot drawn as the office's PDF."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import cast
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

import resources
from billing import pdf
from billing.errors import Refused
from billing.snapshot import View, view_of
from billing.statement import Statement
from desktop.models import Document, Office
from desktop.services.assembly import assemble
from desktop.system.fonts import find_fonts, font_folders


def draw(view: View, office: Office, template: str = "") -> bytes:
    """Return the PDF of ``view`` in the office's branding, on ``template`` or else the office's own.

    What the shipped fonts lack, fonts of this computer print. Raises Uncovered when no font has a character.
    """
    look = Look(office.logo, office.colour, template or office.template, office.paper)
    return look.draw(view)


def draw_statement(statement: Statement, office: Office) -> bytes:
    """Return the PDF of ``statement`` in the office's branding; what is said of ``draw`` holds here too."""
    return Look(office.logo, office.colour, office.template, office.paper).draw_statement(statement)


@dataclass(frozen=True, slots=True)
class Look:
    """How an office's papers look; ``template`` and ``paper`` are as the books name them."""

    logo: bytes | None
    colour: str
    template: str
    paper: str

    def draw(self, view: View) -> bytes:
        """Return the PDF of ``view``. Raises Uncovered when no font has a character."""
        return self._drawn(partial(pdf.render, view), view.language)

    def draw_statement(self, statement: Statement) -> bytes:
        """Return the PDF of ``statement``. Raises Uncovered when no font has a character."""
        return self._drawn(partial(pdf.render_statement, statement), statement.language)

    def _drawn(self, render: Callable[..., bytes], language: str) -> bytes:
        dressed = partial(
            render,
            logo=self.logo,
            accent=self.colour,
            paper=pdf.Paper[self.paper.upper()],
            template=cast("pdf.TemplateName", self.template),
        )
        try:
            return dressed(fonts=resources.font_bytes())
        except pdf.Uncovered as lacking:
            return dressed(fonts=_with_fonts_of_this_computer(lacking.characters, language))


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
