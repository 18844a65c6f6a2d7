"""The fonts that ship are whole, free, and set columns of figures."""

from importlib.resources import files

import pytest

from billing.pdf.fonts import Face, faces
from resources import font_bytes


@pytest.fixture(params=["regular", "bold"])
def face(request: pytest.FixtureRequest) -> Face:
    face = getattr(faces(font_bytes()), request.param)
    assert isinstance(face, Face)
    return face


def test_figures_have_one_width_so_that_columns_align(face: Face) -> None:
    widths = [face.width(figure, 10) for figure in "0123456789"]
    assert max(widths) - min(widths) < 0.02  # points at 10 point type


@pytest.mark.parametrize("sample", ["ÀÿĀžƒẀỹ", "Αωώ", "Аяїђґ", "€£¥₹₺₴₿", "“”‘’–—…−×·•§©®™°½"])
def test_the_scripts_of_the_promise_are_covered(face: Face, sample: str) -> None:
    assert face.uncovered([sample]) == set()


def test_the_license_travels_with_the_fonts() -> None:
    license_text = (files("resources") / "fonts" / "OFL.txt").read_text("utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in license_text
    assert "The Inter Project Authors" in license_text
