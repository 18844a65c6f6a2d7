"""The paper is set in the fonts that ship, and where they lack a character in those of this computer."""

import io
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from billing.pdf import Uncovered
from desktop.models import Issued, Series
from desktop.queries.drafts import draft
from desktop.services.drafts import duplicate, save_draft
from desktop.services.office import change_paper, found_office
from desktop.services.paper import draw_draft
from tests.desktop.office import FOUNDING, TODAY, Desk, line, open_desk
from tests.fakes.font import tiny_font

NAME = "緑工業"


@pytest.fixture
def own_fonts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the person who is logged in a font of their own, where each system keeps such."""
    home = tmp_path / "home"
    for variable in ("HOME", "USERPROFILE", "LOCALAPPDATA"):
        monkeypatch.setenv(variable, str(home))
    for folder in ("Microsoft/Windows/Fonts", "Library/Fonts", ".local/share/fonts"):
        (home / folder).mkdir(parents=True)
        (home / folder / "wqy-zenhei.ttc").write_bytes(tiny_font(NAME))


@pytest.mark.usefixtures("own_fonts")
def test_a_name_that_our_fonts_lack_is_printed_in_a_font_of_this_computer(desk: Desk) -> None:
    desk.issue(desk.draft(line(title=NAME), customer=desk.customer(NAME)))
    sha = desk.read(lambda session: session.scalars(select(Issued.pdf_sha256)).one())
    text = PdfReader(io.BytesIO(desk.archive.read(sha))).pages[0].extract_text()
    assert text.count(NAME) == 2


@pytest.mark.usefixtures("own_fonts")
def test_what_no_font_can_set_is_refused_and_takes_no_number(desk: Desk) -> None:
    draft = desk.draft(line(title="हिन्दी"))
    with pytest.raises(Uncovered, match="U\\+0926"):
        desk.issue(draft)
    assert desk.read(lambda session: session.scalars(select(Series.last).where(Series.kind == "invoice")).one()) == 0


def size_of(pdf: bytes) -> tuple[float, float]:
    box = PdfReader(io.BytesIO(pdf)).pages[0].mediabox
    return round(box.width), round(box.height)


def title_size(pdf: bytes) -> float:
    """Return the size of the largest type on the first page: 20 on classic, 27 on modern."""
    sizes: list[float] = []
    PdfReader(io.BytesIO(pdf)).pages[0].extract_text(
        visitor_text=lambda *of: sizes.append(of[4]) if of[0].strip() else None
    )
    return max(sizes)


def archived(desk: Desk, document: UUID) -> bytes:
    sha = desk.read(
        lambda session: session.scalars(select(Issued.pdf_sha256).where(Issued.document_id == document)).one()
    )
    return desk.archive.read(sha)


def print_on(desk: Desk, document: UUID, template: str) -> None:
    def choose(session: Session) -> None:
        save_draft(session, document, replace(draft(session, document), template=template), at=desk.now)

    desk.write(choose)


@pytest.mark.parametrize(("country", "size"), [("IE", (595, 842)), ("US", (612, 792)), ("MX", (612, 792))])
def test_the_country_chooses_the_sheets(tmp_path: Path, country: str, size: tuple[int, int]) -> None:
    desk = open_desk(tmp_path)
    desk.write(lambda session: found_office(session, replace(FOUNDING, country=country)))
    number = desk.issue()
    assert size_of(archived(desk, number.document_id)) == size
    desk.books.close()


def test_a_document_is_printed_on_the_offices_template_unless_it_has_its_own(desk: Desk) -> None:
    first, second, third = desk.draft(), desk.draft(), desk.draft()
    print_on(desk, second, "modern")
    print_on(desk, third, "classic")
    sizes = [title_size(archived(desk, desk.issue(each).document_id)) for each in (first, second)]
    assert sizes == [20, 27]
    desk.write(lambda session: change_paper(session, template="modern", paper="letter"))
    pdf = archived(desk, desk.issue(third).document_id)
    assert (title_size(pdf), size_of(pdf)) == (20, (612, 792))


def test_a_drafts_page_looks_as_it_would_be_issued(desk: Desk) -> None:
    document = desk.draft()
    print_on(desk, document, "modern")
    pdf = desk.read(lambda session: draw_draft(session, document, number="Draft", on=TODAY))
    assert title_size(pdf) == 27


def test_a_copy_is_printed_like_its_original(desk: Desk) -> None:
    document = desk.draft()
    print_on(desk, document, "modern")
    copy = desk.write(lambda session: duplicate(session, document, on=TODAY, at=desk.now))
    assert desk.read(lambda session: draft(session, copy)).template == "modern"
