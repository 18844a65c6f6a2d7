"""Fonts of this computer are taken only where their makers allow it and ReportLab can read them."""

from pathlib import Path

import pytest

from desktop.system.fonts import CANDIDATES, find_fonts, font_folders, may_embed
from tests.fakes.font import tiny_font


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "truetype" / "wqy").mkdir(parents=True)
    (tmp_path / "truetype" / "wqy" / "wqy-zenhei.ttc").write_bytes(tiny_font("中"))
    (tmp_path / "YUGOTHM.TTC").write_bytes(tiny_font("日"))
    (tmp_path / "YuGothB.ttc").write_bytes(tiny_font("日", name="Bold"))
    (tmp_path / "no-candidate.ttf").write_bytes(tiny_font("x"))
    return tmp_path


def test_fonts_are_found_by_name_in_any_case_and_any_depth(folder: Path) -> None:
    found = list(find_fonts("de", [folder, folder / "missing"]))
    assert [font.regular for font in found] == [tiny_font("日"), tiny_font("中")]
    assert found[0].bold == tiny_font("日", name="Bold")
    assert found[1].bold == found[1].regular


@pytest.mark.parametrize(("language", "first"), [("zh-CN", "中"), ("zh", "中"), ("ja-JP", "日"), ("en", "日")])
def test_the_documents_language_chooses_among_shared_characters(folder: Path, language: str, first: str) -> None:
    assert next(find_fonts(language, [folder])).regular == tiny_font(first)


@pytest.mark.parametrize(
    ("permissions", "allowed"), [(0, True), (4, True), (8, True), (2, False), (0x100, False), (0x200, False)]
)
def test_a_font_is_embedded_only_where_its_maker_allows_it(tmp_path: Path, permissions: int, allowed: bool) -> None:
    (tmp_path / "malgun.ttf").write_bytes(tiny_font("한", permissions=permissions))
    assert bool(list(find_fonts("ko", [tmp_path]))) is allowed


@pytest.mark.parametrize(
    "content", [b"", b"OTTO" + bytes(200), b"ttcf", b"\x00\x01\x00\x00\x00\x09", b"no font at all", bytes(5000)]
)
def test_a_file_that_is_no_truetype_font_is_passed_over(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "malgun.ttf").write_bytes(content)
    assert list(find_fonts("ko", [tmp_path])) == []


def test_a_collection_is_judged_by_its_first_font() -> None:
    plain = tiny_font("中")
    header = b"ttcf" + bytes([0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 16])
    assert may_embed(plain)
    assert not may_embed(header)  # it ends before its font


def test_the_folders_are_absolute_and_each_system_has_candidates() -> None:
    assert all(folder.is_absolute() for folder in font_folders())
    names = {candidate.regular for candidate in CANDIDATES}
    assert names >= {"msyh.ttc", "YuGothM.ttc", "malgun.ttf", "Arial Unicode.ttf", "wqy-zenhei.ttc"}
