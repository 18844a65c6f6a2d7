"""Fonts: the ratios of the design, kept objects, heights that grow with the text."""

import pytest
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QApplication

from desktop.views import fonts


@pytest.mark.parametrize(
    ("name", "ratio"),
    [("caption", 0.85), ("small", 0.92), ("section", 1.08), ("customer", 1.15), ("title", 1.54), ("amount", 2.15)],
)
def test_every_size_is_a_ratio_of_the_body(name: fonts.FontName, ratio: float) -> None:
    built = fonts.fonts()
    assert built.named(name).pointSizeF() == pytest.approx(built.body.pointSizeF() * ratio)


def test_fonts_are_built_once_and_kept() -> None:
    assert fonts.fonts().body is fonts.fonts().body


def test_figures_are_as_wide_as_each_other_except_in_the_large_amount() -> None:
    tag = QFont.Tag("tnum")
    built = fonts.fonts()
    assert built.body.featureValue(tag) == built.small.featureValue(tag) == 1
    assert built.amount.featureValue(tag) == 0
    assert built.amount.isFeatureSet(tag)


def test_the_text_at_twice_the_size_doubles_heights(dressed: QApplication) -> None:
    once = fonts.row_height(34)
    fonts.install(dressed, 2.0)
    assert fonts.scaled(34) == 68
    assert fonts.row_height(34) == 2 * once == 68
    assert dressed.font().pointSizeF() == fonts.fonts().body.pointSizeF()


def test_a_row_is_never_lower_than_its_lines_of_text() -> None:
    tall = QFontMetrics(fonts.fonts().amount).height()
    assert fonts.row_height(10, fonts.fonts().amount) > tall
