"""The paper is set in the fonts that ship, and where they lack a character in those of this computer."""

import io
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from billing.pdf import Uncovered
from desktop.models import Issued, Series
from tests.desktop.office import Desk, line
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
