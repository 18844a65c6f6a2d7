"""The pages hold together: links lead somewhere, pictures are shown and light, the contract names what is sent."""

import re
from pathlib import Path
from typing import get_args

import pytest
from PIL import Image

from billing import wire
from desktop.services.inbox import _EFFECTS
from tests.docs.pages import PAGES, ROOT, targets

CONTRACT = ROOT / "docs" / "contract.md"
PICTURES = ROOT / "docs" / "pictures"
HEAVIEST = 150 * 1024
NAMES_IN_CODE = re.compile(r"`(COUNTERFOIL_\w+)`")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page: Path) -> None:
    assert [target for target in targets(page) if not (page.parent / target).exists()] == []


def test_every_page_can_be_reached_from_the_readme() -> None:
    seen, left = set(), [ROOT / "README.md"]
    while left:
        page = left.pop()
        seen.add(page)
        found = {(page.parent / target).resolve() for target in targets(page)}
        found |= {each for folder in found if folder.is_dir() for each in folder.glob("*.md")}
        left += [each for each in found if each.suffix == ".md" and each not in seen]
    assert set(PAGES) - seen == set()


def test_every_picture_is_shown_and_light() -> None:
    shown = {(page.parent / target).resolve() for page in PAGES for target in targets(page)}
    pictures = set(PICTURES.iterdir())
    assert pictures
    assert pictures - shown == set()
    for picture in pictures:
        assert picture.stat().st_size <= HEAVIEST, picture.name
        with Image.open(picture) as opened:
            assert opened.format == "PNG"


def test_the_contract_has_the_sections_that_the_code_names() -> None:
    headings = re.findall(r"^## (\d)\. ", CONTRACT.read_text("utf-8"), flags=re.MULTILINE)
    assert headings == ["1", "2", "3", "4", "5", "6", "7"]


def test_the_contract_names_every_message_that_is_sent() -> None:
    text = CONTRACT.read_text("utf-8")
    operations = {each.model_fields["op"].default for each in get_args(get_args(wire.Operation)[0])}
    messages = {"OfficeInfo", "ContentStored", "Batch", "BatchAnswer", "EventPage", "Manifest", "Problem", "Answer"}
    codes = {*get_args(wire.RefusalCode), *get_args(wire.ProblemCode)}
    assert all(hasattr(wire, name) for name in messages)
    assert {name for name in operations | messages | codes | set(_EFFECTS) if f"`{name}`" not in text} == set()


def test_the_contract_repeats_the_figures_of_the_code() -> None:
    text = CONTRACT.read_text("utf-8")
    assert f"limit={wire.MAX_EVENTS}&wait={wire.MAX_WAIT}" in text
    assert f"at most {wire.MAX_CONTENT // 2**20} MiB" in text
    assert f"at most {wire.MAX_OPERATIONS} operations" in text
    assert f"Events are kept {wire.KEPT_DAYS} days" in text


def test_every_variable_that_a_page_names_is_read_by_the_code() -> None:
    code = "".join(path.read_text("utf-8") for room in ("desktop", "portal") for path in (ROOT / room).rglob("*.py"))
    named = {name for page in PAGES for name in NAMES_IN_CODE.findall(page.read_text("utf-8"))}
    assert {name for name in named if f'"{name}"' not in code} == set()
    assert len(named) == 3
