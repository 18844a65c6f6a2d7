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


@pytest.mark.parametrize("figures", ["0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"])
def test_figures_have_one_width_so_that_columns_align(face: Face, figures: str) -> None:
    widths = [face.setting(figure).width for figure in figures]
    assert min(widths) > 0
    assert max(widths) - min(widths) < 2  # thousandths of the size


@pytest.mark.parametrize("sample", ["ÀÿĀžƒẀỹ", "Αωώ", "Аяїђґ", "€£¥₹₺₴₿", "“”‘’–—…−×·•§©®™°½"])
def test_the_scripts_of_every_day_are_covered_by_the_first_font(face: Face, sample: str) -> None:
    assert face.is_plain(sample)


@pytest.mark.parametrize("sample", ["ابتثجحخدذرزسشصضطظعغفقكلمنهويءآأؤإئةىپچژگی،؛؟ًّ", "אבגדהוזחטיךכלםמןנסעףפץצקרשת״׳₪"])
def test_arabic_and_hebrew_are_covered(face: Face, sample: str) -> None:
    assert face.uncovered([sample, " ".join(sample), sample[::-1]]) == set()


@pytest.mark.parametrize(("text", "owner"), [("OFL.txt", "The Inter Project Authors"), ("OFL-Noto.txt", "Google")])
def test_the_license_travels_with_the_fonts(text: str, owner: str) -> None:
    license_text = (files("resources") / "fonts" / text).read_text("utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in license_text
    assert owner in license_text
